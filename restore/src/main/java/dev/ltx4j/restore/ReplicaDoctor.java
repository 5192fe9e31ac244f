package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreInputStream;
import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.sqlite.Experimental;
import dev.ltx4j.v3.GenerationListing;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One look at a replica that says what is wrong with it and what to do: whether it is one, gaps, the newest snapshot (the
 * one file that is read in full), files that retention should have removed. {@link ReplicaVerifier} reads all of it.
 */
@Experimental
public final class ReplicaDoctor {
    /** Files this much older than the last change, of which a newer snapshot holds everything, tell that nothing is pruned. */
    private static final Duration OLD = Duration.ofDays(30);

    /** Level 0 is pruned within minutes; a day leaves room for a Litestream that was stopped. */
    private static final Duration OLD_ON_LEVEL_0 = Duration.ofDays(1);

    private static final int MIN_OLD_FILES_ON_LEVEL_0 = 100;

    /** Removing the local state is not enough: Litestream 0.5.18 then goes on from the replica's last file. */
    private static final String FRESH_SNAPSHOT = "the next snapshot mends it: set a shorter snapshot.interval in"
            + " litestream.yml and restart Litestream, or let it replicate to an empty path";

    private final ReplicaStore store;
    private final String source;
    private final List<Symptom> symptoms = new ArrayList<>();
    private Txid lastTxid = Txid.ZERO;

    /**
     * Prepares to look at a replica; nothing is read yet.
     *
     * @param store the replica; the caller closes it
     * @param source the replica as it is to be typed in commands
     */
    public ReplicaDoctor(ReplicaStore store, String source) {
        this.store = store;
        this.source = source;
    }

    /**
     * Looks at the replica.
     *
     * @return what there is to say, in the order in which it was looked at
     * @throws StoreUnavailableException if the replica cannot be read
     */
    public List<Symptom> examine() throws IOException {
        symptoms.clear();
        ReplicaListing listing = ReplicaListing.read(store);
        GenerationListing generations = GenerationListing.read(store);
        if (listing.isEmpty() && generations.isEmpty()) {
            nothing(generations);
            return List.copyOf(symptoms);
        }
        CreationTimes times = CreationTimes.decide(store, listing);
        Coverage coverage = Coverage.of(new ReplicaContents(listing, generations, times, Map.of()).timed());
        lastTxid = listing.lastTxid();
        layouts(listing, generations);
        if (!listing.isEmpty()) {
            times(times);
            states(coverage);
            damage(listing);
            newestSnapshot(listing);
            pruning(coverage.listing());
        }
        return List.copyOf(symptoms);
    }

    /**
     * The last transaction of the replica, once it has been examined.
     *
     * @return {@link Txid#ZERO} if it has no LTX files
     */
    public Txid lastTxid() {
        return lastTxid;
    }

    /**
     * Whether the local state of a database continues the replica.
     *
     * @param last the last transaction of the replica
     */
    static Symptom compare(LocalState local, Txid last) throws IOException {
        Optional<ReplicaListing> listing = local.listing();
        if (listing.isEmpty() || listing.get().isEmpty()) {
            return Symptom.note(
                    "local_state",
                    "there is no local state in " + local.folder()
                            + ": Litestream has not run for this database yet, or was reset; it will go on from the"
                            + " replica",
                    null);
        }
        Txid localLast = listing.get().lastTxid();
        Txid localFirst = listing.get()
                .allFiles()
                .map(file -> file.range().min())
                .min(Txid::compareTo)
                .orElse(Txid.ZERO);
        String reset = "stop Litestream, then: ltx-tool reset " + databaseOf(local);
        if (localLast.isBefore(last)) {
            return Symptom.problem(
                    "local_state",
                    "the local state ends with TXID " + localLast + ", but the replica goes on to " + last
                            + ": the database was replaced by an older one, or another one writes to this replica",
                    reset + " (Litestream then goes on behind the replica's last transaction, with a full copy)");
        }
        if (localFirst.previous().isAfter(last)) {
            return Symptom.problem(
                    "local_state",
                    "the local state starts with TXID " + localFirst + ", but the replica ends with " + last
                            + ": what lies between is lost, and Litestream cannot upload across it",
                    reset);
        }
        return localLast.equals(last)
                ? Symptom.ok("local_state", "the local state and the replica both end with TXID " + last)
                : Symptom.note(
                        "local_state",
                        "the local state is ahead of the replica: TXIDs " + last.next() + " to " + localLast
                                + " are still to be uploaded",
                        "see that Litestream runs and reaches the replica");
    }

    private void nothing(GenerationListing generations) throws IOException {
        if (generations.hasLostSnapshots()) {
            symptoms.add(Symptom.problem(
                    "lost_snapshots",
                    "there is WAL of Litestream 0.3 here, but none of the snapshots that it continues: nothing can be"
                            + " restored",
                    "look for a copy of the replica that still has generations/*/snapshots"));
            return;
        }
        NearbyReplicas nearby = NearbyReplicas.of(store);
        if (nearby.isInside()) {
            symptoms.add(Symptom.problem(
                    "wrong_prefix",
                    store.location() + " is a folder inside a replica",
                    "give the folder above that holds ltx, 0000 or generations"));
        } else if (!nearby.below().isEmpty()) {
            symptoms.add(Symptom.problem(
                    "wrong_prefix",
                    store.location() + " is no replica itself, but there are replicas below it: "
                            + String.join(", ", nearby.below()) + (nearby.more() ? ", and perhaps more" : ""),
                    "ltx-tool doctor " + below(nearby.below().get(0))));
        } else {
            symptoms.add(Symptom.problem(
                    "empty",
                    store.location() + " exists, but holds neither LTX files nor generations",
                    "check the path against the replica's in litestream.yml, and that Litestream has run"));
        }
    }

    /** The source as it is typed, with a folder below it; options of a URL stay behind both. */
    private String below(String folder) {
        int options = source.contains("://") && source.contains("?") ? source.indexOf('?') : source.length();
        String place = source.substring(0, options);
        return place
                + (place.endsWith("/") ? "" : "/")
                + folder.substring(0, folder.length() - 1)
                + source.substring(options);
    }

    private void layouts(ReplicaListing listing, GenerationListing generations) {
        int count = generations.generations().size();
        if (listing.isEmpty()) {
            symptoms.add(Symptom.note(
                    "only_generations",
                    "only generations of Litestream 0.3 are here (" + count + "): they can be restored, but nothing of"
                            + " Litestream 0.5 has been uploaded",
                    "if the server was upgraded, see that the new Litestream replicates to this path"));
        } else if (!generations.isEmpty()) {
            symptoms.add(Symptom.note(
                    "mixed",
                    count + " generations of Litestream 0.3 are here beside the LTX files, as after an upgrade",
                    null));
        }
        listing.ignoredLayout()
                .ifPresent(layout -> symptoms.add(Symptom.warning(
                        "two_layouts",
                        "there are LTX files in two key layouts; those below " + layout.folder(LtxFile.MIN_LEVEL)
                                + " and its like end earlier and are not used",
                        "find out which one Litestream writes to, and move the other away")));
        if (listing.layout() == LtxLayout.KEYS) {
            symptoms.add(Symptom.ok("layout", "the files are in the layout of S3 buckets"));
        }
    }

    private void times(CreationTimes times) {
        if (times.source() == CreationTimes.Source.HEADERS) {
            symptoms.add(Symptom.note(
                    "times_lost",
                    "the files' times are not those that Litestream gave them, as after a copy: the times in their"
                            + " headers count",
                    "copy with times kept: cp -a, rsync -t, rclone copy"));
        }
    }

    private void states(Coverage coverage) {
        for (Coverage.Hole hole : coverage.holes()) {
            String what = "TXIDs " + hole.from() + " to " + hole.to() + " cannot be restored: ";
            if (hole.after().isPresent()) {
                symptoms.add(Symptom.warning(
                        "gap",
                        what + "files are missing before the snapshot of "
                                + hole.after().get(),
                        "nothing brings them back but a copy of the replica; ltx-tool coverage " + source
                                + " shows what there is"));
            } else {
                symptoms.add(Symptom.problem(
                        "gap",
                        what
                                + (hole.before().isPresent()
                                        ? "nothing leads there from "
                                                + hole.before().get()
                                        : "there is no snapshot and no file that starts with the first transaction"),
                        FRESH_SNAPSHOT));
            }
        }
        if (!coverage.states().isEmpty()) {
            RestorableState last = coverage.states().get(coverage.states().size() - 1);
            symptoms.add(
                    Symptom.ok("states", coverage.states().size() + " states can be restored, the last is " + last));
        }
    }

    private void damage(ReplicaListing listing) {
        if (!listing.tooShort().isEmpty()) {
            symptoms.add(Symptom.problem(
                    "damaged_files",
                    count(listing.tooShort().size(), "file is", "files are") + " shorter than a header, such as "
                            + store.locationOf(listing.tooShort().stream()
                                    .sorted()
                                    .findFirst()
                                    .orElse("")),
                    "ltx-tool verify " + source));
        }
        List<String> misplaced = new ArrayList<>();
        Candidates.addMisplaced(listing, misplaced);
        if (!misplaced.isEmpty()) {
            symptoms.add(Symptom.warning(
                    "misplaced_files",
                    count(misplaced.size(), "file", "files")
                            + " on the snapshot level that do not start with transaction 1, such as "
                            + store.locationOf(misplaced.get(0)),
                    "ltx-tool verify " + source));
        }
        if (!listing.strays().isEmpty()) {
            symptoms.add(Symptom.note(
                    "stray_files",
                    count(listing.strays().size(), "file that is", "files that are") + " no LTX file, such as "
                            + store.locationOf(listing.strays().get(0).key()),
                    null));
        }
    }

    private void newestSnapshot(ReplicaListing listing) throws IOException {
        List<LtxFile> snapshots = listing.files(LtxFile.SNAPSHOT_LEVEL);
        if (snapshots.isEmpty()) {
            symptoms.add(
                    Symptom.note("no_snapshot", "there is no snapshot; states start at a file of another level", null));
            return;
        }
        LtxFile newest = snapshots.get(snapshots.size() - 1);
        String location = store.locationOf(newest.key());
        try (LtxFileVerifier verifier = new LtxFileVerifier(Restorer.defaultWorkers());
                InputStream in = new StoreInputStream(store.open(newest.key()), read -> {})) {
            verifier.verify(in, location);
            symptoms.add(Symptom.ok("newest_snapshot", "the newest snapshot, " + newest.name() + ", is sound"));
        } catch (StoreUnavailableException | InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            symptoms.add(Symptom.problem(
                    "newest_snapshot",
                    "the newest snapshot is damaged: " + e.getMessage(),
                    (snapshots.size() > 1 ? "ltx-tool restore goes around it; " : "") + FRESH_SNAPSHOT));
        }
    }

    private void pruning(ReplicaListing listing) {
        List<LtxFile> level0 = listing.files(LtxFile.MIN_LEVEL);
        if (!level0.isEmpty() && level0.get(0).range().min().isAfter(Txid.FIRST)) {
            symptoms.add(Symptom.ok(
                    "level_0",
                    "level 0 starts with TXID " + level0.get(0).range().min()
                            + ": earlier files were pruned after compaction, as they should be"));
        }
        Instant last = TimeBounds.of(listing).map(TimeBounds::last).orElse(Instant.EPOCH);
        List<LtxFile> snapshots = listing.files(LtxFile.SNAPSHOT_LEVEL);
        List<LtxFile> old = listing.allFiles()
                .filter(file -> file.created().isBefore(last.minus(OLD)))
                .filter(file -> snapshots.stream()
                        .anyMatch(snapshot -> snapshot.created().isAfter(file.created())))
                .toList();
        if (!old.isEmpty()) {
            symptoms.add(Symptom.note(
                    "retention",
                    old.size() + " files ("
                            + old.stream().mapToLong(LtxFile::size).sum() + " bytes) are more than "
                            + OLD.toDays() + " days older than the last change and not needed for it: retention is off"
                            + " or long",
                    "set snapshot.retention in litestream.yml, unless these states are wanted"));
        }
        List<LtxFile> oldOnLevel0 = level0.stream()
                .filter(file -> file.created().isBefore(last.minus(OLD_ON_LEVEL_0)))
                .toList();
        if (oldOnLevel0.size() >= MIN_OLD_FILES_ON_LEVEL_0) {
            symptoms.add(Symptom.warning(
                    "level_0_retention",
                    oldOnLevel0.size() + " files ("
                            + oldOnLevel0.stream().mapToLong(LtxFile::size).sum()
                            + " bytes) on level 0 are more than a day older than the last change: they should be gone"
                            + " minutes after compaction",
                    "see in Litestream's log whether compaction and deleting work (permission to delete?)"));
        }
    }

    private static String count(long number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }

    private static String databaseOf(LocalState local) {
        String name = String.valueOf(local.folder().getFileName());
        return String.valueOf(local.folder().resolveSibling(name.substring(1, name.length() - "-litestream".length())));
    }
}
