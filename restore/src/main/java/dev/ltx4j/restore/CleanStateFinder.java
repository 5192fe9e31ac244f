package dev.ltx4j.restore;

import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.restore.UnrestorableException.Reason;
import dev.ltx4j.sqlite.Experimental;
import dev.ltx4j.sqlite.check.CheckMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the newest state of a replica that is a sound database, and what brought the damage in: states are made in a
 * temporary file and looked at with the {@link dev.ltx4j.sqlite.check.DatabaseChecker}. Each is what a restore would give:
 * made of the same files, and around those that are damaged.
 *
 * <p>By halves, so that a thousand states take some ten: the newest first, and if that is damaged, between a state that is
 * clean and one that is damaged the one in the middle, until the two are neighbours. Both have been looked at then. Damage
 * that comes and goes can have more such places, and a clean state may be newer than the one that was found; {@link
 * #exhaustive} looks at every state.
 *
 * <p>The layout of Litestream 0.3 has no transactions to go by; it is refused.
 *
 * <p>Immutable; for one call at a time. Nothing is left in the temporary folder, also when the thread is interrupted, which
 * ends the work with an {@link java.io.InterruptedIOException}. Memory as {@link Restorer} and the checker.
 */
@Experimental
public final class CleanStateFinder {
    private final ReplicaStore store;
    private final int workers;
    private final RestoreListener listener;
    private final CheckMode mode;
    private final boolean exhaustive;

    /**
     * Looks at states by halves, and at each quickly.
     *
     * @param store the replica; stays open
     * @param workers how many threads decompress; 1 or more, 64 are the most
     * @param listener is told of files that cannot be used, and of progress in bytes that were read and looked at
     */
    public CleanStateFinder(ReplicaStore store, int workers, RestoreListener listener) {
        this(store, workers, listener, CheckMode.QUICK, false);
    }

    private CleanStateFinder(
            ReplicaStore store, int workers, RestoreListener listener, CheckMode mode, boolean exhaustive) {
        this.store = store;
        this.workers = Math.min(workers, Restorer.MAX_WORKERS);
        this.listener = listener;
        this.mode = mode;
        this.exhaustive = exhaustive;
    }

    /**
     * {@return the same with another depth of looking}
     *
     * @param value how much of each state is looked at
     */
    public CleanStateFinder mode(CheckMode value) {
        return new CleanStateFinder(store, workers, listener, value, exhaustive);
    }

    /**
     * {@return the same, looking at every state or by halves}
     *
     * @param value whether at every state
     */
    public CleanStateFinder exhaustive(boolean value) {
        return new CleanStateFinder(store, workers, listener, mode, value);
    }

    /**
     * Looks.
     *
     * @param temporaryFolder where states are made; needs as much space as the database
     * @return what was found
     * @throws UnrestorableException if there is no backup, none of LTX files, or no state can be made
     * @throws dev.ltx4j.replica.StoreUnavailableException if the replica cannot be read
     * @throws dev.ltx4j.sqlite.OutputRefusedException if the temporary folder cannot be written to or has no space
     * @throws IOException if reading or writing fails for another reason
     */
    public CleanStateReport find(Path temporaryFolder) throws IOException {
        NoteKeeper notes = new NoteKeeper(listener);
        ReplicaContents contents =
                ReplicaContents.read(store, RestoreTarget.LATEST).timed();
        requireLtx(contents);
        contents.notes().forEach(notes::note);
        if (!contents.generations().isEmpty()) {
            notes.note(LtxStates.GENERATIONS_NOTE);
        }
        try (LtxStates states = new LtxStates(store, contents, workers, notes)) {
            if (states.reachable().count() == 0) {
                throw nothing(contents);
            }
            try (StateProbe probe = new StateProbe(states, mode, temporaryFolder, notes)) {
                CleanStateSearch search = new CleanStateSearch(states, probe, notes);
                if (exhaustive) {
                    search.tryAll();
                } else {
                    search.tryHalves();
                }
                return search.report(mode, exhaustive, contents.ltx().lastTxid(), notes.sentences());
            }
        }
    }

    private void requireLtx(ReplicaContents contents) throws IOException {
        if (contents.hasNothing()) {
            throw UnrestorableException.noBackup(store);
        }
        if (contents.ltx().isEmpty()) {
            throw new UnrestorableException(
                    Reason.TARGET_NOT_REACHABLE,
                    store.location() + " holds only generations of Litestream 0.3, whose states are not looked at here;"
                            + " restore one with -generation, -index and -integrity-check quick, and if it is damaged, the"
                            + " one of the index before ('coverage' lists them)",
                    Optional.empty(),
                    Optional.empty());
        }
    }

    private UnrestorableException nothing(ReplicaContents contents) {
        try {
            RestorePlanner.plan(
                    contents.ltx(),
                    TimeCutoffs.none(contents.ltx()),
                    new RestoreTarget.AtTxid(contents.ltx().lastTxid()),
                    contents.untimed());
        } catch (UnrestorableException e) {
            return e;
        }
        throw new IllegalStateException("there is a plan, but no state");
    }
}
