package dev.ltx4j.tool;

import dev.ltx4j.replica.ReplicaStore;
import java.io.IOException;
import java.util.List;

/**
 * One of many databases.
 *
 * @param identity what tells it from the others, on each machine the same: its path in the configuration, or the key of its
 *     replica below the prefix
 * @param replica where its replica is, without secrets
 * @param parts its place below a folder that takes all of them
 * @param isPath whether the identity is the path of the database, so that it can go back to where it was
 * @param opener opens the replica
 */
record FleetDatabase(String identity, String replica, List<String> parts, boolean isPath, Opener opener) {
    /** Opens a replica. */
    interface Opener {
        ReplicaStore open() throws IOException;
    }
}
