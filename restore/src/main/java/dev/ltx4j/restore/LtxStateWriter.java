package dev.ltx4j.restore;

import dev.ltx4j.ltx.LtxHeader;
import dev.ltx4j.ltx.LtxSummary;
import dev.ltx4j.ltx.PageBatch;
import dev.ltx4j.ltx.PageConsumer;
import dev.ltx4j.ltx.ParallelLtxReader;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreInputStream;
import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.sqlite.ChecksumMismatchException;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.PageSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the state that an {@link LtxPlan} makes: newest file first, each page once, at its place. A file's pages count
 * only when all of the file has been verified.
 *
 * <p>Newest first, so that a page that ten files hold is written once, and so that the newest file says at once how large
 * the database is. A page that was cut off and came back keeps the newest copy among the plan's files, as Litestream gives
 * it. For one use.
 */
final class LtxStateWriter {
    private final ReplicaStore store;
    private final ParallelLtxReader reader;
    private final FileChannel database;
    private final LongConsumer progress;
    private final PageSet written = new PageSet();
    private long databaseChecksum = 1L << 63;
    private @Nullable LtxSummary newest;
    private long inputBytes;

    /**
     * @param database empty; only written to at the places of pages
     * @param progress is told how many bytes of files have been read
     */
    LtxStateWriter(ReplicaStore store, ParallelLtxReader reader, FileChannel database, LongConsumer progress) {
        this.store = store;
        this.reader = reader;
        this.database = database;
        this.progress = progress;
    }

    /**
     * Reads and verifies every file of the plan and writes the database. Not forced to the disk here.
     *
     * @throws FileFormatException if a file is damaged, or contradicts its name or the other files
     */
    WrittenState write(LtxPlan plan) throws IOException {
        List<PlannedFile> files = plan.files();
        inputBytes = plan.inputBytes();
        LtxSummary newer = null;
        for (int i = files.size() - 1; i >= 0; i--) {
            LtxFile file = files.get(i).file();
            LtxSummary summary = writeFile(file);
            if (newer == null) {
                newest = summary;
            } else {
                checkJoin(file, summary, files.get(i + 1).file(), newer);
            }
            newer = summary;
        }
        if (newest == null) {
            throw new IllegalStateException("a plan without files");
        }
        return finish(newest, files.get(files.size() - 1).file());
    }

    private LtxSummary writeFile(LtxFile file) throws IOException {
        String location = store.locationOf(file.key());
        FilePages pages = new FilePages(location, newest == null ? null : newest.header());
        try (InputStream in = new StoreInputStream(store.open(file.key()), progress)) {
            LtxSummary summary = reader.read(in, location, pages);
            if (!summary.header().range().equals(file.range())) {
                throw LtxFileVerifier.nameContradictsHeader(location, summary);
            }
            written.takeAll(pages.own);
            databaseChecksum ^= pages.checksum;
            return summary;
        } catch (NoSuchFileException e) {
            throw disappeared(location, e);
        }
    }

    static StoreUnavailableException disappeared(String location, NoSuchFileException cause) {
        return new StoreUnavailableException(
                StoreUnavailableException.Reason.NOT_FOUND,
                location + " disappeared after it was listed, perhaps because its retention ended;"
                        + " run the restore again to plan without it",
                cause);
    }

    /** Where one file ends exactly where the next starts and both know the database's checksum, they must agree. */
    private void checkJoin(LtxFile file, LtxSummary summary, LtxFile newerFile, LtxSummary newer)
            throws ChecksumMismatchException {
        boolean joins = file.range().max().next().equals(newerFile.range().min());
        if (joins
                && summary.header().hasDatabaseChecksums()
                && newer.header().hasDatabaseChecksums()
                && summary.trailer().postApplyChecksum() != newer.header().preApplyChecksum()) {
            throw new ChecksumMismatchException(
                    store.locationOf(newerFile.key()),
                    FileFormatException.NO_OFFSET,
                    FileFormatException.NO_PAGE,
                    "pre-apply checksum " + new Txid(newer.header().preApplyChecksum())
                            + " is not the post-apply checksum "
                            + new Txid(summary.trailer().postApplyChecksum())
                            + " of " + store.locationOf(file.key()));
        }
    }

    private WrittenState finish(LtxSummary last, LtxFile lastFile) throws IOException {
        LtxHeader header = last.header();
        long commit = header.commit();
        long lockPage = header.pageSize().lockPage();
        if (commit >= lockPage) {
            // Never written, and zeros in the file: as good as there.
            written.add(lockPage);
        }
        if (written.count() != commit) {
            throw new MalformedFileException(
                    store.locationOf(lastFile.key()),
                    FileFormatException.NO_OFFSET,
                    written.firstMissing(),
                    "page " + written.firstMissing() + " of " + commit + " is in no file of the plan");
        }
        if (header.hasDatabaseChecksums() && databaseChecksum != last.trailer().postApplyChecksum()) {
            throw new ChecksumMismatchException(
                    store.locationOf(lastFile.key()),
                    FileFormatException.NO_OFFSET,
                    FileFormatException.NO_PAGE,
                    "the restored database has checksum " + new Txid(databaseChecksum)
                            + ", the file's post-apply checksum is "
                            + new Txid(last.trailer().postApplyChecksum()));
        }
        extendTo(header.pageSize().fileOffset(commit + 1));
        return new WrittenState(header.pageSize(), commit, header.timestamp());
    }

    /** The lock page may be the last one: nothing has been written there. */
    private void extendTo(long byteCount) throws IOException {
        if (database.size() < byteCount) {
            database.write(ByteBuffer.allocate(1), byteCount - 1);
        }
    }

    /** Takes the pages of one file; called by several threads. */
    private final class FilePages implements PageConsumer {
        private final String location;
        private final @Nullable LtxHeader newestHeader;
        private final PageSet own = new PageSet();
        private long commit;
        private long checksum;

        FilePages(String location, @Nullable LtxHeader newestHeader) {
            this.location = location;
            this.newestHeader = newestHeader;
        }

        @Override
        public void begin(LtxHeader header) throws IOException {
            LtxHeader last = newestHeader == null ? header : newestHeader;
            if (!header.pageSize().equals(last.pageSize())) {
                throw new MalformedFileException(
                        location,
                        FileFormatException.NO_OFFSET,
                        FileFormatException.NO_PAGE,
                        "page size " + header.pageSize() + " differs from the " + last.pageSize()
                                + " of the newer files of the plan");
            }
            commit = last.commit();
            if (newestHeader == null) {
                checkCommit(header);
            }
        }

        /** Before anything is written: pages far apart would cost memory, and a disk, that no database needs. */
        private void checkCommit(LtxHeader header) throws MalformedFileException {
            long lockPages = header.commit() >= header.pageSize().lockPage() ? 1 : 0;
            long mostPages = inputBytes / LtxHeader.leastFrameBytes(header.pageSize()) + lockPages;
            if (header.commit() > mostPages) {
                throw new MalformedFileException(
                        location,
                        FileFormatException.NO_OFFSET,
                        FileFormatException.NO_PAGE,
                        "commit of " + header.commit() + " pages cannot be right: all files of the plan together have "
                                + inputBytes + " bytes, room for " + mostPages + " pages at the most");
            }
        }

        @Override
        public void accept(PageBatch batch) throws IOException {
            int end = batch.count();
            int start = 0;
            while (start < end) {
                if (!isWanted(batch.pageNumber(start))) {
                    start++;
                    continue;
                }
                int next = start + 1;
                while (next < end
                        && batch.pageNumber(next) == batch.pageNumber(next - 1) + 1
                        && isWanted(batch.pageNumber(next))) {
                    next++;
                }
                writeRun(batch, start, next);
                start = next;
            }
        }

        /** {@link #written} does not change while the file is read. */
        private boolean isWanted(long pageNumber) {
            return pageNumber <= commit && !written.contains(pageNumber);
        }

        private void writeRun(PageBatch batch, int start, int end) throws IOException {
            int pageBytes = batch.pageSize().bytes();
            ByteBuffer pages = ByteBuffer.wrap(batch.array(), batch.arrayOffset(start), (end - start) * pageBytes);
            long fileOffset = batch.pageSize().fileOffset(batch.pageNumber(start));
            while (pages.hasRemaining()) {
                fileOffset += database.write(pages, fileOffset);
            }
            long runChecksum = 0;
            for (int index = start; index < end; index++) {
                runChecksum ^= batch.pageChecksum(index) ^ (1L << 63);
            }
            synchronized (own) {
                checksum ^= runChecksum;
                for (int index = start; index < end; index++) {
                    own.add(batch.pageNumber(index));
                }
            }
        }
    }
}
