package dev.ltx4j.bench.compare;

import java.util.List;

/**
 * How a contestant has done.
 *
 * @param contestant who
 * @param runs all runs that count, in order
 * @param yardstickSeconds the median of the yardstick; 0 if there is none, or if this is it
 */
record Standing(Contestant contestant, List<Run> runs, double yardstickSeconds) {
    Spread seconds() {
        return Spread.of(runs.stream().map(Run::seconds).toList());
    }

    /** The most of all runs; 0 if that is unknown. */
    long peakBytes() {
        return runs.stream().mapToLong(Run::peakBytes).max().orElse(0);
    }

    boolean hasRatio() {
        return yardstickSeconds > 0;
    }

    /** How many times as fast as the yardstick, by medians. */
    double ratio() {
        return yardstickSeconds / seconds().median();
    }

    /** What of its goal it has not reached, in words. */
    List<String> missed() {
        return contestant.goal().missed(hasRatio() ? ratio() : 0, seconds().median(), peakBytes());
    }
}
