package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageSizeTest {
    @ParameterizedTest
    @CsvSource({
        "512,   2097153",
        "1024,  1048577",
        "2048,  524289",
        "4096,  262145",
        "8192,  131073",
        "16384, 65537",
        "32768, 32769",
        "65536, 16385",
    })
    void theLockPageHoldsTheByteAtOneGibibyte(int bytes, long lockPage) {
        PageSize pageSize = PageSize.of(bytes);

        assertThat(pageSize.lockPage()).isEqualTo(lockPage);
        assertThat(pageSize.fileOffset(lockPage)).isEqualTo(1L << 30);
        assertThat(pageSize.fileOffset(1)).isZero();
        assertThat(pageSize.fileOffset(4294967295L)).isEqualTo(4294967294L * bytes);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -4096, -512, 0, 1, 2, 256, 511, 513, 4095, 65535, 65537, 131072, 1L << 32})
    void nothingElseIsAPageSize(long bytes) {
        assertThat(PageSize.isValid(bytes)).isFalse();
        if (bytes == (int) bytes) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PageSize.of((int) bytes))
                    .withMessage("not a SQLite page size: " + bytes);
        }
    }
}
