package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The files that a plan may be made of: made before the timestamp, not past the wanted TXID, not lost.
 *
 * @param snapshot the newest of level 9, if there is one
 * @param continuations those of the other levels, by first transaction
 * @param last the last transaction of them all, {@link Txid#ZERO} if there are none
 */
record Candidates(Optional<LtxFile> snapshot, List<LtxFile> continuations, Txid last) {
    /** Of two files that continue a state, the one to take is the greater. */
    private static final Comparator<LtxFile> PREFERENCE = Comparator.comparing((LtxFile file) -> file.max())
            .thenComparing(file -> file.min(), Comparator.reverseOrder())
            .thenComparing(LtxFile::level);

    static Candidates select(ReplicaListing listing, TimeCutoffs cutoffs, Optional<Txid> limit, Set<String> lost) {
        Optional<LtxFile> snapshot = Optional.empty();
        List<LtxFile> continuations = new ArrayList<>();
        Txid last = Txid.ZERO;
        for (int level = LtxFile.MIN_LEVEL; level <= LtxFile.SNAPSHOT_LEVEL; level++) {
            List<LtxFile> files = listing.files(level);
            for (int i = 0; i < files.size(); i++) {
                LtxFile file = files.get(i);
                Txid max = file.max();
                boolean passesLimit = limit.isPresent() && max.isAfter(limit.get());
                if (passesLimit || !cutoffs.includes(level, i) || file.isIn(lost)) {
                    continue;
                }
                last = Txid.max(last, max);
                if (isSnapshot(file)) {
                    snapshot = Optional.of(file);
                } else {
                    continuations.add(file);
                }
            }
        }
        continuations.sort(LtxFile.BY_FIRST);
        return new Candidates(snapshot, continuations, last);
    }

    /** The keys of files on the snapshot level that do not start with transaction 1, so that nothing can start at them. */
    static void addMisplaced(ReplicaListing listing, Collection<String> keys) {
        for (LtxFile file : listing.files(LtxFile.SNAPSHOT_LEVEL)) {
            if (!isSnapshot(file)) {
                keys.add(file.key());
            }
        }
    }

    /** Follows the files from the newest snapshot, or from nothing, as far as they lead; each is looked at once. */
    Chain chain() {
        List<PlannedFile> steps = new ArrayList<>();
        Txid state = Txid.ZERO;
        if (snapshot.isPresent()) {
            steps.add(new PlannedFile(snapshot.get(), state));
            state = snapshot.get().max();
        }
        int next = 0;
        LtxFile best = null;
        while (true) {
            while (next < continuations.size() && !startsBeyond(continuations.get(next), state)) {
                LtxFile file = continuations.get(next++);
                if (best == null || PREFERENCE.compare(file, best) > 0) {
                    best = file;
                }
            }
            if (best == null || !best.max().isAfter(state)) {
                Optional<LtxFile> beyond =
                        next < continuations.size() ? Optional.of(continuations.get(next)) : Optional.empty();
                return new Chain(steps, state, beyond);
            }
            steps.add(new PlannedFile(best, state));
            state = best.max();
        }
    }

    /** Whether transactions are missing between a state and a file. */
    static boolean startsBeyond(LtxFile file, Txid state) {
        return file.min().previous().isAfter(state);
    }

    private static boolean isSnapshot(LtxFile file) {
        return file.level() == LtxFile.SNAPSHOT_LEVEL && file.range().isSnapshot();
    }
}
