package dev.ltx4j.restore;

import dev.ltx4j.sqlite.Experimental;
import java.util.SplittableRandom;

/**
 * Which LTX files of a replica are read in full. The same share and seed choose the same files.
 *
 * @param percent above 0, up to 100
 * @param seed any number
 */
@Experimental
public record VerifySample(double percent, long seed) {
    /** All of them. */
    public static final VerifySample ALL = new VerifySample(100, 0);

    private static final double WHOLE = 100;

    /**
     * Checks the share.
     *
     * @param percent above 0, up to 100
     * @param seed any number
     * @throws IllegalArgumentException if the share is not above 0 and up to 100
     */
    public VerifySample {
        if (!(percent > 0 && percent <= WHOLE)) {
            throw new IllegalArgumentException("a share is above 0 and up to 100 percent: " + percent);
        }
    }

    /**
     * A share of the files, another one in each run.
     *
     * @param percent above 0, up to 100
     * @return with a seed of chance
     * @throws IllegalArgumentException if the share is not above 0 and up to 100
     */
    public static VerifySample random(double percent) {
        return new VerifySample(percent, new SplittableRandom().nextLong() >>> 1);
    }

    /** {@return whether every file is in it} */
    public boolean isWhole() {
        return percent == WHOLE;
    }

    boolean includes(LtxFile file) {
        return isWhole() || new SplittableRandom(seed ^ spread(file.key())).nextDouble() * WHOLE < percent;
    }

    private static long spread(String key) {
        long hash = 0;
        for (int i = 0; i < key.length(); i++) {
            hash = hash * 0x5851F42D4C957F2DL + key.charAt(i);
        }
        return hash;
    }
}
