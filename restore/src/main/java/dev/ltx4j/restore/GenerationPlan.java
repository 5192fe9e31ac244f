package dev.ltx4j.restore;

import dev.ltx4j.v3.GenerationPath;
import java.time.Instant;

/**
 * A snapshot and the WAL behind it, of one generation of the 0.3 layout.
 *
 * @param path the files
 */
public record GenerationPlan(GenerationPath path) implements RestorePlan {
    @Override
    public Instant reachedTime() {
        return path.reached();
    }

    @Override
    public long inputBytes() {
        return path.compressedBytes();
    }
}
