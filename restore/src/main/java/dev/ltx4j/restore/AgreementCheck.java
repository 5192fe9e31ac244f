package dev.ltx4j.restore;

import dev.ltx4j.ltx.LtxHeader;
import dev.ltx4j.ltx.PageBatch;
import dev.ltx4j.ltx.PageConsumer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Holds against each other what is there twice while all files of a replica go by, newest first, each once.
 *
 * <p>Files that end later come first, over all levels. That is the order in which a {@link StateFingerprint} takes its
 * files, so one reading of the replica serves all comparisons. Those that are under way need one bit a page each; mostly
 * that is one for each level, and there are never more than {@link #MAX_OPEN}.
 */
final class AgreementCheck {
    /** How many fingerprints may keep pages at a time; what would need more is left uncompared. */
    static final int MAX_OPEN = 16;

    /** The order in which files have to come. */
    static final Comparator<LtxFile> NEWEST_FIRST = ReplicaListing.ORDER.reversed();

    private final Map<String, List<Pair>> starting = new HashMap<>();
    private final List<Pair> open = new ArrayList<>();
    private final List<StateComparison> disagreeing = new ArrayList<>();
    private int uncompared;
    private int compared;

    AgreementCheck(AgreementPlan plan) {
        uncompared = plan.uncompared();
        for (StateComparison comparison : plan.comparisons()) {
            Pair pair = new Pair(comparison);
            // Both sides end with the same transaction, but the file that comes first is the one that NEWEST_FIRST
            // says.
            start(pair, last(comparison.first()));
            if (!last(comparison.second()).equals(last(comparison.first()))) {
                start(pair, last(comparison.second()));
            }
        }
    }

    private void start(Pair pair, LtxFile file) {
        starting.computeIfAbsent(file.key(), key -> new ArrayList<>()).add(pair);
    }

    /** Whoever reads the next file must give its pages to this. */
    PageConsumer consumer(LtxFile file) {
        List<Pair> begun = starting.remove(file.key());
        if (begun != null) {
            for (Pair pair : begun) {
                if (!pair.dropped && !open.contains(pair)) {
                    openIfThereIsRoom(pair);
                }
            }
        }
        List<StateFingerprint> taking = taking(file);
        if (taking.isEmpty()) {
            return batch -> {};
        }
        return new PageConsumer() {
            @Override
            public void begin(LtxHeader header) {
                taking.forEach(fingerprint -> fingerprint.begin(header));
            }

            @Override
            public void accept(PageBatch batch) {
                long[] hashes = new long[batch.count()];
                for (int i = 0; i < hashes.length; i++) {
                    hashes[i] = StateFingerprint.hash(batch, i);
                }
                synchronized (taking) {
                    for (StateFingerprint fingerprint : taking) {
                        for (int i = 0; i < hashes.length; i++) {
                            fingerprint.add(batch.pageNumber(i), hashes[i]);
                        }
                    }
                }
            }
        };
    }

    /** The file has been read to its end, and is what its name says. */
    void verified(LtxFile file) {
        List<Pair> finished = new ArrayList<>();
        for (Pair pair : open) {
            pair.end(file);
            if (pair.isComplete()) {
                finished.add(pair);
            }
        }
        for (Pair pair : finished) {
            open.remove(pair);
            compared++;
            if (!pair.agrees()) {
                disagreeing.add(pair.comparison);
            }
        }
    }

    /** The file is damaged, gone, or another than its name says: nothing can be compared with it. */
    void failed(LtxFile file) {
        for (Pair pair : List.copyOf(open)) {
            if (file.equals(pair.first.expected()) || file.equals(pair.second.expected())) {
                open.remove(pair);
                pair.dropped = true;
                uncompared++;
            }
        }
    }

    /** The comparisons that failed, by the order in which it came out. */
    List<StateComparison> disagreeing() {
        return disagreeing;
    }

    /** How many files of levels 1 to 9 were compared. */
    int compared() {
        return compared;
    }

    /** How many were not, because what they were made from is gone or damaged. */
    int uncompared() {
        return uncompared;
    }

    private void openIfThereIsRoom(Pair pair) {
        int keeping = pair.keeping();
        for (Pair other : open) {
            keeping += other.keeping();
        }
        if (keeping > MAX_OPEN) {
            pair.dropped = true;
            uncompared++;
        } else {
            open.add(pair);
        }
    }

    private List<StateFingerprint> taking(LtxFile file) {
        List<StateFingerprint> taking = new ArrayList<>();
        for (Pair pair : open) {
            if (file.equals(pair.first.expected())) {
                taking.add(pair.first);
            }
            if (file.equals(pair.second.expected())) {
                taking.add(pair.second);
            }
        }
        return taking;
    }

    private static LtxFile last(List<LtxFile> files) {
        return files.get(files.size() - 1);
    }

    private static final class Pair {
        private final StateComparison comparison;
        private final StateFingerprint first;
        private final StateFingerprint second;
        private boolean dropped;

        Pair(StateComparison comparison) {
            this.comparison = comparison;
            this.first = new StateFingerprint(comparison.first());
            this.second = new StateFingerprint(comparison.second());
        }

        void end(LtxFile file) {
            if (file.equals(first.expected())) {
                first.end();
            }
            if (file.equals(second.expected())) {
                second.end();
            }
        }

        boolean isComplete() {
            return first.expected() == null && second.expected() == null;
        }

        int keeping() {
            return (first.keepsPages() ? 1 : 0) + (second.keepsPages() ? 1 : 0);
        }

        boolean agrees() {
            return first.commit() == second.commit()
                    && Objects.equals(first.pageSize(), second.pageSize())
                    && first.samePages(second);
        }
    }
}
