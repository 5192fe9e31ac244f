package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;
import dev.ltx4j.restore.UnrestorableException.Reason;
import dev.ltx4j.v3.Generation;
import dev.ltx4j.v3.GenerationFile;
import dev.ltx4j.v3.GenerationPath;
import dev.ltx4j.v3.GenerationPlanner;
import dev.ltx4j.v3.GenerationTarget;
import dev.ltx4j.v3.GenerationUnavailableException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Plans over both layouts that a path can hold. A pure function: it opens no file and asks no clock.
 *
 * <p>The rules: a TXID means LTX; a generation means the 0.3 layout; without a target the layout that changed last wins;
 * for a time the one whose plan ends latest and before it. A generation is another history than the LTX files beside it:
 * it never stands in for an LTX state that cannot be had. Source: ARCHITECTURE.md, "Both layouts under one path".
 */
final class LayoutChooser {
    private final ReplicaContents contents;
    private final String location;
    private final Set<String> exclusions;
    private final boolean allowGap;

    /** @param location the replica, for messages */
    LayoutChooser(ReplicaContents contents, String location) {
        this(contents, location, Set.of(), false);
    }

    /**
     * @param location the replica, for messages
     * @param exclusions the keys of files that cannot be used
     * @param allowGap whether a plan may end before a hole that the target lies behind
     */
    LayoutChooser(ReplicaContents contents, String location, Set<String> exclusions, boolean allowGap) {
        this.contents = contents;
        this.location = location;
        this.exclusions = exclusions;
        this.allowGap = allowGap;
    }

    RestorePlan plan(RestoreTarget target) throws UnrestorableException {
        if (contents.isEmpty() && contents.generations().hasLostSnapshots()) {
            return planGeneration(GenerationTarget.latest());
        }
        if (contents.isEmpty()) {
            throw UnrestorableException.noBackup(location);
        }
        if (target instanceof RestoreTarget.AtTxid) {
            return planTxid(target);
        }
        if (target instanceof RestoreTarget.Before before) {
            return planBefore(before);
        }
        if (target instanceof RestoreTarget.AtGeneration at) {
            return planGeneration(
                    at.index().isPresent()
                            ? GenerationTarget.of(at.generation(), at.index().getAsLong())
                            : GenerationTarget.of(at.generation()));
        }
        return planLatest();
    }

    private RestorePlan planTxid(RestoreTarget target) throws UnrestorableException {
        if (contents.ltx().isEmpty()) {
            throw unrestorable(
                    Reason.TARGET_NOT_REACHABLE,
                    location + " holds only generations of Litestream 0.3, which have no TXIDs;"
                            + " give -timestamp, or -generation and -index");
        }
        return planLtx(TimeCutoffs.none(contents.ltx()), target);
    }

    private RestorePlan planLatest() throws UnrestorableException {
        if (contents.ltx().isEmpty()) {
            return planGeneration(GenerationTarget.latest());
        }
        Optional<Instant> ltx = contents.ltxBounds().map(TimeBounds::last);
        Optional<Instant> generations = contents.generationBounds().map(TimeBounds::last);
        boolean generationsChangedLast =
                generations.isPresent() && (ltx.isEmpty() || generations.get().isAfter(ltx.get()));
        return generationsChangedLast
                ? planGeneration(GenerationTarget.latest())
                : planLtx(TimeCutoffs.none(contents.ltx()), RestoreTarget.LATEST);
    }

    private RestorePlan planBefore(RestoreTarget.Before target) throws UnrestorableException {
        Instant time = target.timestamp();
        TimeBounds all = checkBounds(time);
        boolean ltxHasFiles = contents.ltxBounds()
                .map(bounds -> bounds.first().isBefore(time))
                .orElse(false);
        boolean generationsHaveFiles = contents.generationBounds()
                .map(bounds -> !bounds.first().isAfter(time))
                .orElse(false);
        if (!ltxHasFiles) {
            return planGenerationAt(time, all);
        }
        // Its error, if there is one, stands: no generation may take the place of an LTX state.
        RestorePlan ltx = planLtx(TimeCutoffs.before(contents.ltx(), time), target);
        if (!generationsHaveFiles) {
            return ltx;
        }
        try {
            RestorePlan generation = planGenerationAt(time, all);
            return generation.reachedTime().isAfter(ltx.reachedTime()) ? generation : ltx;
        } catch (UnrestorableException e) {
            boolean generationsChangedLast = contents.generations()
                    .lastChangeUntil(time)
                    .filter(change -> change.isAfter(ltx.reachedTime()))
                    .isPresent();
            if (generationsChangedLast) {
                // After a return to Litestream 0.3: the older LTX state must not stand in for the generation's either.
                throw e;
            }
            return ltx;
        }
    }

    /** At or before the first LTX time there is nothing, nor after the last time of all: both are errors with the bounds. */
    private TimeBounds checkBounds(Instant time) throws UnrestorableException {
        Optional<TimeBounds> ltx = contents.ltxBounds();
        Optional<TimeBounds> generations = contents.generationBounds();
        if (ltx.isEmpty() && generations.isEmpty()) {
            throw unrestorable(
                    Reason.LOST_TO_DAMAGE,
                    "no matching backup files available: no file in " + location
                            + " has a header that can be read, so their times are not known");
        }
        boolean startsInTime = ltx.map(bounds -> bounds.first().isBefore(time)).orElse(false)
                || generations.map(bounds -> !bounds.first().isAfter(time)).orElse(false);
        TimeBounds all = ltx.flatMap(bounds -> generations.map(bounds::union))
                .or(() -> ltx)
                .or(() -> generations)
                .orElseThrow();
        if (startsInTime && !time.isAfter(all.last())) {
            return all;
        }
        String lost = !contents.generations().isEmpty() && !contents.hasGenerationTimes()
                ? "; the generations of Litestream 0.3"
                        + " beside it have lost their times in copying, as far as can be told,"
                        + " so they can only be restored with -generation and -index"
                : "";
        throw withNearest(
                startsInTime,
                "timestamp does not exist: " + Times.format(time) + " is "
                        + (startsInTime
                                ? "after the last change at " + Times.format(all.last())
                                        + "; for the latest state leave out -timestamp, or give an earlier one"
                                : "not after the first backup at " + Times.format(all.first())
                                        + "; give a later one, up to " + Times.format(all.last()))
                        + lost);
    }

    /** @param late whether the moment is after everything, and not before it */
    private UnrestorableException withNearest(boolean late, String message) {
        Set<String> unusable = new HashSet<>(contents.ltx().tooShort());
        unusable.addAll(contents.untimed());
        ReachableStates states = ReachableStates.of(contents.ltx(), unusable);
        // Generations have no TXIDs to name, and may be nearer.
        Optional<RestorableState> nearest = !contents.generations().isEmpty()
                ? Optional.empty()
                : late ? states.atOrBelow(contents.ltx().lastTxid()) : states.above(Txid.ZERO);
        String words = nearest.map(state -> "; nearest restorable: " + state + (late ? " below" : " above"))
                .orElse("");
        return new UnrestorableException(
                Reason.OUT_OF_BOUNDS,
                message + words,
                late ? nearest : Optional.empty(),
                late ? Optional.empty() : nearest);
    }

    private RestorePlan planLtx(TimeCutoffs cutoffs, RestoreTarget target) throws UnrestorableException {
        Map<String, String> known = contents.unusable(target);
        Set<String> all = new HashSet<>(known.keySet());
        all.addAll(exclusions);
        LtxPlan plan = RestorePlanner.plan(contents.ltx(), cutoffs, target, all, allowGap);
        return plan.withBypassed(
                RestorePlanner.missed(contents.ltx(), cutoffs, target, known.keySet(), exclusions).stream()
                        .map(file -> new BypassedFile(file.key(), String.valueOf(known.get(file.key()))))
                        .toList());
    }

    /** The last change of the LTX files can be later than all that the generations know. */
    private RestorePlan planGenerationAt(Instant time, TimeBounds bounds) throws UnrestorableException {
        return planGeneration(GenerationTarget.at(time), new dev.ltx4j.v3.TimeBounds(bounds.first(), bounds.last()));
    }

    private RestorePlan planGeneration(GenerationTarget target) throws UnrestorableException {
        return planGeneration(target, null);
    }

    private RestorePlan planGeneration(GenerationTarget target, dev.ltx4j.v3.@Nullable TimeBounds bounds)
            throws UnrestorableException {
        try {
            return checked(GenerationPlanner.plan(contents.generations(), target, bounds, exclusions), target);
        } catch (GenerationUnavailableException e) {
            Gap gap = new Gap(Optional.empty(), String.valueOf(e.getMessage()));
            if (allowGap
                    && e.reason() == GenerationUnavailableException.Reason.GAP
                    && e.reachable().isPresent()) {
                GenerationPath path = checked(e.reachable().get(), target).path();
                return new GenerationPlan(path, Optional.of(gap), List.of());
            }
            Reason reason = switch (e.reason()) {
                case NO_BACKUP -> Reason.NO_BACKUP;
                case GAP, SNAPSHOT_LOST -> Reason.GAP;
                case LOST_TO_DAMAGE -> Reason.LOST_TO_DAMAGE;
                case TIME_OUT_OF_BOUNDS, INDEX_OUT_OF_BOUNDS -> Reason.OUT_OF_BOUNDS;
                case GENERATION_UNKNOWN, TIMES_UNRELIABLE -> Reason.TARGET_NOT_REACHABLE;
            };
            UnrestorableException unrestorable = unrestorable(reason, String.valueOf(e.getMessage()));
            throw e.reason() == GenerationUnavailableException.Reason.GAP ? unrestorable.withGap(gap) : unrestorable;
        }
    }

    private GenerationPlan checked(GenerationPath path, GenerationTarget target) throws UnrestorableException {
        if (target.generation() == null) {
            checkNewerWithoutSnapshot(path, target.time());
            checkTimesTellGenerationsApart(path);
        }
        return new GenerationPlan(path);
    }

    /** A generation that lost its snapshots is a hole as any other: what it held is newer than what could be restored. */
    private void checkNewerWithoutSnapshot(GenerationPath path, @Nullable Instant time) throws UnrestorableException {
        for (Generation generation : contents.generations().generations()) {
            Optional<Instant> last = generation.segments().stream()
                    .map(GenerationFile::created)
                    .filter(created -> time == null || !created.isAfter(time))
                    .max(Comparator.naturalOrder());
            if (!generation.isRestorable() && last.isPresent() && last.get().isAfter(path.reached())) {
                throw unrestorable(
                        Reason.GAP,
                        "generation " + generation.name() + " has WAL up to " + Times.format(last.get())
                                + ", but the snapshot that it continues is gone; the last state before it is at "
                                + Times.format(path.reached()) + ": give -generation " + path.generation()
                                + " to restore that");
            }
        }
    }

    /** A copy may have given all files one time: the choice between generations would be a guess. */
    private void checkTimesTellGenerationsApart(GenerationPath path) throws UnrestorableException {
        for (Generation generation : contents.generations().generations()) {
            boolean sameTime = generation.snapshots().stream()
                    .anyMatch(snapshot ->
                            snapshot.created().equals(path.snapshot().created()));
            if (sameTime && !generation.name().equals(path.generation())) {
                throw unrestorable(
                        Reason.TARGET_NOT_REACHABLE,
                        "generations " + path.generation() + " and " + generation.name()
                                + " have snapshots of the same time, "
                                + Times.format(path.snapshot().created())
                                + ", so it cannot be told which is newer (a copy without times?);"
                                + " choose one with -generation");
            }
        }
    }

    private static UnrestorableException unrestorable(Reason reason, String message) {
        return new UnrestorableException(reason, message, Optional.empty(), Optional.empty());
    }
}
