package dev.ltx4j.v3;

import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreFile;
import dev.ltx4j.replica.StoreVisitor;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a replica of the generations layout holds, according to names, sizes and times; no file is opened. Immutable.
 *
 * @param generations by name
 * @param strays the keys of everything else below {@code generations/}; a folder's ends in {@code /}
 */
public record GenerationListing(List<Generation> generations, List<String> strays) {
    /**
     * Puts the generations in order.
     *
     * @param generations by name
     * @param strays the keys of everything else below {@code generations/}; a folder's ends in {@code /}
     */
    public GenerationListing {
        generations = generations.stream()
                .sorted(Comparator.comparing(Generation::name))
                .toList();
        strays = List.copyOf(strays);
    }

    /**
     * Lists a replica. One without this layout has no generations.
     *
     * @param store the replica
     * @return what it holds of this layout
     * @throws dev.ltx4j.replica.StoreUnavailableException if the store cannot be read
     * @throws IOException if listing fails
     */
    public static GenerationListing read(ReplicaStore store) throws IOException {
        List<String> strays = new ArrayList<>();
        List<Generation> generations = new ArrayList<>();
        for (String name : generationNames(store, strays)) {
            generations.add(readGeneration(store, name, strays));
        }
        return new GenerationListing(generations, strays);
    }

    /**
     * The same listing with some files of an older one that are not in it any more, so that what they held is still known
     * to be missing.
     *
     * @param older a listing of the same replica
     * @param keys the files to keep, as far as they were in the older one
     * @return the merged listing
     */
    public GenerationListing withLost(GenerationListing older, Set<String> keys) {
        List<Generation> merged = new ArrayList<>(generations);
        for (Generation generation : older.generations) {
            Generation now =
                    generation(generation.name()).orElse(new Generation(generation.name(), List.of(), List.of()));
            merged.remove(now);
            merged.add(now.withLost(generation, keys));
        }
        return new GenerationListing(merged, strays);
    }

    /** {@return whether nothing can be restored from it} */
    public boolean isEmpty() {
        return generations.stream().noneMatch(Generation::isRestorable);
    }

    /**
     * {@return whether there is WAL in a generation without a snapshot: a backup, though one that nothing leads to any
     * more}
     */
    public boolean hasLostSnapshots() {
        return generations.stream().anyMatch(Generation::hasLostSnapshots);
    }

    /**
     * {@return when the last file of a generation with a snapshot was created that is not later than a time}
     *
     * @param time the moment
     */
    public Optional<Instant> lastChangeUntil(Instant time) {
        return generations.stream()
                .filter(Generation::isRestorable)
                .flatMap(g -> Stream.concat(g.snapshots().stream(), g.segments().stream()))
                .map(GenerationFile::created)
                .filter(created -> !created.isAfter(time))
                .max(Comparator.naturalOrder());
    }

    /**
     * {@return the generation with this name}
     *
     * @param name 16 lower-case hexadecimal digits
     */
    public Optional<Generation> generation(String name) {
        return generations.stream().filter(g -> g.name().equals(name)).findFirst();
    }

    /**
     * {@return when the first snapshot, and the last file of a generation that has one, were created; empty if none
     * has}
     */
    public Optional<TimeBounds> bounds() {
        return generations.stream().flatMap(g -> g.bounds().stream()).reduce(TimeBounds::and);
    }

    private static List<String> generationNames(ReplicaStore store, List<String> strays) throws IOException {
        List<String> names = new ArrayList<>();
        visit(store, LayoutNames.ROOT, strays, null, key -> {
            String name = key.substring(LayoutNames.ROOT.length(), key.length() - 1);
            return LayoutNames.isGeneration(name) && names.add(name);
        });
        return names;
    }

    private static Generation readGeneration(ReplicaStore store, String name, List<String> strays) throws IOException {
        List<Snapshot> snapshots = new ArrayList<>();
        List<WalSegment> segments = new ArrayList<>();
        String folder = LayoutNames.ROOT + name + "/";
        visit(
                store,
                folder,
                strays,
                null,
                key -> key.equals(folder + LayoutNames.SNAPSHOTS) || key.equals(folder + LayoutNames.WAL));
        visit(
                store,
                folder + LayoutNames.SNAPSHOTS,
                strays,
                file -> {
                    Snapshot snapshot = LayoutNames.parseSnapshot(name, file);
                    return snapshot != null && snapshots.add(snapshot);
                },
                null);
        visit(
                store,
                folder + LayoutNames.WAL,
                strays,
                file -> {
                    WalSegment segment = LayoutNames.parseSegment(name, file);
                    return segment != null && segments.add(segment);
                },
                null);
        return new Generation(name, snapshots, segments);
    }

    /** Lists a folder; what its taker does not take, or has no taker, is a stray. */
    private static void visit(
            ReplicaStore store,
            String folder,
            List<String> strays,
            @Nullable Taker<StoreFile> files,
            @Nullable Taker<String> folders)
            throws IOException {
        store.list(folder, new StoreVisitor() {
            @Override
            public void file(StoreFile file) {
                if (files == null || !files.takes(file)) {
                    strays.add(file.key());
                }
            }

            @Override
            public void folder(String key) {
                if (folders == null || !folders.takes(key)) {
                    strays.add(key);
                }
            }
        });
    }

    private interface Taker<T> {
        boolean takes(T entry);
    }
}
