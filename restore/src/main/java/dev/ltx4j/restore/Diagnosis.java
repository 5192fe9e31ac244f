package dev.ltx4j.restore;

import static dev.ltx4j.restore.UnrestorableException.Reason;

import dev.ltx4j.ltx.Txid;
import dev.ltx4j.ltx.TxidRange;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Says why a target cannot be had, and what can be had instead.
 *
 * @param lost keys of files that cannot be used
 */
record Diagnosis(ReplicaListing listing, Set<String> lost) {
    private static final String NOTHING = "no matching backup files available";
    private static final String NON_CONTIGUOUS = "non-contiguous transaction files";
    private static final int MAX_NAMED = 3;
    private static final Comparator<LtxFile> BY_FIRST =
            Comparator.comparing(file -> file.range().min());

    UnrestorableException noBackup() {
        return new UnrestorableException(
                Reason.NO_BACKUP,
                NOTHING + ": there is no LTX file in this replica",
                Optional.empty(),
                Optional.empty());
    }

    UnrestorableException outOfBounds(Instant timestamp, TimeBounds bounds) {
        boolean early = !timestamp.isAfter(bounds.first());
        String text = "timestamp does not exist: " + Times.format(timestamp) + " is "
                + (early ? "not after the first" : "after the last") + " backup file's time; ask for a time after "
                + Times.format(bounds.first()) + " and not after " + Times.format(bounds.last())
                + ", or for \"latest\"";
        return unrestorable(Reason.OUT_OF_BOUNDS, text, early ? Txid.ZERO : listing.lastTxid());
    }

    UnrestorableException nothingBefore(Instant timestamp) {
        return unrestorable(
                Reason.OUT_OF_BOUNDS, NOTHING + ": no file was made before " + Times.format(timestamp), Txid.ZERO);
    }

    UnrestorableException txidNotReached(Txid txid, Chain chain) {
        if (txid.equals(Txid.ZERO)) {
            String text = "TXID " + txid + " does not exist (" + NOTHING + "): the first transaction is " + Txid.FIRST;
            return unrestorable(Reason.OUT_OF_BOUNDS, text, txid);
        }
        if (txid.isAfter(listing.lastTxid())) {
            String text = "TXID " + txid + " does not exist (" + NOTHING + "): the last in the backup is "
                    + listing.lastTxid();
            return unrestorable(Reason.OUT_OF_BOUNDS, text, txid);
        }
        Txid state = chain.reached();
        Optional<LtxFile> around = files(0, LtxFile.SNAPSHOT_LEVEL - 1)
                .filter(file -> !Candidates.startsBeyond(file, state)
                        && !file.range().max().isBefore(txid))
                .min(ReplicaListing.ORDER);
        if (around.isPresent()) {
            return onlyInside(txid, around.get());
        }
        Optional<LtxFile> beyond = files(0, LtxFile.SNAPSHOT_LEVEL)
                .filter(file -> Candidates.startsBeyond(file, state))
                .min(BY_FIRST);
        if (beyond.isPresent() && !beyond.get().range().min().isAfter(txid)) {
            return gap("TXID " + txid + " cannot be restored: ", chain, beyond.get());
        }
        Optional<LtxFile> snapshot = files(LtxFile.SNAPSHOT_LEVEL, LtxFile.SNAPSHOT_LEVEL)
                .filter(file -> file.range().contains(txid))
                .findFirst();
        return snapshot.isPresent()
                ? onlyInside(txid, snapshot.get())
                : gap("TXID " + txid + " cannot be restored: ", chain, beyond.orElseThrow());
    }

    /**
     * A compaction that was made too late and holds all that is missing: what continues the state and reaches the last
     * transaction known. Then nothing is missing, it just cannot be had one by one any more.
     */
    Optional<LtxFile> laterFileWith(Txid state, Txid last, TimeCutoffs cutoffs) {
        return IntStream.range(0, LtxFile.SNAPSHOT_LEVEL)
                .boxed()
                .flatMap(level -> IntStream.range(0, listing.files(level).size())
                        .filter(i -> !cutoffs.includes(level, i))
                        .mapToObj(listing.files(level)::get))
                .filter(file ->
                        file.range().continues(state) && !file.range().max().isBefore(last))
                .min(ReplicaListing.ORDER);
    }

    UnrestorableException onlyInside(RestoreTarget target, LtxFile file) {
        return unrestorable(
                Reason.TARGET_NOT_REACHABLE,
                "the state " + words(target) + " cannot be restored (" + NOTHING + "): it lies inside " + file.key()
                        + ", and the files that it was compacted from are gone",
                Txid.ZERO);
    }

    private UnrestorableException onlyInside(Txid txid, LtxFile file) {
        String text = "TXID " + txid + " cannot be restored (" + NOTHING + "): it lies inside " + file.key()
                + ", and the files that it was compacted from are gone";
        return unrestorable(Reason.TARGET_NOT_REACHABLE, text, txid);
    }

    /** @param what is put in front */
    UnrestorableException gap(String what, Chain chain, LtxFile beyond) {
        Gap gap = between(chain, beyond);
        return unrestorable(Reason.GAP, what + gap.description(), chain.reached())
                .withGap(gap);
    }

    private static Gap between(Chain chain, LtxFile beyond) {
        TxidRange missing =
                new TxidRange(chain.reached().next(), beyond.range().min().previous());
        String where = missing.min().equals(missing.max())
                ? "TXID " + missing.min() + " is in no usable file"
                : "TXIDs " + missing.min() + " to " + missing.max() + " are in no usable file";
        String side = chain.lastFile()
                .map(file -> "between " + file.key() + " and " + beyond.key())
                .orElse("before " + beyond.key());
        return new Gap(Optional.of(missing), NON_CONTIGUOUS + ": " + where + ", " + side);
    }

    /** @param chain how far the files lead that are not lost */
    UnrestorableException lostToDamage(RestoreTarget target, TimeCutoffs cutoffs, Chain chain, Txid reachable) {
        List<String> missing = IntStream.rangeClosed(0, LtxFile.SNAPSHOT_LEVEL)
                .boxed()
                .flatMap(level -> IntStream.range(0, listing.files(level).size())
                        .filter(i -> cutoffs.includes(level, i))
                        .mapToObj(listing.files(level)::get))
                .filter(isLostBetween(chain.reached(), reachable))
                .map(LtxFile::key)
                .toList();
        Txid from = chain.reached().next();
        String text = "the state " + words(target) + " (TXID " + reachable + ") is lost to damage: "
                + (from.equals(reachable) ? "TXID " + from : "TXIDs " + from + " to " + reachable)
                + " cannot be had without "
                + String.join(", ", missing.subList(0, Math.min(MAX_NAMED, missing.size())))
                + (missing.size() > MAX_NAMED ? " and " + (missing.size() - MAX_NAMED) + " more" : "")
                + ", which cannot be used, and no other files hold the same";
        return unrestorable(Reason.LOST_TO_DAMAGE, text, chain.reached());
    }

    private Predicate<LtxFile> isLostBetween(Txid state, Txid reachable) {
        return file -> file.isIn(lost)
                && file.range().continues(state)
                && !file.range().max().isAfter(reachable);
    }

    private Stream<LtxFile> files(int lowestLevel, int highestLevel) {
        return IntStream.rangeClosed(lowestLevel, highestLevel).boxed().flatMap(level -> listing.files(level).stream());
    }

    private static String words(RestoreTarget target) {
        if (target instanceof RestoreTarget.AtTxid at) {
            return "at TXID " + at.txid();
        }
        return target instanceof RestoreTarget.Before before
                ? "before " + Times.format(before.timestamp())
                : "of the latest transaction";
    }

    /** Adds the nearest states at or below a TXID and above it. */
    private UnrestorableException unrestorable(Reason reason, String text, Txid txid) {
        ReachableStates states = ReachableStates.of(listing, lost);
        Optional<RestorableState> below = states.atOrBelow(txid);
        Optional<RestorableState> above = states.above(txid);
        String nearest = below.isEmpty() && above.isEmpty()
                ? "; no other state can be restored"
                : "; nearest restorable: "
                        + below.map(state -> state + " below").orElse("none below") + ", "
                        + above.map(state -> state + " above").orElse("none above");
        return new UnrestorableException(reason, text + nearest, below, above);
    }
}
