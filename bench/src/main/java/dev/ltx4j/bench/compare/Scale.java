package dev.ltx4j.bench.compare;

import java.util.List;

/**
 * How much data there is.
 *
 * @param large the database that is verified, restored from one snapshot, and checked; in bytes
 * @param medium the database with a history
 * @param small the database that is restored cold
 * @param transactions of the history
 * @param fewFiles in how many files it is, for one restore
 * @param manyFiles in how many files it is, for another
 * @param curveSizes databases of the curves, in bytes
 * @param curveFiles numbers of files of the curves
 */
record Scale(
        long large,
        long medium,
        long small,
        int transactions,
        int fewFiles,
        int manyFiles,
        List<Long> curveSizes,
        List<Integer> curveFiles) {
    private static final long MB = 1_000_000;

    /** What the goals are about. */
    static final Scale NORMAL = new Scale(
            1_000 * MB,
            200 * MB,
            10 * MB,
            1_999,
            50,
            1_900,
            List.of(10 * MB, 50 * MB, 200 * MB, 1_000 * MB, 2_000 * MB, 4_000 * MB),
            List.of(1, 5, 20, 50, 200, 500, 1_000, 2_000));

    /** A fifth of that. */
    static final Scale QUICK = new Scale(
            200 * MB, 40 * MB, 10 * MB, 399, 20, 380, List.of(10 * MB, 50 * MB, 200 * MB), List.of(1, 5, 20, 100, 400));

    /** A snapshot, and a file for each transaction. */
    int maxFiles() {
        return transactions + 1;
    }

    Scale withCurves(List<Long> sizes, List<Integer> files) {
        return new Scale(
                large,
                medium,
                small,
                transactions,
                fewFiles,
                manyFiles,
                sizes.isEmpty() ? curveSizes : sizes,
                files.isEmpty() ? curveFiles : files);
    }
}
