package dev.ltx4j.restore;

import dev.ltx4j.ltx.ParallelLtxReader;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.sqlite.DatabasePublication;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.OutputRefusedException;
import dev.ltx4j.v3.GenerationWriter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Restores a database from a replica.
 *
 * <pre>{@code
 * try (ReplicaStore store = FolderStore.open(Path.of("/backup/app.db"))) {
 *     Restorer.builder(store).target(new RestoreTarget.Before(noon)).build().restore(Path.of("app.db"));
 * }
 * }</pre>
 *
 * <p>Every byte of every file that the database is made of is verified before the database appears. At every moment the
 * target is absent, old or complete, also when the process is killed. Interrupting the thread stops the work within a
 * moment with an {@link java.io.InterruptedIOException} and leaves nothing behind. Nothing is printed, and no thread
 * outlives a call.
 *
 * <p>Memory is bounded by a constant, plus about one bit for each page and the listing of the replica. Safe for use by
 * several threads, each call on its own.
 */
public final class Restorer {
    private static final int MAX_DEFAULT_WORKERS = 8;
    static final int MAX_WORKERS = 64;

    private final ReplicaStore store;
    private final RestoreTarget target;
    private final int workers;
    private final boolean replaceExisting;
    private final @Nullable Set<PosixFilePermission> mode;
    private final RestoreListener listener;

    private Restorer(Builder builder) {
        this.store = builder.store;
        this.target = builder.target;
        this.workers = builder.workers;
        this.replaceExisting = builder.replaceExisting;
        this.mode = builder.mode;
        this.listener = builder.listener;
    }

    /**
     * Starts with the latest state, one worker for each core (8 at most), and no existing file replaced.
     *
     * @param store the replica; the caller closes it, after the last call
     * @return a builder
     */
    public static Builder builder(ReplicaStore store) {
        return new Builder(store);
    }

    /** {@return how many threads work where nothing else is said: one for each core, 8 at most} */
    public static int defaultWorkers() {
        return Math.min(Runtime.getRuntime().availableProcessors(), MAX_DEFAULT_WORKERS);
    }

    /**
     * Chooses the files that make the state. Looks at names, sizes, times and where it must at headers, but does not
     * verify any file.
     *
     * @return the plan
     * @throws UnrestorableException if the replica does not hold the state; names the nearest ones that it does
     * @throws dev.ltx4j.replica.StoreUnavailableException if the replica cannot be read
     */
    public RestorePlan plan() throws IOException {
        return plan(listener::note);
    }

    /**
     * Restores the state to a database file, which appears when all of it has been verified, with mode 0600 if nothing
     * else was said.
     *
     * @param output where the database is to be; must not be open in any program
     * @return what was done
     * @throws OutputRefusedException if something is in the way there, there is no space, or a permission is missing
     * @throws UnrestorableException if the replica does not hold the state
     * @throws dev.ltx4j.sqlite.FileFormatException if a file of it is damaged
     * @throws dev.ltx4j.replica.StoreUnavailableException if the replica cannot be read
     */
    public RestoreReport restore(Path output) throws IOException {
        long start = System.nanoTime();
        DatabasePublication.checkTarget(output, replaceExisting);
        NoteKeeper notes = new NoteKeeper(listener);
        RestorePlan plan = plan(notes::note);
        listener.planned(plan);
        try (DatabasePublication publication = DatabasePublication.begin(output)) {
            if (mode != null) {
                publication.mode(mode);
            }
            WrittenState state = write(plan, publication.channel(), output);
            publication.publish(replaceExisting);
            return new RestoreReport(
                    plan,
                    publication.target(),
                    state.pageSize(),
                    state.pages(),
                    state.time(),
                    Duration.ofNanos(System.nanoTime() - start),
                    notes.sentences());
        } catch (ClosedChannelException e) {
            throw interruptedOr(e);
        }
    }

    /** An interrupt closes the channels that the thread uses; a helper may notice that first. */
    private static IOException interruptedOr(ClosedChannelException e) {
        if (!Thread.currentThread().isInterrupted()) {
            return e;
        }
        InterruptedIOException interrupted = new InterruptedIOException("interrupted");
        interrupted.initCause(e);
        return interrupted;
    }

    private RestorePlan plan(Consumer<String> notes) throws IOException {
        ReplicaContents contents = ReplicaContents.read(store, target);
        contents.notes().forEach(notes);
        try {
            RestorePlan plan = new LayoutChooser(contents, store.location()).plan(target);
            if (!(plan instanceof LtxPlan ltx)) {
                return plan;
            }
            if (target instanceof RestoreTarget.Before before) {
                contents.laterThanReached(ltx, before.timestamp()).ifPresent(notes);
            }
            return contents.times().timed(ltx);
        } catch (UnrestorableException e) {
            if (contents.needsTimes(target)) {
                throw e;
            }
            // The message names times: they must be those that count.
            return new LayoutChooser(contents.timed(), store.location()).plan(target);
        }
    }

    private WrittenState write(RestorePlan plan, FileChannel database, Path output) throws IOException {
        ProgressCounter progress = new ProgressCounter(plan.inputBytes(), listener);
        try {
            if (plan instanceof GenerationPlan generation) {
                GenerationWriter.Result result =
                        GenerationWriter.write(generation.path(), store, database, progress::add);
                return new WrittenState(result.pageSize(), result.pages(), plan.reachedTime());
            }
            try (WorkerThreads threads = new WorkerThreads(workers)) {
                ParallelLtxReader reader = new ParallelLtxReader(threads, workers);
                return new LtxStateWriter(store, reader, database, progress::add).write((LtxPlan) plan);
            }
        } catch (FileFormatException | StoreUnavailableException | InterruptedIOException e) {
            throw e;
        } catch (NoSuchFileException e) {
            // The database is open already, so it is a file of the replica.
            throw LtxStateWriter.disappeared(String.valueOf(e.getFile()), e);
        } catch (IOException e) {
            throw OutputRefusedException.explain(e, output);
        }
    }

    /** Collects what a restorer needs. */
    public static final class Builder {
        private final ReplicaStore store;
        private RestoreTarget target = RestoreTarget.LATEST;
        private int workers = defaultWorkers();
        private boolean replaceExisting;
        private @Nullable Set<PosixFilePermission> mode;
        private RestoreListener listener = RestoreListener.NONE;

        private Builder(ReplicaStore store) {
            this.store = store;
        }

        /**
         * Which state is wanted.
         *
         * @param value the state; {@link RestoreTarget#LATEST} where nothing is said
         * @return this
         */
        public Builder target(RestoreTarget value) {
            target = value;
            return this;
        }

        /**
         * How many threads decompress and hash. More than 64 are taken for 64: each needs memory, and none is faster.
         *
         * @param value 1 or more
         * @return this
         * @throws IllegalArgumentException if it is below 1
         */
        public Builder workers(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("workers: " + value);
            }
            workers = Math.min(value, MAX_WORKERS);
            return this;
        }

        /**
         * Whether an existing database and its sidecars are replaced.
         *
         * @param value true for yes; false where nothing is said
         * @return this
         */
        public Builder replaceExisting(boolean value) {
            replaceExisting = value;
            return this;
        }

        /**
         * The permissions of the restored file; 0600 where nothing is said.
         *
         * @param value exactly these, without regard to the umask
         * @return this
         */
        public Builder mode(Set<PosixFilePermission> value) {
            mode = Set.copyOf(value);
            return this;
        }

        /**
         * Who is told of notes and progress.
         *
         * @param value is called by the threads that work, one at a time for each method
         * @return this
         */
        public Builder listener(RestoreListener value) {
            listener = value;
            return this;
        }

        /** {@return a restorer with what was said so far} */
        public Restorer build() {
            return new Restorer(this);
        }
    }

    /** Passes notes on and keeps them for the report. */
    private record NoteKeeper(RestoreListener listener, List<String> sentences) {
        NoteKeeper(RestoreListener listener) {
            this(listener, new ArrayList<>());
        }

        void note(String sentence) {
            sentences.add(sentence);
            listener.note(sentence);
        }
    }
}
