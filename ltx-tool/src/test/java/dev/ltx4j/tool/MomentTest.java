package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class MomentTest {
    private final Moment.Converter converter = new Moment.Converter();

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T14:30:00Z, 2026-11-23T14:30:00Z",
        "2026-11-23t14:30:00z, 2026-11-23T14:30:00Z",
        "2026-11-23T14:30:00+01:00, 2026-11-23T13:30:00Z",
        "2026-11-23T00:15:00-05:45, 2026-11-23T06:00:00Z",
        "2026-11-23T14:30:00.5Z, 2026-11-23T14:30:00.5Z",
        "2026-11-23T14:30:00.123456789Z, 2026-11-23T14:30:00.123456789Z",
        "2026-11-23T14:30:00.1234567891234Z, 2026-11-23T14:30:00.123456789Z",
        "2024-02-29T23:59:59-00:00, 2024-02-29T23:59:59Z",
    })
    void everyOffsetAndFractionIsRead(String text, Instant expected) {
        assertThat(converter.convert(text).instant()).contains(expected);
    }

    @Test
    void latestIsNoMoment() {
        assertThat(converter.convert("latest").instant()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "2026-11-23",
                "2026-11-23T14:30Z",
                "2026-11-23 14:30:00Z",
                "2026-11-23T14:30:00.Z",
                "2026-11-23T14:30:00+01",
                "2026-11-23T14:30:00+19:00",
                "2026-13-23T14:30:00Z",
                "2026-02-29T14:30:00Z",
                "2026-11-23T24:00:00Z",
                "2026-11-23T14:30:00Zx",
                "1795442475"
            })
    void everythingElseIsRefused(String text) {
        assertThatThrownBy(() -> converter.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageStartingWith("not a timestamp: \"" + text + "\" (");
    }

    @Test
    void timesArePrintedInUtcToTheMillisecond() {
        assertThat(Moment.format(Instant.parse("2026-11-23T14:30:00Z"))).isEqualTo("2026-11-23T14:30:00.000Z");
        assertThat(Moment.format(Instant.parse("2026-11-23T14:30:00.0129Z"))).isEqualTo("2026-11-23T14:30:00.012Z");
    }
}
