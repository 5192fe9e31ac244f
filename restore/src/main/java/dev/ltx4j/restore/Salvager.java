package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.restore.UnrestorableException.Reason;
import dev.ltx4j.sqlite.DatabasePublication;
import dev.ltx4j.sqlite.Experimental;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.FileOwner;
import dev.ltx4j.sqlite.OutputRefusedException;
import dev.ltx4j.sqlite.check.CheckMode;
import dev.ltx4j.sqlite.check.CheckReport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the best database that damaged files give: each page from the newest sound copy at or below the target. Where a
 * restore is possible, it is done, and the report says so. Else the result is no state that ever was: it may lack
 * transactions in one place and have them in another. It is for getting at rows that nothing else has.
 *
 * <p>Of several copies of a page, those count first that are from a file that verifies in full, or that fit a checksum of
 * their own; of these the newest one. Only where there is none, the newest that still decompresses to a page is taken, and
 * marked as unverified. So an older page that is right goes before a newer one that may be wrong. The size is that of the
 * newest file that verifies in full, or if there is none, of the newest whose header fits its name. Pages that are nowhere
 * are zeros.
 *
 * <p>Only LTX files; the layout of Litestream 0.3 is refused. Published as {@link Restorer} does, and as bounded in memory,
 * but for four bytes a page and one object a file. Not thread-safe while it is set up; each call works on its own.
 */
@Experimental
public final class Salvager {
    private final ReplicaStore store;
    private RestoreTarget target = RestoreTarget.LATEST;
    private int workers = Restorer.defaultWorkers();
    private boolean replaceExisting;
    private CheckMode check = CheckMode.QUICK;
    private @Nullable Set<PosixFilePermission> mode;
    private @Nullable FileOwner owner;
    private RestoreListener listener = RestoreListener.NONE;

    /**
     * Starts with the latest state, and no existing file replaced.
     *
     * @param store the replica; the caller closes it
     */
    public Salvager(ReplicaStore store) {
        this.store = store;
    }

    /**
     * Sets which state is wanted.
     *
     * @param value any but a generation
     * @return this
     */
    public Salvager target(RestoreTarget value) {
        target = value;
        return this;
    }

    /**
     * Sets how many threads decompress.
     *
     * @param value 1 or more; 64 are the most
     * @return this
     */
    public Salvager workers(int value) {
        workers = Math.min(value, Restorer.MAX_WORKERS);
        return this;
    }

    /**
     * Sets whether an existing database and its sidecars are replaced.
     *
     * @param value true for yes; false where nothing is said
     * @return this
     */
    public Salvager replaceExisting(boolean value) {
        replaceExisting = value;
        return this;
    }

    /**
     * Sets how much of the result is looked at.
     *
     * @param value quick where nothing is said
     * @return this
     */
    public Salvager check(CheckMode value) {
        check = value;
        return this;
    }

    /**
     * Sets the permissions of the database.
     *
     * @param value exactly these; 0600 where nothing is said
     * @return this
     */
    public Salvager mode(Set<PosixFilePermission> value) {
        mode = Set.copyOf(value);
        return this;
    }

    /**
     * Sets who the database is to belong to.
     *
     * @param value this process's user where nothing is said
     * @return this
     */
    public Salvager owner(FileOwner value) {
        owner = value;
        return this;
    }

    /**
     * Sets who is told of notes, of files that cannot be used and of progress.
     *
     * @param value is called by the threads that work
     * @return this
     */
    public Salvager listener(RestoreListener value) {
        listener = value;
        return this;
    }

    /**
     * Salvages.
     *
     * @param output where the database is to be; must not be open in any program
     * @return what it is made of, and what is wrong with it
     * @throws OutputRefusedException if something is in the way there, there is no space, or a permission is missing
     * @throws UnrestorableException if there is nothing at or below the target, or nothing of it can be read
     * @throws StoreUnavailableException if the replica cannot be read
     * @throws InterruptedIOException if the thread is interrupted; nothing is left behind then
     * @throws IOException if it fails for another reason
     */
    public SalvageReport salvage(Path output) throws IOException {
        long start = System.nanoTime();
        DatabasePublication.checkTarget(output, replaceExisting);
        NoteKeeper notes = new NoteKeeper(listener);
        ReplicaContents contents = contents();
        contents.notes().forEach(notes::note);
        if (!contents.generations().isEmpty()) {
            notes.note(LtxStates.GENERATIONS_NOTE);
        }
        try (LtxStates states = new LtxStates(store, contents, workers, notes);
                DatabasePublication publication = DatabasePublication.begin(output)) {
            if (mode != null) {
                publication.mode(mode);
            }
            if (owner != null) {
                publication.owner(owner);
            }
            Outcome outcome = make(states, contents, publication, notes);
            CheckReport report = IntegrityCheck.check(
                    publication.channel(), publication.target().toString(), check, pages -> {});
            publication.publish(replaceExisting);
            return new SalvageReport(
                    publication.target(),
                    outcome.target,
                    outcome.whyNoRestore,
                    outcome.size.file(),
                    outcome.size.isVerified(),
                    outcome.size.pageSize(),
                    outcome.pages,
                    outcome.coverage.holes(),
                    states.unusable(),
                    report,
                    Duration.ofNanos(System.nanoTime() - start),
                    notes.sentences());
        } catch (ClosedChannelException e) {
            throw Restorer.interruptedOr(e);
        } catch (IOException e) {
            // What is about the replica has a type of its own.
            throw OutputRefusedException.of(e, output);
        }
    }

    private record Outcome(
            Txid target,
            Optional<String> whyNoRestore,
            PageSalvage.Size size,
            SalvagedPages pages,
            SoundCoverage coverage) {}

    private ReplicaContents contents() throws IOException {
        ReplicaContents contents = ReplicaContents.read(store, target).timed();
        if (contents.hasNothing()) {
            throw UnrestorableException.noBackup(store);
        }
        if (contents.ltx().isEmpty() || target instanceof RestoreTarget.AtGeneration) {
            throw new UnrestorableException(
                    Reason.TARGET_NOT_REACHABLE,
                    "only LTX files are salvaged; from a generation of Litestream 0.3, the states up to the damage can be"
                            + " restored with -generation and -index",
                    Optional.empty(),
                    Optional.empty());
        }
        if (target instanceof RestoreTarget.Before before) {
            Optional<TimeBounds> bounds = contents.ltxBounds();
            if (bounds.isPresent()) {
                requireWithin(contents, bounds.get(), before);
            }
        }
        return contents;
    }

    /** A moment outside of the backup is a mistake and no damage. */
    private static void requireWithin(ReplicaContents contents, TimeBounds bounds, RestoreTarget.Before before)
            throws UnrestorableException {
        if (!bounds.admits(before.timestamp())) {
            RestorePlanner.planWithin(
                    bounds,
                    contents.ltx(),
                    TimeCutoffs.before(contents.ltx(), before.timestamp()),
                    before,
                    contents.untimed());
        }
    }

    private Outcome make(
            LtxStates states, ReplicaContents contents, DatabasePublication publication, RestoreListener watching)
            throws IOException {
        try {
            return restore(states, contents, publication, watching);
        } catch (StoreUnavailableException e) {
            throw e;
        } catch (UnrestorableException | FileFormatException e) {
            return salvage(states, contents, publication, watching, e);
        } catch (IOException e) {
            throw OutputRefusedException.of(e, publication.target());
        }
    }

    /** What a restore gives, if there is one. */
    private Outcome restore(
            LtxStates states, ReplicaContents contents, DatabasePublication publication, RestoreListener watching)
            throws IOException {
        PageOrigins origins = new PageOrigins();
        LtxStates.Made made = states.make(
                target,
                publication.channel(),
                publication::requireSpace,
                origins,
                progress(contents.totalBytes(), watching));
        LtxFile last = made.plan().files().get(made.plan().files().size() - 1).file();
        WrittenState state = made.state();
        return new Outcome(
                made.plan().reached(),
                Optional.empty(),
                new PageSalvage.Size(last, true, state.pageSize(), state.pages()),
                new SalvagedPages(origins, state.pageSize(), state.pages(), Txid.ZERO),
                new SoundCoverage(Txid.ZERO));
    }

    private Outcome salvage(
            LtxStates states,
            ReplicaContents contents,
            DatabasePublication publication,
            RestoreListener watching,
            IOException why)
            throws IOException {
        List<LtxFile> files = admitted(contents);
        if (files.isEmpty()) {
            throw why;
        }
        Txid wanted = target instanceof RestoreTarget.AtTxid at
                ? at.txid()
                : files.stream().map(file -> file.range().max()).reduce(Txid.ZERO, Txid::max);
        publication.channel().truncate(0);
        PageSalvage salvage = new PageSalvage(
                states, publication.channel(), publication::requireSpace, contents.totalBytes(), wanted);
        long bytes = files.stream().mapToLong(LtxFile::size).sum();
        PageSalvage.Size size = explained(salvage, files, progress(bytes, watching), publication)
                .orElseThrow(states::nothingLeft);
        return new Outcome(
                wanted, Optional.of(String.valueOf(why.getMessage())), size, salvage.pages(size), salvage.coverage());
    }

    private static Optional<PageSalvage.Size> explained(
            PageSalvage salvage, List<LtxFile> files, LongConsumer progress, DatabasePublication publication)
            throws IOException {
        try {
            return salvage.write(files, progress);
        } catch (StoreUnavailableException e) {
            throw e;
        } catch (IOException e) {
            // What is about a file of the replica has been dealt with.
            throw OutputRefusedException.of(e, publication.target());
        }
    }

    private static LongConsumer progress(long bytes, RestoreListener watching) {
        return new ProgressCounter(bytes, watching)::add;
    }

    /** The files at or below the target. */
    private List<LtxFile> admitted(ReplicaContents contents) {
        ReplicaListing listing = contents.ltx();
        List<LtxFile> admitted = new ArrayList<>();
        for (LtxFile file : listing.allFiles().toList()) {
            boolean isIn = target instanceof RestoreTarget.AtTxid at
                    ? !file.range().max().isAfter(at.txid())
                    : !(target instanceof RestoreTarget.Before before)
                            || file.created().isBefore(before.timestamp());
            if (isIn && !listing.tooShort().contains(file.key())) {
                admitted.add(file);
            }
        }
        return admitted;
    }
}
