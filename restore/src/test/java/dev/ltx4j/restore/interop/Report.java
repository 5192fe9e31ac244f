package dev.ltx4j.restore.interop;

import java.util.Random;

/** What a run tells the person who started it. */
final class Report {
    private static final String SEED = "ltx4j.interop.seed";

    private Report() {}

    static void print(String line) {
        System.out.println("interop: " + line);
    }

    /** Other numbers in each run, unless the property says which; when the programs do what they do stays chance. */
    static Random random(Class<?> test) {
        long seed = Long.getLong(SEED, System.nanoTime());
        print(test.getSimpleName() + " with -D" + SEED + "=" + seed);
        return new Random(seed);
    }
}
