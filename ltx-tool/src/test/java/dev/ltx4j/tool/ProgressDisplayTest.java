package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
    private static final long MIB = 1 << 20;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void lineTellsRateAndTimeLeft() {
        assertThat(ProgressDisplay.render("restore", 92 * MIB, 238 * MIB, Duration.ofSeconds(1)))
                .isEqualTo("restore  38%  92.0 of 238.0 MiB  92.0 MiB/s  0:02 left");
        assertThat(ProgressDisplay.render("verify", MIB, 1000 * MIB, Duration.ofSeconds(2)))
                .isEqualTo("verify  0%  1.0 of 1000.0 MiB  0.5 MiB/s  33:18 left");
    }

    @Test
    void lineLeavesOutWhatIsNotKnown() {
        assertThat(ProgressDisplay.render("restore", 0, 238 * MIB, Duration.ofSeconds(1)))
                .isEqualTo("restore  0%  0.0 of 238.0 MiB");
        assertThat(ProgressDisplay.render("restore", 92 * MIB, 0, Duration.ofSeconds(1)))
                .isEqualTo("restore  92.0 MiB  92.0 MiB/s");
        assertThat(ProgressDisplay.render("restore", 92 * MIB, 90 * MIB, Duration.ofSeconds(1)))
                .isEqualTo("restore  100%  92.0 of 90.0 MiB  92.0 MiB/s");
    }

    @Test
    void lineAppearsAfterASecondAndIsGoneAtTheEnd() throws InterruptedException {
        try (ProgressDisplay display = display(true)) {
            display.update(MIB, 4 * MIB);
            assertThat(text()).isEmpty();
            while (text().isEmpty()) {
                Thread.sleep(50);
            }
            display.update(2 * MIB, 4 * MIB);
            display.note("two files are gone");
            display.update(3 * MIB, 4 * MIB);
        }

        assertThat(text())
                .startsWith("\rrestore  25%  1.0 of 4.0 MiB  ")
                .contains("\r" + " ".repeat(79) + "\rrestore: two files are gone\n");
        assertThat(visible(text())).isEqualTo("restore: two files are gone\n");
    }

    @Test
    void lineIsGoneWhenTheWorkIsInterrupted() throws InterruptedException {
        try (ProgressDisplay display = display(true)) {
            display.update(MIB, 4 * MIB);
            while (text().isEmpty()) {
                Thread.sleep(50);
            }
            Thread.currentThread().interrupt();
        }
        assertThat(Thread.interrupted()).isTrue();
        int length = text().length();
        Thread.sleep(500);

        assertThat(visible(text())).isEmpty();
        assertThat(text()).hasSize(length);
    }

    @Test
    void nobodyWatchesSoOnlyNotesArePrinted() throws InterruptedException {
        try (ProgressDisplay display = display(false)) {
            display.update(MIB, 4 * MIB);
            Thread.sleep(1300);
            display.update(2 * MIB, 4 * MIB);
            display.note("two files are gone");
        }

        assertThat(text()).isEqualTo("restore: two files are gone\n");
    }

    private ProgressDisplay display(boolean watched) {
        PrintStream printer = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new ProgressDisplay(new Console("restore", printer, printer, watched), "restore");
    }

    private String text() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** What stays on a terminal, where a line's later text replaces the earlier. */
    private static String visible(String text) {
        StringBuilder screen = new StringBuilder();
        StringBuilder line = new StringBuilder();
        int column = 0;
        for (char c : text.toCharArray()) {
            if (c == '\n') {
                screen.append(line.toString().stripTrailing()).append(c);
                line.setLength(0);
                column = 0;
            } else if (c == '\r') {
                column = 0;
            } else {
                line.replace(column, Math.min(column + 1, line.length()), String.valueOf(c));
                column++;
            }
        }
        return screen.append(line.toString().stripTrailing()).toString();
    }
}
