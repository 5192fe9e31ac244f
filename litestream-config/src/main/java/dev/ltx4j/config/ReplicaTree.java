package dev.ltx4j.config;

import dev.ltx4j.replica.Experimental;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreFile;
import dev.ltx4j.replica.StoreVisitor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/** The replicas below one place. */
@Experimental
public final class ReplicaTree {
    /** Deeper folders are not looked into. */
    public static final int MAX_DEPTH = 16;

    /** What both layouts keep their files in. */
    private static final Pattern REPLICA_FOLDER = Pattern.compile("(?:.*/)?(?:ltx|generations|000[0-9])/");

    private ReplicaTree() {}

    /**
     * Looks for replicas below the root of a store. What is inside a replica is not looked into.
     *
     * @param store the place
     * @param recursive whether to look deeper than into the folders of the root
     * @return the folders that hold one, without a slash at the end, in order
     * @throws IOException if the store cannot be read
     */
    public static List<String> replicasBelow(ReplicaStore store, boolean recursive) throws IOException {
        List<String> found = new ArrayList<>();
        Deque<String> folders = new ArrayDeque<>(List.of(""));
        while (!folders.isEmpty()) {
            String folder = folders.remove();
            List<String> inner = new ArrayList<>();
            store.list(folder, new StoreVisitor() {
                @Override
                public void file(StoreFile file) {}

                @Override
                public void folder(String key) {
                    inner.add(key);
                }
            });
            if (inner.stream().anyMatch(key -> REPLICA_FOLDER.matcher(key).matches())) {
                if (!folder.isEmpty()) {
                    found.add(folder.substring(0, folder.length() - 1));
                }
                continue;
            }
            long depth = folder.chars().filter(c -> c == '/').count();
            if (depth == 0 || (recursive && depth < MAX_DEPTH)) {
                folders.addAll(inner);
            }
        }
        Collections.sort(found);
        return found;
    }
}
