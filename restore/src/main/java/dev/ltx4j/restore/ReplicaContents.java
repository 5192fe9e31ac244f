package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.v3.GenerationListing;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a replica holds, in both layouts. Immutable.
 *
 * @param ltx the LTX files, with the times that count
 * @param generations those of the 0.3 layout
 * @param times whose times count
 * @param unreadable the LTX files whose time is not known, by key, with the reason
 */
record ReplicaContents(
        ReplicaListing ltx, GenerationListing generations, CreationTimes times, Map<String, String> unreadable) {
    /** Lists a replica, and makes the times of its files as exact as the target needs them. */
    static ReplicaContents read(ReplicaStore store, RestoreTarget target) throws IOException {
        ReplicaListing listing = ReplicaListing.read(store);
        GenerationListing generations = GenerationListing.read(store);
        CreationTimes times = CreationTimes.decide(store, listing);
        ReplicaContents contents = new ReplicaContents(listing, generations, times, Map.of());
        return contents.needsTimes(target) ? contents.timed() : contents;
    }

    /** Whether a target cannot be planned without the times that count, so that {@link #read} has them already. */
    boolean needsTimes(RestoreTarget target) {
        boolean mustChooseLayout = target instanceof RestoreTarget.Latest && !generations.isEmpty();
        return target instanceof RestoreTarget.Before || mustChooseLayout;
    }

    /** The same with the times that count for every LTX file, also where that takes a look at each header. */
    ReplicaContents timed() throws IOException {
        TimedListing timed = times.timed();
        return new ReplicaContents(timed.listing(), generations, times, timed.unreadable())
                .withFilesOf(this, file -> true);
    }

    /**
     * The same with files of an older look at the replica that are not there any more.
     *
     * @param done those that have been read, so that they are still as good as there
     * @param lost those that could not be used. What one of them held is not missing if a file that is there holds all of
     *     it, as after a compaction; else it is still known to be
     */
    ReplicaContents withFilesOf(ReplicaContents older, Set<String> done, Set<String> lost) {
        return withFilesOf(older, file -> file.isIn(done) || (file.isIn(lost) && !isInside(file)))
                .withGenerations(generations.withLost(older.generations, lost));
    }

    private ReplicaContents withFilesOf(ReplicaContents older, Predicate<LtxFile> kept) {
        Set<String> there = ltx.allFiles().map(LtxFile::key).collect(Collectors.toSet());
        List<LtxFile> gone = older.ltx
                .allFiles()
                .filter(file -> !file.isIn(there) && kept.test(file))
                .toList();
        return new ReplicaContents(ltx.with(gone), generations, times, unreadable);
    }

    private ReplicaContents withGenerations(GenerationListing value) {
        return new ReplicaContents(ltx, value, times, unreadable);
    }

    private boolean isInside(LtxFile lost) {
        return ltx.allFiles()
                .anyMatch(file -> !file.range().min().isAfter(lost.range().min())
                        && !file.range().max().isBefore(lost.range().max()));
    }

    /** The keys of LTX files whose time is not known. */
    Set<String> untimed() {
        return unreadable.keySet();
    }

    /** The LTX files that are known not to be usable before any is read, by key, with the reason. */
    Map<String, String> unusable(RestoreTarget target) {
        Map<String, String> unusable = new HashMap<>();
        for (String key : ltx.tooShort()) {
            unusable.put(key, "the file is shorter than a header");
        }
        if (target instanceof RestoreTarget.Before) {
            unusable.putAll(unreadable);
        }
        return unusable;
    }

    /** The size of all files, in bytes. */
    long totalBytes() {
        return ltx.totalBytes();
    }

    /** Whether there is no trace of a backup. */
    boolean hasNothing() {
        return isEmpty() && !generations.hasLostSnapshots();
    }

    boolean isEmpty() {
        return ltx.isEmpty() && generations.isEmpty();
    }

    /**
     * Whether the times of the generations layout can be believed. It has no others than the store's. Where the LTX files
     * beside it have lost theirs, so may have its own: copied files are younger than everything that was backed up, so
     * they are only believed if they are older than the last LTX file says it is.
     */
    boolean hasGenerationTimes() {
        if (times.source() == CreationTimes.Source.STORE) {
            return true;
        }
        Optional<TimeBounds> ltxTimes = ltxBounds();
        return ltxTimes.isPresent()
                && generations
                        .bounds()
                        .map(bounds -> bounds.last().isBefore(ltxTimes.get().last()))
                        .orElse(true);
    }

    /** The times of the LTX files. */
    Optional<TimeBounds> ltxBounds() {
        return TimeBounds.of(ltx, untimed());
    }

    /** The times of the generations layout, as far as they can be believed. */
    Optional<TimeBounds> generationBounds() {
        return hasGenerationTimes()
                ? generations.bounds().map(bounds -> new TimeBounds(bounds.first(), bounds.last()))
                : Optional.empty();
    }

    /**
     * What to say if transactions beyond the plan were made before the wanted time, but are only left inside files that
     * were merged later.
     */
    Optional<String> laterThanReached(LtxPlan plan, Instant time) {
        Txid last = plan.reached();
        for (int level = LtxFile.MIN_LEVEL; level <= LtxFile.SNAPSHOT_LEVEL; level++) {
            for (LtxFile file : ltx.files(level)) {
                if (file.created().isBefore(time) && !file.isIn(untimed())) {
                    last = Txid.max(last, file.range().max());
                }
            }
        }
        return last.equals(plan.reached())
                ? Optional.empty()
                : Optional.of("TXIDs " + plan.reached().next() + " to " + last + " were made before that time too, but"
                        + " what leads to them is only left inside files that were merged after it.");
    }

    /** What the user should know about it. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!ltx.isEmpty() && times.source() == CreationTimes.Source.HEADERS) {
            notes.add(times.describe());
        }
        if (!ltx.isEmpty() && !generations.isEmpty() && !hasGenerationTimes()) {
            notes.add(
                    "There are generations of Litestream 0.3 here too. The times of their files cannot be trusted, so they"
                            + " are only looked at with -generation.");
        }
        if (!unreadable.isEmpty()) {
            notes.add("the headers of " + unreadable.size() + " files cannot be read, so they are left out: "
                    + untimed().stream().sorted().findFirst().orElse(""));
        }
        ltx.ignoredLayout()
                .ifPresent(ignored -> notes.add("there are LTX files in two key layouts here; those below \""
                        + ignored.folder(LtxFile.MIN_LEVEL)
                        + "\" and its like are not used, they end at a lower TXID"));
        return notes;
    }
}
