package dev.ltx4j.restore;

import dev.ltx4j.replica.ReplicaStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
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

    private static final int MAX_EXPLAINED = 3;

    /** What {@link #reason} gives. */
    private final Reason reason;

    private final transient @Nullable RestorableState below;
    private final transient @Nullable RestorableState above;
    private final transient @Nullable Gap gap;
    private final transient List<BypassedFile> unusable;

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
        this(reason, message, below.orElse(null), above.orElse(null), null, List.of());
    }

    private UnrestorableException(
            Reason reason,
            String message,
            @Nullable RestorableState below,
            @Nullable RestorableState above,
            @Nullable Gap gap,
            List<BypassedFile> unusable) {
        super(message);
        this.reason = reason;
        this.below = below;
        this.above = above;
        this.gap = gap;
        this.unusable = List.copyOf(unusable);
    }

    UnrestorableException withGap(Gap value) {
        return new UnrestorableException(reason, String.valueOf(getMessage()), below, above, value, unusable);
    }

    /**
     * The same, with what was found out about files on the way.
     *
     * @param files those that could not be used, at least one
     * @param failure what reading the last of them ended in
     */
    UnrestorableException withUnusable(List<BypassedFile> files, IOException failure) {
        String what =
                files.stream().limit(MAX_EXPLAINED).map(BypassedFile::toString).collect(Collectors.joining("; "));
        String message = getMessage() + "; " + what
                + (files.size() > MAX_EXPLAINED ? "; and " + (files.size() - MAX_EXPLAINED) + " more files" : "");
        UnrestorableException explained = new UnrestorableException(reason, message, below, above, gap, files);
        explained.initCause(failure);
        return explained;
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

    /**
     * There is no backup at all. Looks whether there is one nearby, as when the path names the folder above several
     * replicas, or one inside a replica.
     *
     * @param store the place that was looked at
     * @return the exception, to be thrown
     * @throws dev.ltx4j.replica.StoreUnavailableException if the store cannot be read
     */
    public static UnrestorableException noBackup(ReplicaStore store) throws IOException {
        String hint = NearbyReplicas.of(store).hint();
        UnrestorableException plain = noBackup(store.location());
        return hint.isEmpty()
                ? plain
                : new UnrestorableException(
                        Reason.NO_BACKUP, plain.getMessage() + "; " + hint, Optional.empty(), Optional.empty());
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

    /** {@return the hole, if it is a {@link Reason#GAP}; empty where its sides are not known} */
    public Optional<Gap> gap() {
        return Optional.ofNullable(gap);
    }

    /** {@return the files that were tried and could not be used, in the order in which that was found out} */
    public List<BypassedFile> unusable() {
        return unusable;
    }
}
