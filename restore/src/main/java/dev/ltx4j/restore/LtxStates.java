package dev.ltx4j.restore;

import dev.ltx4j.ltx.ParallelLtxReader;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.ReplicaStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes states of the LTX files of one listing, one after the other, and remembers which files turned out to be unusable:
 * each is tried once. For one thread.
 */
final class LtxStates implements AutoCloseable {
    /** For replicas that hold both layouts. */
    static final String GENERATIONS_NOTE = "There are generations of Litestream 0.3 here too; they are not looked at.";

    private final SourceStore store;
    private final ReplicaContents contents;
    private final RestoreListener listener;
    private final WorkerThreads threads;
    private final int workers;
    private final ParallelLtxReader reader;
    private final Set<String> lost = new HashSet<>();
    private final List<BypassedFile> unusable = new ArrayList<>();
    private @Nullable IOException lastFailure;

    /** @param contents with the times that count */
    LtxStates(ReplicaStore store, ReplicaContents contents, int workers, RestoreListener listener) {
        this.store = new SourceStore(store, null);
        this.contents = contents;
        this.listener = listener;
        this.threads = new WorkerThreads(workers);
        this.workers = workers;
        this.reader = new ParallelLtxReader(threads, workers);
        lost.addAll(contents.ltx().tooShort());
        lost.addAll(contents.untimed());
        Candidates.addMisplaced(contents.ltx(), lost);
        for (String key : contents.ltx().tooShort()) {
            unusable.add(new BypassedFile(store.locationOf(key), "the file is shorter than a header"));
        }
        contents.unreadable().forEach((key, reason) -> unusable.add(new BypassedFile(store.locationOf(key), reason)));
    }

    /** A state that was made. */
    record Made(LtxPlan plan, WrittenState state) {}

    /**
     * Writes a state over whatever the database holds.
     *
     * @param origins is told which file each page is from, or null
     * @param progress is told of the bytes that are read
     * @throws UnrestorableException if the files that are left do not make it
     * @throws dev.ltx4j.sqlite.FileFormatException if files contradict each other
     */
    Made make(
            RestoreTarget target,
            FileChannel database,
            SpaceCheck space,
            @Nullable PageOrigins origins,
            LongConsumer progress)
            throws IOException {
        database.truncate(0);
        LtxStateWriter writer = new LtxStateWriter(store, threads, workers, database, space, byteCount -> {}, origins);
        while (true) {
            LtxPlan plan = plan(target);
            try {
                return new Made(plan, writer.write(plan, contents.totalBytes(), progress));
            } catch (UnusableFileException e) {
                exclude(e);
            }
        }
    }

    private LtxPlan plan(RestoreTarget target) throws UnrestorableException {
        ReplicaListing listing = contents.ltx();
        TimeCutoffs cutoffs = target instanceof RestoreTarget.Before before
                ? TimeCutoffs.before(listing, before.timestamp())
                : TimeCutoffs.none(listing);
        return RestorePlanner.plan(listing, cutoffs, target, lost);
    }

    /**
     * Goes on to the next copy of a file, or does without it from now on.
     *
     * @return whether there is no other copy
     */
    boolean exclude(UnusableFileException file) throws IOException {
        boolean isKnown = lost.contains(file.key());
        if (!isKnown) {
            listener.bypassed(file.file());
        }
        if (store.hasNextCopy(file.key())) {
            return false;
        }
        lost.add(file.key());
        if (!isKnown) {
            unusable.add(file.file());
            lastFailure = file.failure();
        }
        return true;
    }

    /** Every state that can be made, as far as is known by now. */
    ReachableStates reachable() {
        return ReachableStates.of(contents.ltx(), lost);
    }

    /** The files that are left and end with a transaction; the one that a plan for it ends with is the first. */
    List<LtxFile> endingWith(Txid txid) {
        return contents.ltx()
                .allFiles()
                .filter(file -> file.range().max().equals(txid) && !lost.contains(file.key()))
                .sorted(Comparator.comparing((LtxFile file) -> file.level() != LtxFile.SNAPSHOT_LEVEL)
                        .thenComparing(file -> file.range().min())
                        .thenComparing(LtxFile::level, Comparator.reverseOrder()))
                .toList();
    }

    /** No state can be made any more. */
    UnrestorableException noneLeft() {
        return lost(
                "no state can be made any more: the files that all of them need are damaged or gone; 'salvage' gives"
                        + " what is left of the pages");
    }

    /** Not even single pages can be read. */
    UnrestorableException nothingLeft() {
        return lost("nothing can be salvaged: no file at or below the target has a header that can be read and fits its"
                + " name");
    }

    private UnrestorableException lost(String message) {
        UnrestorableException nothing = new UnrestorableException(
                UnrestorableException.Reason.LOST_TO_DAMAGE, message, Optional.empty(), Optional.empty());
        return unusable.isEmpty()
                ? nothing
                : nothing.withUnusable(unusable, Objects.requireNonNullElse(lastFailure, nothing));
    }

    /** The files that cannot be used, with the reasons. */
    List<BypassedFile> unusable() {
        return List.copyOf(unusable);
    }

    SourceStore store() {
        return store;
    }

    ParallelLtxReader reader() {
        return reader;
    }

    @Override
    public void close() {
        threads.close();
    }
}
