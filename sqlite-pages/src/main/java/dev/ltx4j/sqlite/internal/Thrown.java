package dev.ltx4j.sqlite.internal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What one thread caught, for another to throw. */
public final class Thrown {
    private Thrown() {}

    /**
     * Throws it as what it is.
     *
     * @param failure an I/O error, an unchecked one, or null if nothing was caught
     */
    public static void rethrow(@Nullable Throwable failure) throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }
}
