package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class SecondsTest {
    @Test
    void isWhatTheJdkWouldFormat() {
        for (long millis = 0; millis < 100_000; millis += 7) {
            assertThat(Seconds.of(Duration.ofMillis(millis)))
                    .as("%d ms", millis)
                    .isEqualTo(String.format(Locale.ROOT, "%.1f s", millis / 1000.0));
        }
    }
}
