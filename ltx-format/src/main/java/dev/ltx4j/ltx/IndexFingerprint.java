package dev.ltx4j.ltx;

import java.util.SplittableRandom;

/**
 * A fingerprint of the page index in constant memory: one is made from the frames as they pass, one from the index, and
 * they must be equal. The frames of a 100 GB database would otherwise need hundreds of megabytes to be remembered.
 *
 * <p>It is a polynomial over the prime field 2⁶¹−1, evaluated at a point that is chosen anew in each process: two
 * different indexes of n entries agree for at most 2n of the 2⁶¹ points, and whoever makes a file cannot know the point.
 */
final class IndexFingerprint {
    private static final long PRIME = (1L << 61) - 1;
    private static final long POINT = 1 + new SplittableRandom().nextLong(PRIME - 1);

    private long value = 1;
    private long count;

    /** Takes one entry. Offsets need not be part: frames stand one behind the other, so the sizes give them. */
    void add(long pageNumber, long frameBytes) {
        value = step(step(value, pageNumber), frameBytes);
        count++;
    }

    long count() {
        return count;
    }

    boolean matches(IndexFingerprint other) {
        return value == other.value && count == other.count;
    }

    /** {@code value · POINT + term} mod 2⁶¹−1, for a term below the prime. */
    private static long step(long value, long term) {
        long high = Math.multiplyHigh(value, POINT);
        long low = value * POINT;
        long sum = (low & PRIME) + ((low >>> 61) | (high << 3)) + term;
        sum = (sum & PRIME) + (sum >>> 61);
        return sum >= PRIME ? sum - PRIME : sum;
    }
}
