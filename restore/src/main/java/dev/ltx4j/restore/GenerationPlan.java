package dev.ltx4j.restore;

import dev.ltx4j.v3.GenerationPath;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A snapshot and the WAL behind it, of one generation of the 0.3 layout.
 *
 * @param path the files
 * @param gap the hole that it ends at, if it does
 * @param bypassed the files that could not be used
 */
public record GenerationPlan(GenerationPath path, Optional<Gap> gap, List<BypassedFile> bypassed)
        implements RestorePlan {
    /**
     * Copies the list.
     *
     * @param path the files
     * @param gap the hole that it ends at, if it does
     * @param bypassed the files that could not be used
     */
    public GenerationPlan {
        bypassed = List.copyOf(bypassed);
    }

    /**
     * A plan that ends at no hole and bypasses nothing.
     *
     * @param path the files
     */
    public GenerationPlan(GenerationPath path) {
        this(path, Optional.empty(), List.of());
    }

    @Override
    public Instant reachedTime() {
        return path.reached();
    }

    @Override
    public long inputBytes() {
        return path.compressedBytes();
    }

    GenerationPlan withBypassed(List<BypassedFile> files) {
        return new GenerationPlan(path, gap, files);
    }
}
