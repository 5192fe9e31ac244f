package dev.ltx4j.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a contestant is to reach. A limit of 0 is none.
 *
 * @param ratio at least so many times as fast as the yardstick
 * @param maxSeconds the median takes no longer
 * @param maxPeakBytes no run has more memory resident
 */
record Goal(double ratio, double maxSeconds, long maxPeakBytes) {
    static final Goal NONE = new Goal(0, 0, 0);

    private static final long CONSTANT_BYTES = 64L << 20;

    static Goal times(double ratio) {
        return new Goal(ratio, 0, 0);
    }

    static Goal within(double seconds) {
        return new Goal(0, seconds, 0);
    }

    /** The same, in 64 MiB and one bit for each page of a database. */
    Goal inConstantMemory(long databaseBytes) {
        return new Goal(ratio, maxSeconds, CONSTANT_BYTES + databaseBytes / SampleDatabase.PAGE_BYTES / 8);
    }

    boolean hasRatio() {
        return ratio > 0;
    }

    /** What is not reached, in words; empty if all is. */
    List<String> missed(double reachedRatio, double medianSeconds, long peakBytes) {
        List<String> missed = new ArrayList<>();
        if (ratio > 0 && reachedRatio < ratio) {
            missed.add(text(ratio) + " ×");
        }
        if (maxSeconds > 0 && medianSeconds > maxSeconds) {
            missed.add(text(maxSeconds) + " s");
        }
        if (maxPeakBytes > 0 && peakBytes > maxPeakBytes) {
            missed.add(Sizes.mebibytes(maxPeakBytes));
        }
        return missed;
    }

    /** All of it, in words: {@code ≥ 4 ×, ≤ 64 MiB}. */
    String text() {
        List<String> parts = new ArrayList<>();
        if (ratio > 0) {
            parts.add("≥ " + text(ratio) + " ×");
        }
        if (maxSeconds > 0) {
            parts.add("≤ " + text(maxSeconds) + " s");
        }
        if (maxPeakBytes > 0) {
            parts.add("≤ " + Sizes.mebibytes(maxPeakBytes));
        }
        return String.join(", ", parts);
    }

    private static String text(double number) {
        return String.format(Locale.ROOT, "%.2f", number).replaceFirst("\\.?0+$", "");
    }
}
