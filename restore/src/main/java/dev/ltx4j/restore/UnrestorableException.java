package dev.ltx4j.restore;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The replica does not hold the state that was asked for. It says why, and which states nearest to it can be had. */
public final class UnrestorableException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Why a state cannot be restored. */
    public enum Reason {
        /** There are no backup files. */
        NO_BACKUP,
        /** Transactions before the target are in no file. */
        GAP,
        /** The transaction is in a file only together with later ones. */
        TARGET_NOT_REACHABLE,
        /** The transaction or the moment is outside of what was backed up. */
        OUT_OF_BOUNDS,
        /** The state was backed up, but files that it needs are damaged. */
        LOST_TO_DAMAGE
    }

    /** What {@link #reason} gives. */
    private final Reason reason;

    private final transient @Nullable RestorableState below;
    private final transient @Nullable RestorableState above;

    /**
     * Says why a state cannot be had.
     *
     * @param reason the kind of trouble
     * @param message what is missing and what to do, the nearest states included
     * @param below the newest restorable state before the target, if any
     * @param above the oldest restorable state after the target, if any
     */
    public UnrestorableException(
            Reason reason, String message, Optional<RestorableState> below, Optional<RestorableState> above) {
        super(message);
        this.reason = reason;
        this.below = below.orElse(null);
        this.above = above.orElse(null);
    }

    /**
     * There is no backup at all.
     *
     * @param location the place that was looked at
     * @return the exception, to be thrown
     */
    public static UnrestorableException noBackup(String location) {
        return new UnrestorableException(
                Reason.NO_BACKUP,
                "no matching backup files available: " + location
                        + " holds neither LTX files nor generations; is it the right path?",
                Optional.empty(),
                Optional.empty());
    }

    /** {@return why the state cannot be had} */
    public Reason reason() {
        return reason;
    }

    /** {@return the newest restorable state before the target} */
    public Optional<RestorableState> below() {
        return Optional.ofNullable(below);
    }

    /** {@return the oldest restorable state after the target} */
    public Optional<RestorableState> above() {
        return Optional.ofNullable(above);
    }
}
