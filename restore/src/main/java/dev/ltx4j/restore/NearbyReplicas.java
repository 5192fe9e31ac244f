package dev.ltx4j.restore;

import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreFile;
import dev.ltx4j.replica.StoreVisitor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Replicas that are near a place without one.
 *
 * @param below the keys of folders that hold one, as many as are worth naming
 * @param more whether there may be others
 * @param isInside whether the place itself looks like a folder inside a replica
 */
record NearbyReplicas(List<String> below, boolean more, boolean isInside) {
    private static final int MAX_NAMED = 10;
    private static final int MAX_LISTED = 200;
    private static final int MAX_DEPTH = 3;
    private static final Pattern REPLICA_FOLDER = Pattern.compile("(?:.*/)?(?:ltx|generations|000[0-9])/");
    private static final Pattern INNER_FOLDER = Pattern.compile("[0-9]/|[0-9a-f]{16}/|snapshots/|wal/");
    private static final Pattern INNER_FILE =
            Pattern.compile("[0-9a-f]{16}-[0-9a-f]{16}\\.ltx|.*\\.(?:snapshot|wal)\\.lz4");

    /** Looks at the folder and those below it, to a depth and number that no bucket is too large for. */
    static NearbyReplicas of(ReplicaStore store) throws IOException {
        List<String> below = new ArrayList<>();
        boolean isInside = false;
        Deque<String> folders = new ArrayDeque<>(List.of(""));
        int listed = 0;
        while (!folders.isEmpty() && listed < MAX_LISTED && below.size() < MAX_NAMED) {
            String folder = folders.remove();
            Entries entries = new Entries();
            store.list(folder, entries);
            listed++;
            if (folder.isEmpty()) {
                isInside = entries.looksInside;
            }
            if (entries.isReplica) {
                below.add(folder);
            } else if (folder.chars().filter(c -> c == '/').count() < MAX_DEPTH) {
                folders.addAll(entries.folders);
            }
        }
        return new NearbyReplicas(below, !folders.isEmpty(), isInside);
    }

    /** What to tell, or nothing. */
    String hint() {
        if (isInside) {
            return "this looks like a folder inside a replica: give the one that holds ltx or generations";
        }
        return below.isEmpty()
                ? ""
                : "replicas were found below it: " + String.join(", ", below) + (more ? ", and perhaps more" : "");
    }

    private static final class Entries implements StoreVisitor {
        private final List<String> folders = new ArrayList<>();
        private boolean isReplica;
        private boolean looksInside;

        @Override
        public void file(StoreFile file) {
            looksInside |= INNER_FILE.matcher(file.key()).matches();
        }

        @Override
        public void folder(String key) {
            isReplica |= REPLICA_FOLDER.matcher(key).matches();
            looksInside |= INNER_FOLDER.matcher(key).matches();
            folders.add(key);
        }
    }
}
