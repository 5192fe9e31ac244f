package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;
import dev.ltx4j.sqlite.Experimental;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses the files that make a state. Pure: it looks at nothing but its arguments, and gives the same answer every time.
 *
 * <p>It starts at the newest snapshot that does not pass the target, then takes again and again, of the files that
 * continue the state and do not pass the target, the one that leads furthest (then the one that starts first, then that
 * of the highest level). If those files do not lead to the target, no others do. Source: FORMAT.md, "Which files make a
 * state".
 */
@Experimental
public final class RestorePlanner {
    private RestorePlanner() {}

    /**
     * Makes a plan. Whether a timestamp is too late is not looked at: it may be that of another layout's files.
     *
     * @param listing what the replica holds
     * @param cutoffs which files were made before the target's timestamp; {@link TimeCutoffs#none} for other targets
     * @param target the state that is wanted
     * @param exclusions keys of files that cannot be used: damaged, or gone. They still count as evidence: a state that
     *     they would have led to is lost, and an older one is not given in its stead
     * @return the files that make it
     * @throws UnrestorableException if the files do not make the target
     */
    public static LtxPlan plan(
            ReplicaListing listing, TimeCutoffs cutoffs, RestoreTarget target, Set<String> exclusions)
            throws UnrestorableException {
        return plan(listing, cutoffs, target, exclusions, false);
    }

    /** @param allowGap whether a plan for a target behind a hole may end before the hole */
    static LtxPlan plan(
            ReplicaListing listing, TimeCutoffs cutoffs, RestoreTarget target, Set<String> exclusions, boolean allowGap)
            throws UnrestorableException {
        Set<String> lost = lost(listing, exclusions);
        Candidates all = Candidates.select(listing, cutoffs, limit(target), Set.of());
        Chain whole = all.chain();
        Optional<Gap> gap = Optional.empty();
        try {
            check(listing, cutoffs, target, all, whole, lost);
        } catch (UnrestorableException e) {
            gap = e.gap();
            if (!allowGap || gap.isEmpty() || whole.steps().isEmpty()) {
                throw e;
            }
        }
        if (lost.isEmpty()) {
            return new LtxPlan(whole.steps()).withGap(gap);
        }
        Chain chain = Candidates.select(listing, cutoffs, limit(target), lost).chain();
        if (!chain.reached().equals(whole.reached())) {
            throw new Diagnosis(listing, lost).lostToDamage(target, cutoffs, chain, whole.reached());
        }
        return new LtxPlan(chain.steps()).withGap(gap);
    }

    /**
     * The files that cannot be used, as their listing tells, but that a plan would take if they were whole.
     *
     * @param known keys of files that are known to be unusable before any was read
     * @param exclusions keys of those that were found out later
     */
    static List<LtxFile> missed(
            ReplicaListing listing,
            TimeCutoffs cutoffs,
            RestoreTarget target,
            Set<String> known,
            Set<String> exclusions) {
        return known.isEmpty()
                ? List.of()
                : Candidates.select(listing, cutoffs, limit(target), exclusions).chain().steps().stream()
                        .map(PlannedFile::file)
                        .filter(file -> file.isIn(known) && !file.isIn(exclusions))
                        .toList();
    }

    private static Optional<Txid> limit(RestoreTarget target) {
        return target instanceof RestoreTarget.AtTxid at ? Optional.of(at.txid()) : Optional.empty();
    }

    /**
     * Makes a plan for a timestamp that must lie within bounds: after the first creation time, not after the last.
     *
     * @param bounds of the times that can be asked for; they matter to {@link RestoreTarget.Before} only
     * @param listing what the replica holds
     * @param cutoffs how many files of each level were made before the timestamp
     * @param target the state that is wanted
     * @param exclusions files that must not be used, by key
     * @return the files that make the state
     * @throws UnrestorableException if the files do not make the target
     */
    public static LtxPlan planWithin(
            TimeBounds bounds,
            ReplicaListing listing,
            TimeCutoffs cutoffs,
            RestoreTarget target,
            Set<String> exclusions)
            throws UnrestorableException {
        if (target instanceof RestoreTarget.Before before && !bounds.admits(before.timestamp())) {
            throw new Diagnosis(listing, lost(listing, exclusions)).outOfBounds(before.timestamp(), bounds);
        }
        return plan(listing, cutoffs, target, exclusions);
    }

    /** Why even all files, the lost ones included, would not make the target. */
    private static void check(
            ReplicaListing listing,
            TimeCutoffs cutoffs,
            RestoreTarget target,
            Candidates candidates,
            Chain chain,
            Set<String> lost)
            throws UnrestorableException {
        Diagnosis diagnosis = new Diagnosis(listing, lost);
        if (listing.isEmpty()) {
            throw diagnosis.noBackup();
        }
        if (target instanceof RestoreTarget.AtTxid at) {
            if (!chain.reached().equals(at.txid()) || chain.steps().isEmpty()) {
                throw diagnosis.txidNotReached(at.txid(), chain);
            }
        } else if (target instanceof RestoreTarget.Before before
                && candidates.last().equals(Txid.ZERO)) {
            throw diagnosis.nothingBefore(before.timestamp());
        } else if (chain.beyond().isPresent()) {
            Optional<LtxFile> later = diagnosis.laterFileWith(chain.reached(), candidates.last(), cutoffs);
            if (later.isEmpty()) {
                throw diagnosis.gap("", chain, chain.beyond().get());
            }
            if (chain.steps().isEmpty()) {
                throw diagnosis.onlyInside(target, later.get());
            }
        }
    }

    private static Set<String> lost(ReplicaListing listing, Set<String> exclusions) {
        Set<String> lost = new HashSet<>(listing.tooShort());
        lost.addAll(exclusions);
        Candidates.addMisplaced(listing, lost);
        return lost;
    }
}
