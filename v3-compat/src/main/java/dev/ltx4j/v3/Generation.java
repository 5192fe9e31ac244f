package dev.ltx4j.v3;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One generation: an unbroken history of a database, from its first snapshot on. Immutable.
 *
 * @param name 16 lower-case hexadecimal digits
 * @param snapshots by index
 * @param segments by index, then offset
 */
public record Generation(String name, List<Snapshot> snapshots, List<WalSegment> segments) {
    private static final Comparator<WalSegment> BY_POSITION = Comparator.comparingLong(WalSegment::index)
            .thenComparingLong(WalSegment::offset)
            .thenComparingInt(WalSegment::offsetDigits);

    /**
     * Puts the files in order.
     *
     * @param name 16 lower-case hexadecimal digits
     * @param snapshots by index
     * @param segments by index, then offset
     */
    public Generation {
        snapshots = snapshots.stream()
                .sorted(Comparator.comparingLong(Snapshot::index))
                .toList();
        segments = segments.stream().sorted(BY_POSITION).toList();
    }

    /** {@return whether there is anything to start a restore from} */
    public boolean isRestorable() {
        return !snapshots.isEmpty();
    }

    /** {@return whether there is WAL, but no snapshot that it continues} */
    public boolean hasLostSnapshots() {
        return snapshots.isEmpty() && !segments.isEmpty();
    }

    /**
     * {@return when the first of its snapshots and the last of its files were created, or empty without a snapshot}
     */
    public Optional<TimeBounds> bounds() {
        return snapshots.stream()
                .map(Snapshot::created)
                .min(Comparator.naturalOrder())
                .map(first -> new TimeBounds(first, lastCreated(first)));
    }

    /** See {@link GenerationListing#withLost}. */
    Generation withLost(Generation older, Set<String> keys) {
        return new Generation(name, lost(snapshots, older.snapshots, keys), lost(segments, older.segments, keys));
    }

    private static <T extends GenerationFile> List<T> lost(List<T> now, List<T> older, Set<String> keys) {
        Set<String> there = now.stream().map(GenerationFile::key).collect(Collectors.toSet());
        return Stream.concat(
                        now.stream(),
                        older.stream().filter(file -> keys.contains(file.key()) && !there.contains(file.key())))
                .toList();
    }

    private Instant lastCreated(Instant first) {
        return Stream.concat(snapshots.stream(), segments.stream())
                .map(GenerationFile::created)
                .reduce(first, (a, b) -> a.isAfter(b) ? a : b);
    }
}
