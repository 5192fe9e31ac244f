package dev.ltx4j.restore;

import dev.ltx4j.ltx.TxidRange;
import java.util.List;
import java.util.function.Predicate;

/**
 * The files of one level, by last transaction, with what is needed to find those that cover a range exactly without a
 * look at each: where the run of files starts that follow one another up to a file.
 */
final class ContiguousRuns {
    private final List<LtxFile> files;
    private final int[] starts;

    private ContiguousRuns(List<LtxFile> files, int[] starts) {
        this.files = files;
        this.starts = starts;
    }

    /** @param files by last transaction; not copied */
    static ContiguousRuns of(List<LtxFile> files) {
        int[] starts = new int[files.size()];
        for (int i = 0; i < starts.length; i++) {
            boolean follows =
                    i > 0 && files.get(i - 1).max().next().equals(files.get(i).min());
            starts[i] = follows ? starts[i - 1] : i;
        }
        return new ContiguousRuns(files, starts);
    }

    /** The files that start and end where a range does, each right behind the one before; empty if there are none. */
    List<LtxFile> cover(TxidRange range) {
        int last = firstFrom(0, files.size(), file -> !file.max().isBefore(range.max()));
        if (last == files.size() || !files.get(last).max().equals(range.max())) {
            return List.of();
        }
        int first = firstFrom(starts[last], last + 1, file -> !file.min().isBefore(range.min()));
        return first <= last && files.get(first).min().equals(range.min()) ? files.subList(first, last + 1) : List.of();
    }

    /** The first index of a part of the files from which on all fulfil a condition. */
    private int firstFrom(int start, int end, Predicate<LtxFile> condition) {
        int from = start;
        int to = end;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (condition.test(files.get(middle))) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return from;
    }
}
