package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.restore.UnrestorableException.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lists a replica and plans a restore; and plans it again when a file turned out to be unusable. For one use, by one
 * thread.
 *
 * <p>A file that is excluded stays so, and each is excluded once: so planning again and again comes to an end. It stays
 * known, too: where nothing else leads to what it would have led to, that is lost, and no older state is given in its
 * stead. Only a file that disappeared, and of which another file has become the home, is forgotten.
 */
final class Planning {
    /** A replica whose files vanish faster than that is not Litestream's doing. */
    private static final int MAX_VANISHED = 100;

    private final ReplicaStore store;
    private final RestoreTarget target;
    private final boolean allowGap;
    private final RestoreListener listener;
    private final boolean showsTimes;
    private final Map<String, UnusableFileException> excluded = new LinkedHashMap<>();
    private final List<BypassedFile> copies = new ArrayList<>();
    private final List<BypassedFile> told = new ArrayList<>();
    private @Nullable ReplicaContents contents;
    private @Nullable RestorePlan first;
    private int vanished;

    /** @param allowGap whether a plan may end before a hole that the target lies behind */
    Planning(ReplicaStore store, RestoreTarget target, boolean allowGap, RestoreListener listener) {
        this(store, target, allowGap, listener, false);
    }

    /** @param showsTimes whether each file's time is needed, even if it costs a request */
    Planning(ReplicaStore store, RestoreTarget target, boolean allowGap, RestoreListener listener, boolean showsTimes) {
        this.showsTimes = showsTimes;
        this.store = store;
        this.target = target;
        this.allowGap = allowGap;
        this.listener = listener;
    }

    /**
     * Makes a plan without the files that are excluded by now.
     *
     * @throws UnrestorableException if there is none
     */
    RestorePlan plan() throws IOException {
        RestorePlan plan;
        try {
            plan = first == null ? planFirst() : planAgain(first);
        } catch (UnrestorableException e) {
            throw contents().hasNothing() ? UnrestorableException.noBackup(store) : explained(e);
        }
        plan.bypassed().forEach(this::tell);
        if (first == null) {
            plan.gap().ifPresent(gap -> listener.note(gapNote(plan, gap)));
            first = plan;
        }
        return plan;
    }

    private void tell(BypassedFile file) {
        if (!told.contains(file)) {
            told.add(file);
            listener.bypassed(file);
        }
    }

    /** Notes that one of several copies of a file cannot be used, so that another is read. */
    void bypassCopy(UnusableFileException copy) {
        copies.add(copy.file());
        tell(copy.file());
    }

    /** The plan with the copies that were bypassed after it was made. */
    RestorePlan withBypassed(RestorePlan plan) {
        List<BypassedFile> all = new ArrayList<>(plan.bypassed());
        copies.stream().filter(file -> !all.contains(file)).forEach(all::add);
        return plan instanceof LtxPlan ltx ? ltx.withBypassed(all) : ((GenerationPlan) plan).withBypassed(all);
    }

    private static String gapNote(RestorePlan plan, Gap gap) {
        return "the backup has a gap, and this restore ends before it, at "
                + (plan instanceof LtxPlan ltx ? "TXID " + ltx.reached() + ", " : "")
                + Times.format(plan.reachedTime()) + ": " + gap.description();
    }

    /** The size of all LTX files of the replica, in bytes. */
    long totalBytes() throws IOException {
        return contents().totalBytes();
    }

    /**
     * Takes a file out of all plans to come. If it could not be opened or read, the replica is listed again.
     *
     * @param done the LTX files that have been read already
     * @throws StoreUnavailableException if the replica cannot be listed any more: then it is not about one file
     */
    void exclude(UnusableFileException file, Collection<LtxFile> done) throws IOException {
        excluded.put(file.key(), file);
        if (file.trouble() == UnusableFileException.Trouble.DAMAGED) {
            return;
        }
        if (file.trouble() == UnusableFileException.Trouble.VANISHED && ++vanished > MAX_VANISHED) {
            throw new StoreUnavailableException(
                    StoreUnavailableException.Reason.UNREACHABLE,
                    store.location() + " changes faster than it can be read: " + MAX_VANISHED
                            + " files were gone when they were to be read, the last of them "
                            + file.file().file(),
                    file);
        }
        Set<String> doneKeys = done.stream().map(LtxFile::key).collect(Collectors.toSet());
        contents = ReplicaContents.read(store, target).withFilesOf(contents(), doneKeys, excluded.keySet());
    }

    private ReplicaContents contents() throws IOException {
        ReplicaContents known = contents;
        if (known == null) {
            Histories.requireOne(store);
            known = ReplicaContents.read(store, target);
            known.notes().forEach(listener::note);
            contents = known;
        }
        return known;
    }

    private RestorePlan planFirst() throws IOException {
        RestorePlan plan = choose(target);
        if (plan.gap().isEmpty() && plan instanceof LtxPlan ltx && target instanceof RestoreTarget.Before before) {
            contents().laterThanReached(ltx, before.timestamp()).ifPresent(listener::note);
        }
        return plan;
    }

    /** The state that was the latest at first is as good as a later one, and what is done for it may stand. */
    private RestorePlan planAgain(RestorePlan before) throws IOException {
        RestorePlan plan = null;
        if (target instanceof RestoreTarget.Latest && before instanceof LtxPlan ltx) {
            try {
                plan = choose(new RestoreTarget.AtTxid(ltx.reached()));
            } catch (UnrestorableException e) {
                // Perhaps it is only left inside a later compaction.
            }
        }
        plan = plan == null ? choose(target) : plan;
        if (!isSameHistory(before, plan)) {
            throw lost("what the restore began with cannot be had any more, and what else the replica holds is another"
                    + " history");
        }
        if (before instanceof LtxPlan old
                && plan instanceof LtxPlan now
                && old.reached().isAfter(now.reached())) {
            requireEarlier(old.reached(), now.reached());
        }
        return plan instanceof LtxPlan ltx && plan.gap().isEmpty() ? ltx.withGap(before.gap()) : plan;
    }

    /** Only before a moment: what led there may have been merged with what came later, and deleted, in between. */
    private void requireEarlier(Txid listed, Txid reached) throws UnrestorableException {
        if (!(target instanceof RestoreTarget.Before)) {
            throw lost(
                    "TXIDs " + reached.next() + " to " + listed + " were there when the restore began, and are gone");
        }
        listener.note(
                "TXIDs " + reached.next() + " to " + listed + " were made before that time too, but the files that"
                        + " lead to them were deleted meanwhile; they are only left inside files that were merged after it");
    }

    private static UnrestorableException lost(String message) {
        return new UnrestorableException(Reason.LOST_TO_DAMAGE, message, Optional.empty(), Optional.empty());
    }

    private static boolean isSameHistory(RestorePlan before, RestorePlan plan) {
        if (before instanceof GenerationPlan old && plan instanceof GenerationPlan now) {
            return old.path().generation().equals(now.path().generation());
        }
        return before instanceof LtxPlan && plan instanceof LtxPlan;
    }

    private RestorePlan choose(RestoreTarget wanted) throws IOException {
        ReplicaContents known = contents();
        try {
            return timed(choose(known, wanted), known);
        } catch (UnrestorableException e) {
            if (known.needsTimes(wanted) || known.times().source() == CreationTimes.Source.ONE_BY_ONE) {
                throw e;
            }
            // The message names times: they must be those that count, unless that would cost a request for each file.
            return choose(known.timed(), wanted);
        }
    }

    private RestorePlan choose(ReplicaContents known, RestoreTarget wanted) throws UnrestorableException {
        return new LayoutChooser(known, store.location(), excluded.keySet(), allowGap).plan(wanted);
    }

    /** With the times that count, and all that was bypassed. */
    private RestorePlan timed(RestorePlan plan, ReplicaContents known) throws IOException {
        List<BypassedFile> bypassed = new ArrayList<>(unusable());
        for (BypassedFile file : plan.bypassed()) {
            bypassed.add(new BypassedFile(store.locationOf(file.file()), file.reason()));
        }
        if (plan instanceof GenerationPlan generation) {
            return generation.withBypassed(bypassed);
        }
        LtxPlan ltx = (LtxPlan) plan;
        boolean atNoPrice = known.times().source() != CreationTimes.Source.ONE_BY_ONE;
        boolean timed = atNoPrice || showsTimes || plan.gap().isPresent();
        return (timed ? known.times().timed(ltx) : ltx).withBypassed(bypassed);
    }

    private List<BypassedFile> unusable() {
        return Stream.concat(copies.stream(), excluded.values().stream().map(UnusableFileException::file))
                .toList();
    }

    private UnrestorableException explained(UnrestorableException e) {
        UnusableFileException last = null;
        for (UnusableFileException file : excluded.values()) {
            last = file;
        }
        return last == null ? e : e.withUnusable(unusable(), last.failure());
    }
}
