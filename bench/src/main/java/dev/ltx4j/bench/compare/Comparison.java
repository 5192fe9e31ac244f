package dev.ltx4j.bench.compare;

import java.util.List;
import java.util.stream.Stream;

/**
 * All that was measured.
 *
 * @param machine where and with what
 * @param seed of the data
 * @param minRuns how often each contestant ran at least
 * @param rows the table
 * @param curves empty without {@code --full}
 */
record Comparison(Machine machine, long seed, int minRuns, List<Outcome> rows, List<Curve.Measured> curves) {
    /** Rows and points of curves. */
    Stream<Outcome> outcomes() {
        return Stream.concat(rows.stream(), curves.stream().flatMap(curve -> curve.outcomes().stream()));
    }

    long count(Outcome.State state) {
        return outcomes().filter(outcome -> outcome.state() == state).count();
    }

    boolean hasFailures() {
        return count(Outcome.State.FAILED) > 0;
    }

    /** Ours of all rows, as they have a goal each. */
    List<Standing> ours() {
        return rows.stream()
                .flatMap(row -> row.standings().stream())
                .filter(standing -> standing.contestant().isOurs())
                .toList();
    }

    long reachedGoals() {
        return ours().stream().filter(standing -> standing.missed().isEmpty()).count();
    }
}
