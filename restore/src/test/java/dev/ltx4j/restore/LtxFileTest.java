package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ltx4j.ltx.LtxFileName;
import dev.ltx4j.ltx.TxidRange;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LtxFileTest {
    private static final TxidRange RANGE = TxidRange.of(7, -1);
    private static final Instant TIME = Instant.parse("2026-11-25T08:00:00.123456789Z");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ltx/3/0000000000000007-ffffffffffffffff.ltx",
                "0003/0000000000000007-ffffffffffffffff.ltx",
                "ltx/4/0000000000000007-ffffffffffffffff.ltx",
                "ltx/3/0000000000000007-fffffffffffffffe.ltx",
                "elsewhere/file",
                "file"
            })
    void itGivesBackWhatItWasMadeOf(String key) {
        LtxFile file = new LtxFile(3, RANGE, 42, TIME, key);
        assertThat(file.key()).isEqualTo(key);
        assertThat(file.name()).isEqualTo(key.substring(key.lastIndexOf('/') + 1));
        assertThat(file.level()).isEqualTo(3);
        assertThat(file.range()).isEqualTo(RANGE);
        assertThat(file.size()).isEqualTo(42);
        assertThat(file.created()).isEqualTo(TIME);
    }

    @Test
    void filesAreEqualIfAllOfThemIs() {
        String key = LtxLayout.FOLDERS.folder(3) + LtxFileName.of(RANGE);
        LtxFile file = new LtxFile(3, RANGE, 42, TIME, key);
        assertThat(file)
                .isEqualTo(new LtxFile(3, RANGE, 42, TIME, key))
                .hasSameHashCodeAs(new LtxFile(3, RANGE, 42, TIME, key))
                .isNotEqualTo(new LtxFile(2, RANGE, 42, TIME, key))
                .isNotEqualTo(new LtxFile(3, TxidRange.of(6, -1), 42, TIME, key))
                .isNotEqualTo(new LtxFile(3, TxidRange.of(7, 8), 42, TIME, key))
                .isNotEqualTo(new LtxFile(3, RANGE, 43, TIME, key))
                .isNotEqualTo(new LtxFile(3, RANGE, 42, TIME.plusNanos(1), key))
                .isNotEqualTo(new LtxFile(3, RANGE, 42, TIME, "x"))
                .isEqualTo(file.withCreated(TIME.plusNanos(1)).withCreated(TIME));
    }

    @Test
    void thereAreTenLevels() {
        assertThatIllegalArgumentException().isThrownBy(() -> new LtxFile(10, RANGE, 42, TIME, "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> new LtxFile(-1, RANGE, 42, TIME, "x"));
    }
}
