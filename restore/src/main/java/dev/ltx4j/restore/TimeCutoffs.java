package dev.ltx4j.restore;

import dev.ltx4j.sqlite.Experimental;
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
@Experimental
public final class TimeCutoffs {
    private final List<BitSet> before;

    private TimeCutoffs(List<BitSet> before) {
        this.before = before;
    }

    /**
     * {@return cutoffs for no timestamp: every file of the listing counts}
     *
     * @param listing what the replica holds
     */
    public static TimeCutoffs none(ReplicaListing listing) {
        int[] counts = new int[LtxFile.LEVEL_COUNT];
        for (int level = 0; level < counts.length; level++) {
            counts[level] = listing.files(level).size();
        }
        return ofCounts(counts);
    }

    /**
     * {@return the files of the listing that were made strictly before the timestamp, by the times that the listing
     * has}
     *
     * @param listing with the times that count
     * @param timestamp the moment
     */
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
     * {@return the first so many files of each level, in the listing's order}
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
     * {@return whether a file was made before the timestamp}
     *
     * @param level its level
     * @param index its place in {@link ReplicaListing#files}
     */
    public boolean includes(int level, int index) {
        return before.get(level).get(index);
    }

    /**
     * {@return how many files of a level were made before the timestamp}
     *
     * @param level 0 to 9
     */
    public int count(int level) {
        return before.get(level).cardinality();
    }
}
