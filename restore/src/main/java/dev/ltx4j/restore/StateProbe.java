package dev.ltx4j.restore;

import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.sqlite.DatabasePublication;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.OutputRefusedException;
import dev.ltx4j.sqlite.check.CheckMode;
import dev.ltx4j.sqlite.check.CheckReport;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Makes states in a temporary file, one after the other, and looks whether each is a sound database. The file is in a
 * folder that only this user may enter; both are gone when this is closed.
 */
final class StateProbe implements Closeable {
    private final LtxStates states;
    private final CheckMode mode;
    private final RestoreListener listener;
    private final Path folder;
    private final DatabasePublication temporary;

    StateProbe(LtxStates states, CheckMode mode, Path temporaryFolder, RestoreListener listener) throws IOException {
        this.states = states;
        this.listener = listener;
        this.mode = mode;
        try {
            folder = Files.createTempDirectory(temporaryFolder, "ltx4j-");
        } catch (IOException e) {
            throw OutputRefusedException.explain(e, temporaryFolder);
        }
        try {
            temporary = DatabasePublication.begin(folder.resolve("state"));
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(folder);
            throw e;
        }
    }

    /**
     * Makes a state and checks it.
     *
     * @param progress is told of the bytes that are read, and then of those that are checked
     * @return what the check found; empty if the state cannot be made, because files are damaged, gone or contradict one
     *     another
     */
    Optional<CheckReport> probe(RestorableState state, LongConsumer progress) throws IOException {
        try {
            LtxStates.Made made = states.make(
                    new RestoreTarget.AtTxid(state.txid()),
                    temporary.channel(),
                    temporary::requireSpace,
                    null,
                    progress);
            long pageBytes = made.state().pageSize().bytes();
            return Optional.of(IntegrityCheck.check(
                    temporary.channel(), "TXID " + state.txid(), mode, pages -> progress.accept(pages * pageBytes)));
        } catch (UnrestorableException e) {
            return Optional.empty();
        } catch (FileFormatException e) {
            listener.note("TXID " + state.txid() + " cannot be made: " + e.getMessage());
            return Optional.empty();
        } catch (StoreUnavailableException e) {
            throw e;
        } catch (ClosedChannelException e) {
            throw Restorer.interruptedOr(e);
        } catch (IOException e) {
            // What is about a file of the replica has a type of its own.
            throw OutputRefusedException.explain(e, folder);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            temporary.close();
        } finally {
            Files.deleteIfExists(folder);
        }
    }
}
