package dev.ltx4j.bench.compare;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A program of others.
 *
 * @param name with its version, if it is there
 * @param path null if it is missing
 * @param missing why it is missing; empty if it is there
 */
record Program(String name, @Nullable Path path, String missing) {
    static Program found(String name, Path path) {
        return new Program(name, path, "");
    }

    static Program missing(String name, String reason) {
        return new Program(name, null, name + " is missing: " + reason);
    }

    boolean isThere() {
        return path != null;
    }

    /** What to call it by. */
    String command() {
        if (path == null) {
            throw new IllegalStateException(missing);
        }
        return path.toString();
    }
}
