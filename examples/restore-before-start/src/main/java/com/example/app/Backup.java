package com.example.app;

import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.restore.RestoreReport;
import dev.ltx4j.restore.RestoreTarget;
import dev.ltx4j.restore.Restorer;
import dev.ltx4j.restore.UnrestorableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The replica that Litestream keeps of our database. */
record Backup(Path replica) {
    /**
     * Restores the database unless it is there. To be called before anything opens it.
     *
     * @return what was restored; empty if the database was there, or if nothing has ever been backed up
     * @throws IOException if there is a backup that cannot be restored. The application must not start then: with a new
     *     and empty database it would go on where nobody left off
     */
    Optional<RestoreReport> restoreIfAbsent(Path database, RestoreTarget target) throws IOException {
        if (Files.exists(database)) {
            return Optional.empty();
        }
        // A replica that is not there is an error too: perhaps a disk is not mounted.
        try (ReplicaStore store = FolderStore.open(replica)) {
            return Optional.of(Restorer.builder(store).target(target).build().restore(database));
        } catch (UnrestorableException e) {
            if (e.reason() == UnrestorableException.Reason.NO_BACKUP && target.equals(RestoreTarget.LATEST)) {
                return Optional.empty(); // the very first start
            }
            throw e;
        }
    }
}
