package dev.ltx4j.restore;

import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.UnsupportedFileException;
import dev.ltx4j.v3.GenerationFile;
import dev.ltx4j.v3.GenerationWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the state that a plan makes. A file that turns out to be damaged, gone or unreadable is excluded, the plan is
 * made again without it, and the work that stands is kept. So the state is made of whole files, or not at all.
 */
final class StateMaker {
    /** LZ4 makes no more of a byte, so a header that claims more is wrong. */
    private static final long MOST_BYTES_FROM_ONE = 255;

    private final SourceStore store;
    private final ReadDigests digests = new ReadDigests();
    private final FileChannel database;
    private final SpaceCheck space;
    private final RestoreListener listener;

    /**
     * @param database empty, open for reading and writing
     * @param digesting whether the sums of the files are taken while they are read
     */
    StateMaker(
            ReplicaStore store, FileChannel database, SpaceCheck space, boolean digesting, RestoreListener listener) {
        this.store = new SourceStore(store, digesting ? digests : null);
        this.database = database;
        this.space = space;
        this.listener = listener;
    }

    /** A plan all of whose files have been verified, and what they made. */
    record Made(RestorePlan plan, WrittenState state, List<RestoreEvidence.Input> inputs) {}

    /**
     * Writes the database; not forced to the disk here.
     *
     * @param plan the first plan of the planning
     * @throws UnrestorableException if no whole files make the state
     */
    Made make(Planning planning, RestorePlan plan, int workers) throws IOException {
        try (WorkerThreads threads = new WorkerThreads(workers);
                EarlyWriteback writeback = new EarlyWriteback(database)) {
            LtxStateWriter ltx = new LtxStateWriter(store, threads, workers, database, space, writeback::add, null);
            RestorePlan current = plan;
            while (true) {
                listener.planned(current);
                store.expect(keysInReadingOrder(current));
                LongConsumer progress = new ProgressCounter(current.inputBytes(), listener)::add;
                try {
                    WrittenState state = current instanceof LtxPlan files
                            ? ltx.write(files, planning.totalBytes(), progress)
                            : write((GenerationPlan) current, progress, workers > 1 ? threads : null);
                    return new Made(planning.withBypassed(current), state, inputs(current, ltx));
                } catch (UnusableFileException e) {
                    if (store.hasNextCopy(e.key())) {
                        planning.bypassCopy(e);
                        continue;
                    }
                    planning.exclude(e, ltx.done());
                }
                current = planning.plan();
            }
        }
    }

    private static List<String> keysInReadingOrder(RestorePlan plan) {
        if (plan instanceof GenerationPlan generation) {
            return generation.path().files().map(GenerationFile::key).toList();
        }
        List<String> keys = new ArrayList<>(((LtxPlan) plan)
                .files().stream().map(planned -> planned.file().key()).toList());
        Collections.reverse(keys);
        return keys;
    }

    private List<RestoreEvidence.Input> inputs(RestorePlan plan, LtxStateWriter written) {
        return plan instanceof LtxPlan ltx
                ? ltx.files().stream()
                        .map(PlannedFile::file)
                        .map(file -> new RestoreEvidence.Input(
                                file.key(), file.size(), written.fileChecksum(file.key()), digests.of(file.key())))
                        .toList()
                : ((GenerationPlan) plan)
                        .path()
                        .files()
                        .map(file -> new RestoreEvidence.Input(
                                file.key(), file.size(), OptionalLong.empty(), digests.of(file.key())))
                        .toList();
    }

    private WrittenState write(GenerationPlan plan, LongConsumer progress, @Nullable Executor helpers)
            throws IOException {
        GenerationWriter.ExpectedSize size =
                claimed -> space.require(Math.min(claimed, plan.inputBytes() * MOST_BYTES_FROM_ONE));
        try {
            GenerationWriter.Result result = helpers == null
                    ? GenerationWriter.write(plan.path(), store, database, progress::accept, size)
                    : GenerationWriter.write(plan.path(), store, database, progress::accept, size, helpers);
            return new WrittenState(result.pageSize(), result.pages(), plan.reachedTime());
        } catch (UnsupportedFileException e) {
            // Encrypted, say: then all others are too, and nothing is damaged.
            throw e;
        } catch (FileFormatException e) {
            for (GenerationFile file : plan.path().files().toList()) {
                if (store.locationOf(file.key()).equals(e.file())) {
                    throw UnusableFileException.damaged(file.key(), e);
                }
            }
            throw e;
        }
    }
}
