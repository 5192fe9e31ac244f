package dev.ltx4j.v3;

import dev.ltx4j.sqlite.Experimental;
import dev.ltx4j.v3.GenerationUnavailableException.Reason;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the files that make a state: the newest snapshot that the target includes, and all WAL from its index on that
 * the target includes. A pure function of listing and target: it opens no file and asks no clock. Source: FORMAT.md,
 * "0.3: generations".
 */
@Experimental
public final class GenerationPlanner {
    private GenerationPlanner() {}

    /**
     * Plans a restore.
     *
     * @param listing what the replica holds
     * @param target the state that is wanted
     * @return the files that make it
     * @throws GenerationUnavailableException if no state fits the target
     */
    public static GenerationPath plan(GenerationListing listing, GenerationTarget target)
            throws GenerationUnavailableException {
        return plan(listing, target, null);
    }

    /**
     * Plans a restore from a replica that has other backups too.
     *
     * @param listing what the replica holds
     * @param target the state that is wanted
     * @param bounds the times that may be asked for; null for those of the listing, or of the target's generation
     * @return the files that make it
     * @throws GenerationUnavailableException if no state fits the target
     */
    public static GenerationPath plan(GenerationListing listing, GenerationTarget target, @Nullable TimeBounds bounds)
            throws GenerationUnavailableException {
        return plan(listing, target, bounds, Set.of());
    }

    /**
     * Plans a restore around files that cannot be used. They still count as evidence: they choose the generation, and
     * neither another one nor an earlier state is given in the stead of what they would have led to. Only a snapshot can
     * be replaced, by an older one of its generation and the WAL since then.
     *
     * @param listing the files
     * @param target which state
     * @param bounds the times that may be asked for; null for those of the listing, or of the target's generation
     * @param exclusions the keys of the files that cannot be used
     * @return the files that make the state
     * @throws GenerationUnavailableException if no state fits the target
     */
    public static GenerationPath plan(
            GenerationListing listing, GenerationTarget target, @Nullable TimeBounds bounds, Set<String> exclusions)
            throws GenerationUnavailableException {
        List<Generation> generations = candidates(listing, target);
        if (target.time() != null) {
            requireInside(target.time(), bounds == null ? boundsOf(generations) : bounds);
        }
        if (target.index() != null) {
            requireInside(target.index(), generations.get(0));
        }
        if (generations.size() > 1) {
            TimeOrder.requireBelievable(generations);
        }
        Snapshot start = newestSnapshot(generations, target);
        Generation generation = generations.stream()
                .filter(g -> g.name().equals(start.generation()))
                .findFirst()
                .orElseThrow();
        return exclusions.contains(start.key())
                ? pathAround(start, generation, target, exclusions)
                : WalSelection.path(generation, start, target, exclusions);
    }

    private static GenerationPath pathAround(
            Snapshot damaged, Generation generation, GenerationTarget target, Set<String> exclusions)
            throws GenerationUnavailableException {
        Snapshot older = olderSnapshot(generation, target, exclusions);
        try {
            return WalSelection.path(generation, older, target, exclusions);
        } catch (GenerationUnavailableException e) {
            if (e.reason() != Reason.GAP) {
                throw e;
            }
            // Without the damage the gap would not matter.
            throw new GenerationUnavailableException(
                    Reason.LOST_TO_DAMAGE,
                    damaged.key() + " cannot be used, and no older snapshot leads there: " + e.getMessage(),
                    e.reachable().orElse(null));
        }
    }

    private static Snapshot olderSnapshot(Generation generation, GenerationTarget target, Set<String> exclusions)
            throws GenerationUnavailableException {
        return generation.snapshots().stream()
                .filter(snapshot -> target.includes(snapshot) && !exclusions.contains(snapshot.key()))
                .max(Comparator.comparingLong(Snapshot::index))
                .orElseThrow(() -> new GenerationUnavailableException(
                        Reason.LOST_TO_DAMAGE,
                        "generation " + generation.name() + " is lost to damage: no snapshot before the target can be"
                                + " used" + WalSelection.nextWhole(generation, -1, exclusions)));
    }

    /** The generations to choose from, at least one, each with a snapshot. */
    private static List<Generation> candidates(GenerationListing listing, GenerationTarget target)
            throws GenerationUnavailableException {
        List<Generation> restorable =
                listing.generations().stream().filter(Generation::isRestorable).toList();
        String wanted = target.generation();
        if (wanted != null && listing.generation(wanted).isEmpty()) {
            throw new GenerationUnavailableException(
                    Reason.GENERATION_UNKNOWN, "there is no generation " + wanted + "; " + thereAre(restorable));
        }
        List<Generation> candidates = wanted == null
                ? restorable
                : restorable.stream().filter(g -> g.name().equals(wanted)).toList();
        if (candidates.isEmpty()) {
            boolean lost = listing.generations().stream()
                    .anyMatch(g -> (wanted == null || g.name().equals(wanted)) && g.hasLostSnapshots());
            String nothing = lost
                    ? "there is WAL below " + LayoutNames.ROOT + ", but none of the snapshots that it continues"
                    : "no backup found: there is no snapshot below " + LayoutNames.ROOT;
            throw new GenerationUnavailableException(
                    lost ? Reason.SNAPSHOT_LOST : Reason.NO_BACKUP,
                    wanted == null
                            ? nothing
                            : "generation " + wanted + " has no snapshot to start from; " + thereAre(restorable));
        }
        return candidates;
    }

    private static String thereAre(List<Generation> restorable) {
        return restorable.isEmpty()
                ? "no generation has a snapshot"
                : restorable.stream()
                        .map(Generation::name)
                        .collect(Collectors.joining(", ", "generations with a snapshot: ", ""));
    }

    private static TimeBounds boundsOf(List<Generation> generations) {
        return generations.stream()
                .flatMap(g -> g.bounds().stream())
                .reduce(TimeBounds::and)
                .orElseThrow();
    }

    private static void requireInside(Instant time, TimeBounds bounds) throws GenerationUnavailableException {
        if (!bounds.contains(time)) {
            throw new GenerationUnavailableException(
                    Reason.TIME_OUT_OF_BOUNDS,
                    "no backup for " + time + ", which is " + (time.isBefore(bounds.first()) ? "before" : "after")
                            + " all that there is; available: " + bounds);
        }
    }

    private static void requireInside(long index, Generation generation) throws GenerationUnavailableException {
        long first = generation.snapshots().get(0).index();
        long last =
                generation.snapshots().get(generation.snapshots().size() - 1).index();
        if (!generation.segments().isEmpty()) {
            last = Math.max(
                    last,
                    generation.segments().get(generation.segments().size() - 1).index());
        }
        if (index < first || index > last) {
            throw new GenerationUnavailableException(
                    Reason.INDEX_OUT_OF_BOUNDS,
                    "generation " + generation.name() + " has no index " + LayoutNames.index(index)
                            + " that can be restored; available: " + LayoutNames.index(first) + " to "
                            + LayoutNames.index(last));
        }
    }

    /**
     * The one created last, over all generations. Among those created at the same time, the one of the generation that
     * began last, then that of the highest index. Inside one generation and without a time, the index alone counts: it
     * is right even where the times are not.
     */
    private static Snapshot newestSnapshot(List<Generation> generations, GenerationTarget target)
            throws GenerationUnavailableException {
        boolean timesCount = generations.size() > 1 || target.time() != null;
        Map<String, Instant> beginnings = generations.stream()
                .collect(Collectors.toMap(
                        Generation::name, g -> boundsOf(List.of(g)).first()));
        Function<Snapshot, Instant> created = timesCount ? Snapshot::created : snapshot -> Instant.MIN;
        return generations.stream()
                .flatMap(g -> g.snapshots().stream())
                .filter(target::includes)
                .max(Comparator.comparing(created)
                        .thenComparing(snapshot -> beginnings.getOrDefault(snapshot.generation(), Instant.MIN))
                        .thenComparing(Snapshot::index)
                        .thenComparing(Snapshot::generation))
                .orElseThrow(() -> new GenerationUnavailableException(
                        Reason.TIME_OUT_OF_BOUNDS,
                        "no snapshot was created at or before " + target.time() + "; available: "
                                + boundsOf(generations)));
    }
}
