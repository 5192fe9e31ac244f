package dev.ltx4j.tool;

import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.restore.RestoreTarget;
import dev.ltx4j.restore.Restorer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A program that restores again and again until it is killed, for {@link KillTest}. Most of its life it is inside of a
 * restore, so a kill at a random moment hits one.
 */
final class RestoreForever {
    /** The end of the name of a log that does not belong to the new database. */
    static final String LOG = "-wal";

    /** What lies at the target before each restore. */
    enum Situation {
        /** Nothing. */
        ABSENT,
        /** Another state of the database. */
        PRESENT,
        /** Another state, and a log that belongs to it. */
        PRESENT_WITH_LOG
    }

    private RestoreForever() {}

    /** @param args the situation, the replica, the target, the TXID of the old state, that of the new one */
    public static void main(String[] args) throws IOException {
        Situation situation = Situation.valueOf(args[0]);
        Path target = Path.of(args[2]);
        Path log = target.resolveSibling(target.getFileName() + LOG);
        try (FolderStore store = FolderStore.open(Path.of(args[1]))) {
            System.out.println("ready");
            for (; ; ) {
                if (situation == Situation.ABSENT) {
                    Files.deleteIfExists(target);
                } else {
                    restore(store, args[3], target, true);
                }
                if (situation == Situation.PRESENT_WITH_LOG) {
                    Files.writeString(log, "a log");
                }
                restore(store, args[4], target, situation != Situation.ABSENT);
            }
        }
    }

    private static void restore(FolderStore store, String txid, Path target, boolean replaceExisting)
            throws IOException {
        Restorer.builder(store)
                .target(new RestoreTarget.AtTxid(Txid.parse(txid)))
                .replaceExisting(replaceExisting)
                .build()
                .restore(target);
    }
}
