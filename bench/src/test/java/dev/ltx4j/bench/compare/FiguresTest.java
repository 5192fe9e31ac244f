package dev.ltx4j.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arithmetic of a comparison, and how numbers are read and written. */
class FiguresTest {
    @Test
    void medianIsTheMiddleOrTheMeanOfTheTwoInTheMiddle() {
        assertThat(Spread.of(List.of(3.0, 1.0, 100.0))).isEqualTo(new Spread(1, 3, 100));
        assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 100.0))).isEqualTo(new Spread(1, 3, 100));
        assertThat(Spread.of(List.of(7.0))).isEqualTo(new Spread(7, 7, 7));
        assertThatThrownBy(() -> Spread.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 200)
    void asManyValuesAreBelowTheMedianAsAboveIt(
            @ForAll @Size(min = 1, max = 30) List<@DoubleRange(min = 0, max = 1000) Double> values) {
        Spread spread = Spread.of(values);

        long below = values.stream().filter(value -> value < spread.median()).count();
        long above = values.stream().filter(value -> value > spread.median()).count();
        assertThat(below).isLessThanOrEqualTo(values.size() / 2);
        assertThat(above).isLessThanOrEqualTo(values.size() / 2);
        assertThat(values).allMatch(value -> value >= spread.least() && value <= spread.most());
    }

    @Test
    void ratioIsTheYardsticksMedianByOurs() {
        Contestant ours = Contestant.ours("ours", scratch -> List.of(), Proof.exitCode(), Goal.times(4));
        Standing standing = new Standing(ours, List.of(run(2, 10), run(1, 30), run(9, 20)), 8);

        assertThat(standing.ratio()).isEqualTo(4);
        assertThat(standing.peakBytes()).isEqualTo(30);
        assertThat(standing.missed()).isEmpty();
    }

    @Test
    void goalNamesWhatIsMissed() {
        Goal goal = Goal.times(2.5).inConstantMemory(32_768L * 8 * 1024);
        long bound = (64L << 20) + 8 * 1024;

        assertThat(goal.text()).isEqualTo("≥ 2.5 ×, ≤ 64 MiB");
        assertThat(goal.missed(2.5, 1, bound)).isEmpty();
        assertThat(goal.missed(2.49, 1, bound)).containsExactly("2.5 ×");
        assertThat(goal.missed(2.49, 1, bound + 1)).containsExactly("2.5 ×", "64 MiB");
        assertThat(Goal.within(0.25).missed(0, 0.26, 0)).containsExactly("0.25 s");
        assertThat(Goal.times(10).text()).isEqualTo("≥ 10 ×");
        assertThat(Goal.NONE.missed(0, 1e9, Long.MAX_VALUE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"10MB,10 MB", "1.5GB,1.5 GB", "1500MB,1.5 GB", "200 mb,200 MB", "4096,4.1 kB", "2G,2 GB"})
    void sizesAreReadAsTheyAreWritten(String text, String written) {
        assertThat(Sizes.text(Sizes.parse(text))).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource({"MB", "-1MB", "1TB", "'1,5GB'"})
    void whatIsNoSizeIsRefused(String text) {
        assertThatThrownBy(() -> Sizes.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"0.0774,77 ms", "0.46,0.46 s", "1.7,1.70 s", "11.66,11.7 s"})
    void timesHaveAboutThreeDigits(double seconds, String written) {
        assertThat(Figures.seconds(seconds)).isEqualTo(written);
    }

    @Test
    void logarithmicAxisGivesEqualFactorsEqualDistances() {
        Axis axis = Axis.logarithmic(0.5, 50, 0, 200);

        assertThat(axis.place(5)).isEqualTo(100);
        assertThat(axis.place(0.01)).isZero();
        assertThat(axis.place(1000)).isEqualTo(200);
        assertThat(axis.ticks()).containsExactly(0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0);
    }

    @Property(tries = 200)
    void linearAxisHasAFewTicksInside(@ForAll @DoubleRange(min = 0.01, max = 1e7) double to) {
        assertThat(Axis.linear(0, to, 0, 100).ticks())
                .hasSizeBetween(4, 12)
                .allMatch(tick -> tick >= 0 && tick <= to * 1.000001);
    }

    private static Run run(double seconds, long peakBytes) {
        return new Run(seconds, peakBytes, "");
    }
}
