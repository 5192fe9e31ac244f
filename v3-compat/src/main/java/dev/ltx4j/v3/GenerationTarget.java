package dev.ltx4j.v3;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which state of a database to restore. Immutable.
 *
 * @param generation the only generation to take, or null for all
 * @param index the last WAL index to apply, itself included, 0 to 4294967295; or null for all. Needs a generation
 * @param time only what was created at or before it counts; or null for all. Not together with an index
 */
public record GenerationTarget(
        @Nullable String generation,
        @Nullable Long index,
        @Nullable Instant time) {
    /**
     * Checks that no more is asked than can be had at once.
     *
     * @param generation the only generation to take, or null for all
     * @param index the last WAL index to apply, itself included, 0 to 4294967295; or null for all. Needs a generation
     * @param time only what was created at or before it counts; or null for all. Not together with an index
     * @throws IllegalArgumentException if there is an index without a generation or together with a time
     */
    public GenerationTarget {
        if (index != null && generation == null) {
            throw new IllegalArgumentException("an index needs a generation");
        }
        if (index != null && time != null) {
            throw new IllegalArgumentException("an index and a time do not go together");
        }
    }

    /** {@return the newest state of all generations} */
    public static GenerationTarget latest() {
        return new GenerationTarget(null, null, null);
    }

    /**
     * {@return the state at a time, from the generation that was the current one then}
     *
     * @param time the moment
     */
    public static GenerationTarget at(Instant time) {
        return new GenerationTarget(null, null, time);
    }

    /**
     * {@return the newest state of one generation}
     *
     * @param generation its name
     */
    public static GenerationTarget of(String generation) {
        return new GenerationTarget(generation, null, null);
    }

    /**
     * {@return the state at the end of one WAL index of a generation}
     *
     * @param generation its name
     * @param index 0 to 4294967295
     */
    public static GenerationTarget of(String generation, long index) {
        return new GenerationTarget(generation, index, null);
    }

    /**
     * {@return the state at a time, from one generation}
     *
     * @param generation its name
     * @param time the moment
     */
    public static GenerationTarget of(String generation, Instant time) {
        return new GenerationTarget(generation, null, time);
    }

    boolean includes(GenerationFile file) {
        return (index == null || file.index() <= index)
                && (time == null || !file.created().isAfter(time));
    }
}
