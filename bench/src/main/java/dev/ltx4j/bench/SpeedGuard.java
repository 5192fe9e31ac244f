package dev.ltx4j.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Says whether a hot loop became slower: {@code .ci/speed} runs it.
 *
 * <p>Times differ from machine to machine and with what else runs there, so nothing is held against a time. Each loop is
 * held against plain code that does the same work ({@link PlainCode}), in the same run, the two in turn, some hundred times
 * each, and of both the fastest time counts: what disturbs a run only makes it slower, and a hundred short runs are not
 * all disturbed. The limits are ratios, a quarter above what they are when all is well. A JVM may compile a loop badly
 * once; so a ratio above its limit fails only if it is so in three JVMs, which {@code .ci/speed} starts.
 */
final class SpeedGuard {
    private static final int ROUNDS = 200;

    private SpeedGuard() {}

    /** Ours, and plain code that does the same. */
    record Pair(String name, double limit, Work ours, Work plain) {}

    interface Work {
        /** Does it once, and gives something that depends on all of it. */
        long run() throws IOException;
    }

    public static void main(String... arguments) throws IOException {
        System.exit(compare(GuardedLoops.all(), System.out) ? 0 : 1);
    }

    static boolean compare(List<Pair> pairs, PrintStream out) throws IOException {
        long[] ours = new long[pairs.size()];
        long[] plain = new long[pairs.size()];
        Arrays.fill(ours, Long.MAX_VALUE);
        Arrays.fill(plain, Long.MAX_VALUE);
        long results = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < ours.length; i++) {
                long start = System.nanoTime();
                results += pairs.get(i).ours().run();
                long middle = System.nanoTime();
                results += pairs.get(i).plain().run();
                long end = System.nanoTime();
                ours[i] = Math.min(ours[i], middle - start);
                plain[i] = Math.min(plain[i], end - middle);
            }
        }
        return print(pairs, ours, plain, results, out);
    }

    private static boolean print(List<Pair> pairs, long[] ours, long[] plain, long results, PrintStream out) {
        boolean good = true;
        out.println("loop                   ours us  plain us   ratio   limit");
        for (int i = 0; i < ours.length; i++) {
            Pair pair = pairs.get(i);
            double ratio = (double) ours[i] / plain[i];
            boolean within = ratio <= pair.limit();
            good &= within;
            out.println(String.format(
                    Locale.ROOT,
                    "%-20s %9.1f %9.1f %7.3f %7.3f %s",
                    pair.name(),
                    ours[i] / 1e3,
                    plain[i] / 1e3,
                    ratio,
                    pair.limit(),
                    within ? "" : "TOO SLOW"));
        }
        out.println("(" + Long.toHexString(results) + ": so that no work can be left out)");
        return good;
    }
}
