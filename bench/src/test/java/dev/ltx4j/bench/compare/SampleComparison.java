package dev.ltx4j.bench.compare;

import java.time.LocalDate;
import java.util.List;

/** A comparison with figures that nobody measured, for the reports. */
final class SampleComparison {
    private SampleComparison() {}

    static Comparison of(List<Outcome> rows, List<Curve.Measured> curves) {
        Machine machine = new Machine(
                LocalDate.of(2026, 11, 25),
                "a <fast> one & more, 2 cores",
                "8 GiB",
                "Linux",
                "Java",
                "abc",
                List.of("ltx"));
        return new Comparison(machine, 1, 5, rows, curves);
    }

    /** One row of each state. */
    static Comparison table() {
        return of(
                List.of(
                        outcome("restore <&> verify", 12, 2, 1),
                        Outcome.skipped(contest("skipped"), "no \"Go\""),
                        Outcome.failed(contest("failed"), "they do not come to the same")),
                List.of());
    }

    static Comparison curves() {
        List<Curve.Point> points = List.of(point(10), point(100), point(1000));
        Curve curve = new Curve("curve", "restore <more>", "size", points);
        List<Outcome> outcomes = List.of(
                outcome("10", 1, 0.5, 0.4), outcome("100", 10, 5, 4), Outcome.skipped(contest("1000"), "no room"));
        return of(List.of(), List.of(new Curve.Measured(curve, outcomes)));
    }

    private static Curve.Point point(double x) {
        return new Curve.Point(x, Sizes.text((long) x * 1_000_000), contest("" + x), 0, () -> {});
    }

    private static Outcome outcome(String title, double peer, double one, double two) {
        Work nothing = scratch -> List.of();
        return Outcome.measured(
                contest(title),
                List.of(
                        new Standing(Contestant.peer("litestream", nothing, Proof.bytes()), List.of(run(peer, 150)), 0),
                        new Standing(
                                Contestant.ours("ltx4j, 1 worker", nothing, Proof.bytes(), Goal.times(6)),
                                List.of(run(one, 40)),
                                peer),
                        new Standing(
                                Contestant.ours("ltx4j, 2 workers", nothing, Proof.bytes(), Goal.times(20)),
                                List.of(run(two, 41)),
                                peer)),
                "same");
    }

    private static Run run(double seconds, long mebibytes) {
        return new Run(seconds, mebibytes << 20, "same");
    }

    private static Contest contest(String title) {
        return new Contest(title, title, List.of(), List::of);
    }
}
