package dev.ltx4j.ltx;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What one thread caught, for another to throw. */
final class Thrown {
    private Thrown() {}

    /** @param failure what was caught, or null if nothing was */
    static void rethrow(@Nullable Throwable failure) throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }
}
