package dev.ltx4j.restore.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.ltx.LtxFromWal;
import dev.ltx4j.ltx.LtxHeader;
import dev.ltx4j.ltx.LtxReader;
import dev.ltx4j.ltx.LtxSnapshot;
import dev.ltx4j.ltx.LtxSummary;
import dev.ltx4j.ltx.LtxWriter;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.sqlite.Checkpoint;
import dev.ltx4j.sqlite.FilePages;
import dev.ltx4j.sqlite.WalFrames;
import dev.ltx4j.sqlite.WalRange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Holds files of Litestream's level 0, in the order of their TXIDs, against what is made here of the same part of the WAL. */
final class LevelZeroComparison {
    private final Path folder;
    private long previousCommit;
    int ranges;
    int wholeDatabases;
    int grown;
    int shrunk;
    int rounds;
    int pages;
    int filledPages;
    int staleFilledPages;
    private long lastSalts;

    /** @param folder takes what is written here */
    LevelZeroComparison(Path folder) {
        this.folder = folder;
    }

    /** A file, read to its end: its pages can be compared. */
    private record Content(LtxSummary summary, SortedMap<Long, byte[]> pages) {
        static Content read(byte[] file) throws IOException {
            SortedMap<Long, byte[]> pages = new TreeMap<>();
            try (LtxReader reader = LtxReader.open(new ByteArrayInputStream(file), "file")) {
                while (reader.nextPage()) {
                    pages.put(reader.pageNumber(), reader.page().clone());
                }
                return new Content(reader.finish(), pages);
            }
        }
    }

    /** @param capture has the part of the WAL that the file is of, and the database file as it was then */
    void compare(Path file, Capture capture) throws IOException {
        byte[] litestreams = Files.readAllBytes(file);
        Content theirs = Content.read(litestreams);
        LtxHeader header = theirs.summary().header();
        WalFrames log = capture.log();
        WalRange range = log.range(header.walOffset(), header.walSize());
        try (FilePages database = FilePages.open(capture.database(), header.pageSize())) {
            LtxFromWal wanted = LtxFromWal.of(log, range, header.range())
                    .database(database)
                    .sizeBefore(previousCommit)
                    .timestampMillis(header.timestampMillis());
            byte[] ours = write(wanted);
            boolean whole = header.range().isSnapshot();
            if (!whole
                    && isEveryPage(header, theirs)
                    && Content.read(ours).pages().size() < theirs.pages().size()) {
                // Litestream had lost its place in the WAL.
                ours = write(wanted.wholeDatabase());
                whole = true;
            }
            requireSame(file, litestreams, theirs, ours, log, range);
            if (whole) {
                wholeDatabases++;
                if (range.endOffset() == capture.endOffset()) {
                    requireSameAsSnapshotOfTheState(theirs, capture);
                }
            } else {
                ranges++;
            }
        }
        count(header, theirs);
    }

    private static boolean isEveryPage(LtxHeader header, Content content) {
        long lockPages = header.commit() >= header.pageSize().lockPage() ? 1 : 0;
        return content.pages().size() == header.commit() - lockPages;
    }

    private static byte[] write(LtxFromWal wanted) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        wanted.write(out, "ours");
        return out.toByteArray();
    }

    private void requireSame(
            Path file, byte[] litestreams, Content theirs, byte[] oursBytes, WalFrames log, WalRange range)
            throws IOException {
        Content ours = Content.read(oursBytes);
        assertThat(ours.summary().header())
                .as("%s", file)
                .isEqualTo(theirs.summary().header());
        assertThat(Arrays.copyOf(oursBytes, LtxHeader.BYTES)).isEqualTo(Arrays.copyOf(litestreams, LtxHeader.BYTES));
        assertThat(ours.pages().keySet())
                .as("%s", file)
                .isEqualTo(theirs.pages().keySet());
        TreeSet<Long> stale = new TreeSet<>();
        byte[] before = new byte[ours.summary().header().pageSize().bytes()];
        for (long pageNumber : ours.pages().keySet()) {
            boolean fromRange = log.pages(range).readPage(pageNumber, before);
            filledPages += fromRange ? 0 : 1;
            if (Arrays.equals(ours.pages().get(pageNumber), theirs.pages().get(pageNumber))) {
                continue;
            }
            // Litestream fills in what stands in the database file although the WAL has a newer copy.
            assertThat(!fromRange && log.pagesBefore(range).readPage(pageNumber, before))
                    .as("page %d of %s differs", pageNumber, file)
                    .isTrue();
            stale.add(pageNumber);
        }
        staleFilledPages += stale.size();
        if (stale.isEmpty()) {
            requireSameFile(file, theirs, oursBytes);
        }
        Files.write(folder.resolve("ours-" + file.getFileName()), oursBytes);
    }

    /**
     * Index and trailer follow from header and frames, and these differ by what the two LZ4 compressors find: so Litestream's
     * file is written again with ours.
     */
    private static void requireSameFile(Path file, Content theirs, byte[] oursBytes) throws IOException {
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        try (LtxWriter writer = LtxWriter.open(again, "again", theirs.summary().header())) {
            for (var page : theirs.pages().entrySet()) {
                writer.writePage(page.getKey(), page.getValue());
            }
            writer.finish(theirs.summary().trailer().postApplyChecksum());
        }
        assertThat(Arrays.equals(again.toByteArray(), oursBytes)).as("%s", file).isTrue();
    }

    /** The same pages by way of a checkpoint and the encoder of snapshots. */
    private void requireSameAsSnapshotOfTheState(Content theirs, Capture capture) throws IOException {
        Path state = folder.resolve("state.db");
        Checkpoint.of(capture.database(), capture.wal()).publish(state, true);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LtxHeader header = theirs.summary().header();
        try (FilePages pages = FilePages.open(state, header.pageSize())) {
            LtxSnapshot.of(pages, new Txid(7)).withoutDatabaseChecksums().write(out, "snapshot");
        }
        SortedMap<Long, byte[]> ours = Content.read(out.toByteArray()).pages();
        assertThat(ours.keySet()).isEqualTo(theirs.pages().keySet());
        ours.forEach((pageNumber, page) ->
                assertThat(Arrays.equals(page, theirs.pages().get(pageNumber))).isTrue());
    }

    private void count(LtxHeader header, Content content) {
        long salts = (long) header.walSalt1() << Integer.SIZE | Integer.toUnsignedLong(header.walSalt2());
        rounds += salts == lastSalts ? 0 : 1;
        lastSalts = salts;
        pages += content.pages().size();
        grown += previousCommit != 0 && header.commit() > previousCommit ? 1 : 0;
        shrunk += header.commit() < previousCommit ? 1 : 0;
        previousCommit = header.commit();
    }

    /** Goes on behind a file that cannot be compared. */
    void pass(LtxHeader header) {
        previousCommit = header.commit();
    }
}
