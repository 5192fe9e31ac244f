package dev.ltx4j.v3;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** No state of a database fits the target. The message says why, and what there is instead. */
public final class GenerationUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Why nothing fits. */
    public enum Reason {
        /** There is nothing to restore from. */
        NO_BACKUP,
        /** There is WAL, but no snapshot to start from. */
        SNAPSHOT_LOST,
        /** There is no generation of that name. */
        GENERATION_UNKNOWN,
        /** The index is before the first or after the last. */
        INDEX_OUT_OF_BOUNDS,
        /** The time is before the first or after the last. */
        TIME_OUT_OF_BOUNDS,
        /** A WAL file, or the start of one, is missing before the target. */
        GAP,
        /** A file that the target needs cannot be used, and no other holds the same. */
        LOST_TO_DAMAGE,
        /** The times of the files contradict their order, so they cannot tell which state is meant. */
        TIMES_UNRELIABLE
    }

    /** What {@link #reason} gives. */
    private final Reason reason;

    private final transient @Nullable GenerationPath reachable;

    GenerationUnavailableException(Reason reason, String message) {
        this(reason, message, null);
    }

    GenerationUnavailableException(Reason reason, String message, @Nullable GenerationPath reachable) {
        super(message);
        this.reason = reason;
        this.reachable = reachable;
    }

    /** {@return why the state cannot be had} */
    public Reason reason() {
        return reason;
    }

    /**
     * {@return what leads to the last state before a {@link Reason#GAP}, or before what is {@link Reason#LOST_TO_DAMAGE}}
     */
    public Optional<GenerationPath> reachable() {
        return Optional.ofNullable(reachable);
    }
}
