package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Every state that a set of files can make, in TXID order. Immutable.
 *
 * <p>A state can be made if a file ends there that continues a state below it; and if it continues any, it continues the
 * newest one below it. So one pass over the files by last transaction finds them all.
 */
final class ReachableStates {
    private final List<LtxFile> ends;

    private ReachableStates(List<LtxFile> ends) {
        this.ends = ends;
    }

    static ReachableStates of(ReplicaListing listing, Set<String> lost) {
        List<LtxFile> files = new ArrayList<>(listing.fileCount());
        for (int level = LtxFile.MIN_LEVEL; level <= LtxFile.SNAPSHOT_LEVEL; level++) {
            for (LtxFile file : listing.files(level)) {
                if (!file.isIn(lost)) {
                    files.add(file);
                }
            }
        }
        files.sort(ReplicaListing.ORDER);
        List<LtxFile> ends = new ArrayList<>();
        Txid below = Txid.ZERO;
        for (LtxFile file : files) {
            Txid newest = ends.isEmpty() ? Txid.ZERO : last(ends).max();
            if (file.max().equals(newest)) {
                if (file.range().continues(below)
                        && file.created().isBefore(last(ends).created())) {
                    ends.set(ends.size() - 1, file);
                }
            } else if (file.range().continues(newest)) {
                below = newest;
                ends.add(file);
            }
        }
        return new ReachableStates(ends);
    }

    int count() {
        return ends.size();
    }

    /** @param index 0 for the oldest */
    RestorableState get(int index) {
        LtxFile end = ends.get(index);
        return new RestorableState(end.max(), end.created());
    }

    boolean contains(Txid txid) {
        return atOrBelow(txid).map(RestorableState::txid).filter(txid::equals).isPresent();
    }

    /** The newest state at or below a TXID. */
    Optional<RestorableState> atOrBelow(Txid txid) {
        return at(firstAfter(txid) - 1);
    }

    /** The oldest state above a TXID. */
    Optional<RestorableState> above(Txid txid) {
        return at(firstAfter(txid));
    }

    private Optional<RestorableState> at(int index) {
        return index >= 0 && index < count() ? Optional.of(get(index)) : Optional.empty();
    }

    private int firstAfter(Txid txid) {
        int from = 0;
        int to = ends.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (ends.get(middle).max().isAfter(txid)) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return from;
    }

    private static LtxFile last(List<LtxFile> files) {
        return files.get(files.size() - 1);
    }
}
