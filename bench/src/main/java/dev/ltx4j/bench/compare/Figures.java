package dev.ltx4j.bench.compare;

import java.util.Locale;

/** Numbers as people read them. */
final class Figures {
    private Figures() {}

    /** With about three digits: {@code 11.7 s}, {@code 0.46 s}, {@code 84 ms}. */
    static String seconds(double seconds) {
        if (seconds < 0.1) {
            return String.format(Locale.ROOT, "%.0f ms", seconds * 1e3);
        }
        return String.format(Locale.ROOT, seconds < 10 ? "%.2f s" : "%.1f s", seconds);
    }

    /** {@code 6.9 ×}, {@code 0.82 ×}. */
    static String ratio(double ratio) {
        return String.format(Locale.ROOT, ratio < 2 ? "%.2f ×" : "%.1f ×", ratio);
    }

    /** The fastest and the slowest run. */
    static String range(Spread spread) {
        return seconds(spread.least()) + " – " + seconds(spread.most());
    }

    static String memory(long peakBytes) {
        return peakBytes == 0 ? "?" : Sizes.mebibytes(peakBytes);
    }
}
