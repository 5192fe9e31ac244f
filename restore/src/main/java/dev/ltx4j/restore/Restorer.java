package dev.ltx4j.restore;

import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.sqlite.DatabasePublication;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.FileOwner;
import dev.ltx4j.sqlite.OutputRefusedException;
import dev.ltx4j.sqlite.check.CheckMode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
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
    private static final int COPY_BYTES = 1 << 16;
    static final int MAX_WORKERS = 64;

    private final ReplicaStore store;
    private final RestoreTarget target;
    private final int workers;
    private final boolean replaceExisting;
    private final @Nullable Set<PosixFilePermission> mode;
    private final @Nullable FileOwner owner;
    private final @Nullable CheckMode integrityCheck;
    private final boolean allowGap;
    private final boolean withEvidence;
    private final RestoreListener listener;

    private Restorer(Builder builder) {
        this.store = builder.store;
        this.target = builder.target;
        this.workers = builder.workers;
        this.replaceExisting = builder.replaceExisting;
        this.mode = builder.mode;
        this.owner = builder.owner;
        this.integrityCheck = builder.integrityCheck;
        this.allowGap = builder.allowGap;
        this.withEvidence = builder.withEvidence;
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
        return new Planning(store, target, allowGap, listener).plan();
    }

    /**
     * Restores the state to a database file, which appears when all of it has been verified, with mode 0600 if nothing
     * else was said. A file that turns out to be damaged, gone or unreadable is bypassed if others hold the same; the
     * report names it.
     *
     * @param output where the database is to be; must not be open in any program
     * @return what was done
     * @throws OutputRefusedException if something is in the way there, there is no space, or a permission is missing
     * @throws UnrestorableException if the replica does not hold the state, or what it held of it is lost to damage
     * @throws dev.ltx4j.sqlite.FileFormatException if files contradict each other, or are of a kind that cannot be read
     * @throws dev.ltx4j.replica.StoreUnavailableException if the replica cannot be read
     */
    public RestoreReport restore(Path output) throws IOException {
        long start = System.nanoTime();
        DatabasePublication.checkTarget(output, replaceExisting);
        NoteKeeper notes = new NoteKeeper(listener);
        Planning planning = new Planning(store, target, allowGap, notes);
        RestorePlan plan = planning.plan();
        try (DatabasePublication publication = DatabasePublication.begin(output)) {
            if (mode != null) {
                publication.mode(mode);
            }
            if (owner != null) {
                publication.owner(owner);
            }
            StateMaker.Made made = make(planning, plan, publication, notes);
            WrittenState state = made.state();
            if (integrityCheck != null) {
                IntegrityCheck.run(publication.channel(), integrityCheck);
            }
            Optional<RestoreEvidence> evidence = evidence(made, publication);
            publication.publish(replaceExisting);
            return new RestoreReport(
                    made.plan(),
                    publication.target(),
                    state.pageSize(),
                    state.pages(),
                    state.time(),
                    Duration.ofNanos(System.nanoTime() - start),
                    notes.sentences(),
                    evidence);
        } catch (ClosedChannelException e) {
            throw interruptedOr(e);
        } catch (IOException e) {
            // Checked, summed up or closed: what is about the replica has a type of its own.
            throw OutputRefusedException.of(e, output);
        }
    }

    /** An interrupt closes the channels that the thread uses; a helper may notice that first. */
    static IOException interruptedOr(ClosedChannelException e) {
        if (!Thread.currentThread().isInterrupted()) {
            return e;
        }
        InterruptedIOException interrupted = new InterruptedIOException("interrupted");
        interrupted.initCause(e);
        return interrupted;
    }

    /**
     * Restores the state and writes it to a stream, once all of it has been verified. Until then, and while it is
     * written, it is in a temporary file that only this user may read, and that is gone afterwards.
     *
     * @param out takes the bytes of the database file; not closed
     * @param temporaryFolder where the temporary file goes; needs as much space as the database
     * @return what was done; its output is the temporary file's name
     * @throws UnrestorableException if the replica does not hold the state, or what it held of it is lost to damage
     * @throws dev.ltx4j.replica.StoreUnavailableException if the replica cannot be read
     * @throws IOException as {@link #restore(Path)}, or if the stream throws it
     */
    public RestoreReport restore(OutputStream out, Path temporaryFolder) throws IOException {
        Path folder = Files.createTempDirectory(temporaryFolder, "ltx4j-");
        Path database = folder.resolve("database");
        try {
            RestoreReport report = restore(database);
            try (InputStream in = Files.newInputStream(database)) {
                byte[] buffer = new byte[COPY_BYTES];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (Thread.currentThread().isInterrupted()) {
                        throw new InterruptedIOException("interrupted");
                    }
                    out.write(buffer, 0, read);
                }
            }
            out.flush();
            return report;
        } finally {
            Files.deleteIfExists(database);
            Files.deleteIfExists(folder);
        }
    }

    private Optional<RestoreEvidence> evidence(StateMaker.Made made, DatabasePublication publication)
            throws IOException {
        if (!withEvidence) {
            return Optional.empty();
        }
        DatabaseFingerprint written = DatabaseFingerprint.of(
                publication.channel(),
                publication.target().toString(),
                made.state().pageSize());
        return Optional.of(new RestoreEvidence(made.inputs(), written));
    }

    private StateMaker.Made make(
            Planning planning, RestorePlan plan, DatabasePublication publication, RestoreListener watching)
            throws IOException {
        try {
            return new StateMaker(store, publication.channel(), publication::requireSpace, withEvidence, watching)
                    .make(planning, plan, workers);
        } catch (FileFormatException | StoreUnavailableException | UnrestorableException e) {
            throw e;
        } catch (IOException e) {
            // What is about a file of the replica has a type of its own.
            throw OutputRefusedException.of(e, publication.target());
        }
    }

    /** Collects what a restorer needs. */
    public static final class Builder {
        private final ReplicaStore store;
        private RestoreTarget target = RestoreTarget.LATEST;
        private int workers = defaultWorkers();
        private boolean replaceExisting;
        private @Nullable Set<PosixFilePermission> mode;
        private @Nullable FileOwner owner;
        private @Nullable CheckMode integrityCheck;
        private boolean allowGap;
        private boolean withEvidence;
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
         * Looks into the database before it is published; what is wrong ends the restore with an {@link
         * IntegrityCheckException}. Not done where nothing is said.
         *
         * @param value how much to look at
         * @return this
         */
        public Builder integrityCheck(CheckMode value) {
            integrityCheck = value;
            return this;
        }

        /**
         * Who the restored file is to belong to; this process's user where nothing is said.
         *
         * @param value the owner; setting it can be refused by the system
         * @return this
         */
        public Builder owner(FileOwner value) {
            owner = value;
            return this;
        }

        /**
         * Whether a target that lies behind a hole in the backup is met by the state before the hole. The plan says so;
         * without this it is an error.
         *
         * @param value true to allow it
         * @return this
         */
        public Builder allowGap(boolean value) {
            allowGap = value;
            return this;
        }

        /**
         * Whether the report has sums of all that was read and written. The files are summed up while they are read; the
         * database is read once more.
         *
         * @param value true to have them
         * @return this
         */
        public Builder withEvidence(boolean value) {
            withEvidence = value;
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
}
