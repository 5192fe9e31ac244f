package dev.ltx4j.v3;

import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.sqlite.Experimental;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.PageSize;
import dev.ltx4j.sqlite.WalEnd;
import dev.ltx4j.sqlite.WalHeader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads every file of a replica and says what is wrong: files that cannot be decoded, snapshots that are no database of
 * whole pages, WAL that is missing, does not join, or has frames that do not count. Nothing is written.
 *
 * <p>Uses a constant amount of memory beside the findings. Stops when its thread is interrupted.
 */
@Experimental
public final class GenerationVerifier {
    private static final int BUFFER_BYTES = 1 << 16;

    private final ReplicaStore store;
    private final Generation generation;
    private final FileOpener opener;
    private final List<GenerationFinding> findings = new ArrayList<>();
    private @Nullable PageSize pageSize;

    private GenerationVerifier(ReplicaStore store, Generation generation, ReadProgress progress) {
        this.store = store;
        this.generation = generation;
        this.opener = new DirectFiles(store, progress);
    }

    /**
     * Verifies all generations, one after another.
     *
     * @param store the replica
     * @param listing what it holds
     * @param progress is told of the bytes read
     * @return what was found, notes included; strays come last
     * @throws java.io.InterruptedIOException if the thread was interrupted
     * @throws IOException if the store fails; damage is no exception but a finding
     */
    public static List<GenerationFinding> verify(ReplicaStore store, GenerationListing listing, ReadProgress progress)
            throws IOException {
        List<GenerationFinding> findings = new ArrayList<>();
        for (Generation generation : listing.generations()) {
            findings.addAll(verify(store, generation, progress));
        }
        for (String stray : listing.strays()) {
            findings.add(GenerationFinding.note(
                    store.location() + ": " + stray, "is no file of the generations layout; it was not read"));
        }
        return findings;
    }

    /**
     * Verifies one generation; see {@link #verify(ReplicaStore, GenerationListing, ReadProgress)}.
     *
     * @param store the replica
     * @param generation what it holds of the generation
     * @param progress is told of what has been read
     * @return what is wrong, in the order of the files
     * @throws IOException if the replica cannot be read, or the thread was interrupted
     */
    public static List<GenerationFinding> verify(ReplicaStore store, Generation generation, ReadProgress progress)
            throws IOException {
        GenerationVerifier verifier = new GenerationVerifier(store, generation, progress);
        verifier.verifySnapshots();
        verifier.verifyWal();
        return verifier.findings;
    }

    private void verifySnapshots() throws IOException {
        if (generation.snapshots().isEmpty()) {
            note("there is no snapshot in this generation, so nothing can be restored from it");
        }
        for (Snapshot snapshot : generation.snapshots()) {
            try {
                SnapshotReader.Shape shape =
                        SnapshotReader.read(store, opener, snapshot, (databaseOffset, array, byteCount) -> {});
                requirePageSize(snapshot, shape.pageSize());
            } catch (FileFormatException e) {
                findings.add(GenerationFinding.damage(e));
            } catch (NoSuchFileException e) {
                vanished(snapshot);
            }
        }
    }

    private void verifyWal() throws IOException {
        List<WalSegment> segments = generation.segments();
        boolean hasSnapshot = !generation.snapshots().isEmpty();
        long expectedIndex = hasSnapshot ? generation.snapshots().get(0).index() : 0;
        int start = 0;
        while (start < segments.size()) {
            long index = segments.get(start).index();
            int end = start + 1;
            while (end < segments.size() && segments.get(end).index() == index) {
                end++;
            }
            if (hasSnapshot && index > expectedIndex) {
                missing(expectedIndex, index - 1);
            }
            verifyIndex(segments.subList(start, end));
            expectedIndex = Math.max(expectedIndex, index + 1);
            start = end;
        }
        if (hasSnapshot && expectedIndex < lastSnapshotIndex()) {
            missing(expectedIndex, lastSnapshotIndex() - 1);
        }
        noteUnreachable();
    }

    private long lastSnapshotIndex() {
        return generation.snapshots().get(generation.snapshots().size() - 1).index();
    }

    private void verifyIndex(List<WalSegment> segments) throws IOException {
        WalSegment first = segments.get(0);
        if (first.offset() != 0) {
            findings.add(GenerationFinding.damage(
                    store.locationOf(first.key()),
                    "the WAL of index " + LayoutNames.index(first.index())
                            + " does not start at offset 00000000: its first segment is at "
                            + LayoutNames.offset(first.offset())));
            verifyEach(segments);
            return;
        }
        WalIndex wal = new WalIndex(first.index(), segments);
        WalInputStream in = new WalInputStream(store, opener, segments);
        try (in) {
            judge(wal, WalScan.read(store, wal, in));
        } catch (FileFormatException e) {
            findings.add(GenerationFinding.damage(e));
            verifyEach(segments.subList(in.opened(), segments.size()));
        } catch (NoSuchFileException e) {
            vanished(segments.get(in.opened() - 1));
            verifyEach(segments.subList(in.opened(), segments.size()));
        }
    }

    private void judge(WalIndex wal, WalScan scan) {
        FileFormatException earlyEnd = scan.earlyEnd();
        if (earlyEnd != null) {
            findings.add(GenerationFinding.damage(earlyEnd));
        }
        WalHeader header = scan.recovery().header();
        if (header != null) {
            requirePageSize(wal.segments().get(0), header.pageSize());
        }
        String location =
                store.locationOf(wal.segments().get(wal.segments().size() - 1).key());
        if (scan.recovery().end() == WalEnd.CUT_SHORT) {
            findings.add(GenerationFinding.note(location, "ends inside a frame, which does not count"));
        }
        if (scan.unfinishedFrames() > 0) {
            findings.add(GenerationFinding.note(
                    location,
                    "ends with " + scan.unfinishedFrames()
                            + " frames of a transaction that was not finished; they do not count"));
        }
    }

    /** Decodes segments on their own, where they no longer make a WAL. */
    private void verifyEach(List<WalSegment> segments) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (WalSegment segment : segments) {
            try (InputStream file = opener.open(segment)) {
                while (file.read(buffer, 0, buffer.length) >= 0) {
                    Interrupts.check();
                }
            } catch (FileFormatException e) {
                findings.add(GenerationFinding.damage(e));
            } catch (NoSuchFileException e) {
                vanished(segment);
            }
        }
    }

    private void requirePageSize(GenerationFile file, PageSize found) {
        if (pageSize == null) {
            pageSize = found;
        } else if (!pageSize.equals(found)) {
            findings.add(GenerationFinding.damage(new MalformedFileException(
                    store.locationOf(file.key()),
                    FileFormatException.NO_OFFSET,
                    FileFormatException.NO_PAGE,
                    "has pages of " + found + " bytes, other files of the generation pages of " + pageSize)));
        }
    }

    private void missing(long first, long last) {
        findings.add(GenerationFinding.damage(
                location(),
                first == last
                        ? "the WAL of index " + LayoutNames.index(first) + " is missing"
                        : "the WAL of the indexes " + LayoutNames.index(first) + " to " + LayoutNames.index(last)
                                + " is missing"));
    }

    private void noteUnreachable() {
        if (generation.snapshots().isEmpty()) {
            return;
        }
        long first = generation.snapshots().get(0).index();
        long count = generation.segments().stream()
                .filter(segment -> segment.index() < first)
                .count();
        if (count > 0) {
            note(count + " WAL segments are from before the first snapshot, so nothing can be restored from them");
        }
    }

    private void vanished(GenerationFile file) {
        findings.add(GenerationFinding.note(
                store.locationOf(file.key()), "was deleted while the replica was verified; it was not read"));
    }

    private void note(String detail) {
        findings.add(GenerationFinding.note(location(), detail));
    }

    private String location() {
        return store.location() + ": " + LayoutNames.ROOT + generation.name();
    }
}
