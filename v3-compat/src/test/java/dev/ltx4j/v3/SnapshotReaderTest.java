package dev.ltx4j.v3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.sqlite.PageSize;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotReaderTest {
    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 2048, 4096, 8192, 16384, 32768, 65536})
    void exactlyTheLockPageIsCleared(int pageBytes) {
        PageSize pageSize = PageSize.of(pageBytes);
        long lockStart = PageSize.LOCK_BYTE;
        int bufferBytes = 1000;
        long cleared = 0;
        for (long offset = lockStart - 3 * bufferBytes; offset < lockStart + pageBytes + 3000; offset += bufferBytes) {
            byte[] buffer = new byte[bufferBytes];
            Arrays.fill(buffer, (byte) 1);
            SnapshotReader.clearLockPage(pageSize, offset, buffer, bufferBytes - 1);
            assertThat(buffer[bufferBytes - 1]).isOne();
            for (int i = 0; i < bufferBytes - 1; i++) {
                boolean isLockPage = offset + i >= lockStart && offset + i < lockStart + pageBytes;
                assertThat(buffer[i] == 0).isEqualTo(isLockPage);
                cleared += isLockPage ? 1 : 0;
            }
        }
        assertThat(cleared).isGreaterThan(pageBytes * 9L / 10);
    }
}
