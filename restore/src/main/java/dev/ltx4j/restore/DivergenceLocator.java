package dev.ltx4j.restore;

import dev.ltx4j.ltx.LtxHeader;
import dev.ltx4j.ltx.PageBatch;
import dev.ltx4j.ltx.PageConsumer;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Finds the first page in which two ways to the same pages differ, in constant memory beside one bit a page: pages are
 * summed up in buckets by number, and the first bucket that differs is divided again. Two rounds are enough for any
 * database, one for most.
 */
final class DivergenceLocator {
    private static final int BUCKETS_LOG2 = 16;
    private static final int BUCKETS = 1 << BUCKETS_LOG2;
    private static final int IN_FIRST = 1;
    private static final int IN_SECOND = 2;

    private final ReplicaStore store;
    private final LtxFileVerifier verifier;

    DivergenceLocator(ReplicaStore store, LtxFileVerifier verifier) {
        this.store = store;
        this.verifier = verifier;
    }

    /**
     * What two ways differ in.
     *
     * @param pageNumber the first page that differs, 0 if none does
     * @param words what is the matter, with the page
     */
    record Divergence(long pageNumber, String words) {}

    /** @throws IOException if one of the files cannot be read again */
    Divergence locate(StateComparison comparison) throws IOException {
        long[] difference = new long[BUCKETS];
        byte[] sides = new byte[BUCKETS];
        long start = 0;
        int shift = BUCKETS_LOG2;
        while (true) {
            Buckets buckets = new Buckets(start, shift, difference, sides);
            StateFingerprint first = read(comparison.first(), buckets.side(IN_FIRST, 1));
            StateFingerprint second = read(comparison.second(), buckets.side(IN_SECOND, -1));
            if (!Objects.equals(first.pageSize(), second.pageSize())) {
                return new Divergence(
                        0, "pages of " + first.pageSize() + " bytes here, of " + second.pageSize() + " there");
            }
            int bucket = buckets.firstDifferent();
            if (bucket < 0) {
                return new Divergence(
                        0, "the database has " + first.commit() + " pages here, " + second.commit() + " there");
            }
            start += (long) bucket << shift;
            if (shift == 0) {
                return divergence(start, sides[bucket], first, second);
            }
            shift = 0;
            Arrays.fill(difference, 0);
            Arrays.fill(sides, (byte) 0);
        }
    }

    private static Divergence divergence(long page, int sides, StateFingerprint first, StateFingerprint second) {
        String commits = first.commit() == second.commit()
                ? ""
                : " (the database has " + first.commit() + " pages here, " + second.commit() + " there)";
        return new Divergence(
                page,
                switch (sides) {
                    case IN_FIRST -> "page " + page + " is only here" + commits;
                    case IN_SECOND -> "page " + page + " is only there" + commits;
                    default -> "page " + page + " is the first that differs" + commits;
                });
    }

    private StateFingerprint read(List<LtxFile> files, StateFingerprint.PageVisitor visitor) throws IOException {
        StateFingerprint fingerprint = new StateFingerprint(files, visitor);
        PageConsumer consumer = new PageConsumer() {
            @Override
            public void begin(LtxHeader header) {
                fingerprint.begin(header);
            }

            @Override
            public void accept(PageBatch batch) {
                synchronized (fingerprint) {
                    for (int i = 0; i < batch.count(); i++) {
                        fingerprint.add(batch.pageNumber(i), StateFingerprint.hash(batch, i));
                    }
                }
            }
        };
        for (LtxFile file = fingerprint.expected(); file != null; file = fingerprint.expected()) {
            try (InputStream in = new StoreInputStream(store.open(file.key()), read -> {})) {
                verifier.read(in, store.locationOf(file.key()), consumer);
            }
            fingerprint.end();
        }
        return fingerprint;
    }

    /** Sums of one side minus those of the other, by page number. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Buckets(long start, int shift, long[] difference, byte[] sides) {
        StateFingerprint.PageVisitor side(int side, int sign) {
            return (pageNumber, hash) -> {
                long bucket = (pageNumber - start) >> shift;
                if (bucket >= 0 && bucket < BUCKETS) {
                    difference[(int) bucket] += sign * hash;
                    sides[(int) bucket] |= (byte) side;
                }
            };
        }

        int firstDifferent() {
            for (int bucket = 0; bucket < BUCKETS; bucket++) {
                if (difference[bucket] != 0) {
                    return bucket;
                }
            }
            return -1;
        }
    }
}
