package dev.ltx4j.restore;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A timestamp turned into files: which files of each level were made before it. Immutable.
 *
 * <p>Times grow with TXIDs unless a clock was set back, so this is mostly a number of files for each level, and a store
 * that tells times one by one can find each number by halves.
 */
public final class TimeCutoffs {
    private final List<BitSet> before;

    private TimeCutoffs(List<BitSet> before) {
        this.before = before;
    }

    /** No timestamp: every file of the listing counts. */
    public static TimeCutoffs none(ReplicaListing listing) {
        int[] counts = new int[LtxFile.LEVEL_COUNT];
        for (int level = 0; level < counts.length; level++) {
            counts[level] = listing.files(level).size();
        }
        return ofCounts(counts);
    }

    /** The files of the listing that were made strictly before the timestamp, by the times that the listing has. */
    public static TimeCutoffs before(ReplicaListing listing, Instant timestamp) {
        List<BitSet> before = new ArrayList<>(LtxFile.LEVEL_COUNT);
        for (int level = 0; level < LtxFile.LEVEL_COUNT; level++) {
            List<LtxFile> files = listing.files(level);
            BitSet bits = new BitSet(files.size());
            for (int i = 0; i < files.size(); i++) {
                bits.set(i, files.get(i).created().isBefore(timestamp));
            }
            before.add(bits);
        }
        return new TimeCutoffs(before);
    }

    /**
     * The first so many files of each level, in the listing's order.
     *
     * @param counts one number for each level, from level 0 on
     */
    public static TimeCutoffs ofCounts(int... counts) {
        if (counts.length != LtxFile.LEVEL_COUNT) {
            throw new IllegalArgumentException(counts.length + " numbers for " + LtxFile.LEVEL_COUNT + " levels");
        }
        List<BitSet> before = new ArrayList<>(LtxFile.LEVEL_COUNT);
        for (int count : counts) {
            BitSet bits = new BitSet(count);
            bits.set(0, count);
            before.add(bits);
        }
        return new TimeCutoffs(before);
    }

    /**
     * Whether a file was made before the timestamp.
     *
     * @param level its level
     * @param index its place in {@link ReplicaListing#files}
     */
    public boolean includes(int level, int index) {
        return before.get(level).get(index);
    }

    /** How many files of a level were made before the timestamp. */
    public int count(int level) {
        return before.get(level).cardinality();
    }
}
