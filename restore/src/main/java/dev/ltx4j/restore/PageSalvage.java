package dev.ltx4j.restore;

import dev.ltx4j.ltx.LtxHeader;
import dev.ltx4j.ltx.LtxInput;
import dev.ltx4j.ltx.LtxRemains;
import dev.ltx4j.ltx.LtxSummary;
import dev.ltx4j.ltx.PageBatch;
import dev.ltx4j.ltx.PageConsumer;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.StoreInputStream;
import dev.ltx4j.replica.StoreReader;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.PageSet;
import dev.ltx4j.sqlite.PageSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the best copy of each page that there is. Files are read by last transaction, the newest first.
 *
 * <p>Of several copies of a page the one counts that
 *
 * <ol>
 *   <li>is from a file that verifies in full, or is proven by a checksum of its own; of those the newest;
 *   <li>else the newest that still decompresses to a page.
 * </ol>
 *
 * <p>So an old page that is right goes before a newer one that may be wrong. A copy that a newer sound file has cut off does
 * not count. For one use, by one thread.
 */
final class PageSalvage {
    private static final Comparator<LtxFile> NEWEST_FIRST = Comparator.comparing(
                    (LtxFile file) -> file.range().max(), Comparator.reverseOrder())
            .thenComparing(file -> file.range().min())
            .thenComparing(LtxFile::level, Comparator.reverseOrder());

    private final LtxStates states;
    private final FileChannel database;
    private final SpaceCheck space;
    private final long replicaBytes;
    private final SoundCoverage coverage;
    private final PageOrigins origins = new PageOrigins();
    private final PageSet written = new PageSet();

    /** Pages that were written from files that turned out to be damaged. */
    private final PageSet dirty = new PageSet();

    private final List<Sound> sound = new ArrayList<>();
    private final List<LtxFile> damaged = new ArrayList<>();
    private @Nullable Size size;
    private long firstOpen = 1;

    /**
     * @param database empty
     * @param replicaBytes the size of all files
     * @param target the last transaction that is wanted
     */
    PageSalvage(LtxStates states, FileChannel database, SpaceCheck space, long replicaBytes, Txid target) {
        this.states = states;
        this.database = database;
        this.space = space;
        this.replicaBytes = replicaBytes;
        this.coverage = new SoundCoverage(target);
    }

    /** How large the database is, and which file says so. */
    record Size(LtxFile file, boolean isVerified, PageSize pageSize, long commit) {}

    /** A file that has verified: what is beyond its commit, older files need not bring. */
    private record Sound(Txid max, long commit) {}

    /**
     * Reads files until all pages are found, and writes the database; not forced to the disk here.
     *
     * @return how large it is; empty if no file has a header that can be read
     */
    Optional<Size> write(List<LtxFile> files, LongConsumer progress) throws IOException {
        for (LtxFile file : files.stream().sorted(NEWEST_FIRST).toList()) {
            if (isComplete()) {
                break;
            }
            if (!coverage.hasAllOf(file.range()) && !readSound(file, progress)) {
                damaged.add(file);
            }
        }
        if (!isComplete()) {
            coverage.end();
        }
        for (LtxFile file : damaged) {
            readRemains(file);
        }
        Size known = size;
        if (known != null) {
            finish(known);
        }
        return Optional.ofNullable(known);
    }

    /** Where the pages of the database are from. */
    SalvagedPages pages(Size known) {
        return new SalvagedPages(origins, known.pageSize, known.commit, coverage.uncertainTo());
    }

    SoundCoverage coverage() {
        return coverage;
    }

    private boolean isComplete() {
        Size known = size;
        if (known == null) {
            return false;
        }
        long lockPage = known.pageSize.lockPage();
        firstOpen = written.firstMissing(firstOpen);
        if (firstOpen == lockPage) {
            firstOpen = written.firstMissing(lockPage + 1);
        }
        return firstOpen > known.commit;
    }

    /** False if the file does not verify. */
    private boolean readSound(LtxFile file, LongConsumer progress) throws IOException {
        while (true) {
            UnwrittenPages pages = new UnwrittenPages(database, written, origins, origins.add(file));
            try {
                LtxSummary summary = read(file, pages, progress);
                written.takeAll(pages.own());
                LtxHeader header = summary.header();
                if (size == null) {
                    size = new Size(file, true, header.pageSize(), header.commit());
                }
                sound.add(new Sound(file.range().max(), header.commit()));
                coverage.add(file.range());
                return true;
            } catch (UnusableFileException e) {
                dirty.takeAll(pages.own());
                if (states.exclude(e)) {
                    return false;
                }
            }
        }
    }

    private LtxSummary read(LtxFile file, UnwrittenPages pages, LongConsumer progress) throws IOException {
        String location = states.store().locationOf(file.key());
        PageConsumer consumer = new PageConsumer() {
            @Override
            public void begin(LtxHeader header) throws IOException {
                requireFit(header, location);
                pages.limit(limit(header, file.range().max()));
            }

            @Override
            public void accept(PageBatch batch) throws IOException {
                pages.accept(batch);
            }
        };
        try (InputStream in = new StoreInputStream(states.store().open(file.key()), progress)) {
            LtxSummary summary = states.reader().read(in, location, consumer);
            if (!summary.header().range().equals(file.range())) {
                throw LtxFileVerifier.nameContradictsHeader(location, summary);
            }
            return summary;
        } catch (FileFormatException e) {
            throw UnusableFileException.damaged(file.key(), e);
        }
    }

    /** Before anything is written: a size that is not true would take memory and a disk. */
    private void requireFit(LtxHeader header, String location) throws IOException {
        Size known = size;
        long mostPages = replicaBytes / LtxHeader.leastFrameBytes(header.pageSize()) + 1;
        String trouble = null;
        if (known != null && !known.pageSize.equals(header.pageSize())) {
            trouble = "page size " + header.pageSize() + " differs from the " + known.pageSize + " of newer files";
        } else if (header.commit() > mostPages) {
            trouble = "commit of " + header.commit() + " pages cannot be right: all files of the replica together have "
                    + "room for " + mostPages;
        }
        if (trouble != null) {
            throw new MalformedFileException(
                    location, FileFormatException.NO_OFFSET, FileFormatException.NO_PAGE, trouble);
        }
        if (known == null) {
            space.require(header.pageSize().fileOffset(header.commit() + 1));
        }
    }

    /** The last page that a file can bring: newer sound files have cut off what is beyond. */
    private long limit(LtxHeader header, Txid max) {
        long limit = size == null ? header.commit() : size.commit;
        for (Sound newer : sound) {
            if (!newer.max.isBefore(max)) {
                limit = Math.min(limit, newer.commit);
            }
        }
        return limit;
    }

    /** Takes single pages of a damaged file, where there is nothing better. */
    private void readRemains(LtxFile file) throws IOException {
        String location = states.store().locationOf(file.key());
        try (StoreReader reader = states.store().open(file.key())) {
            LtxRemains remains = LtxRemains.open(input(reader), reader.size(), location);
            LtxHeader header = remains.header();
            if (header.range().equals(file.range())) {
                requireFit(header, location);
                if (size == null) {
                    size = new Size(file, false, header.pageSize(), header.commit());
                }
                takePages(remains, file, limit(header, file.range().max()));
            }
        } catch (FileFormatException | UnusableFileException e) {
            // Then there is nothing left of it.
        }
    }

    private void takePages(LtxRemains remains, LtxFile file, long limit) throws IOException {
        int number = origins.add(file);
        while (remains.nextPage() && remains.pageNumber() <= limit) {
            long pageNumber = remains.pageNumber();
            boolean found = written.contains(pageNumber);
            if (found && !isBetter(file, pageNumber)) {
                continue;
            }
            Optional<byte[]> page = remains.page();
            if (page.isPresent() && (remains.isProven() || !found)) {
                write(pageNumber, page.get());
                written.add(pageNumber);
                origins.set(
                        pageNumber, number, remains.isProven() ? PageOrigins.Kind.PROVEN : PageOrigins.Kind.UNVERIFIED);
            }
        }
    }

    /** Whether a proven page of a file would be better than the copy that was found. */
    private boolean isBetter(LtxFile file, long pageNumber) {
        LtxFile other = origins.file(pageNumber);
        return origins.kind(pageNumber) == PageOrigins.Kind.UNVERIFIED
                || (other != null && other.range().max().isBefore(file.range().max()));
    }

    /** Parts of a file that cannot be read are as good as not there. */
    private static LtxInput input(StoreReader reader) {
        return (fileOffset, array, arrayOffset, byteCount) -> {
            int done = 0;
            try {
                while (done < byteCount) {
                    int read = reader.read(fileOffset + done, array, arrayOffset + done, byteCount - done);
                    if (read < 0) {
                        break;
                    }
                    done += read;
                }
            } catch (UnusableFileException e) {
                return done;
            }
            return done;
        };
    }

    private void write(long pageNumber, byte[] page) throws IOException {
        Size known = size;
        if (known == null) {
            throw new IllegalStateException("a page before the size is known");
        }
        ByteBuffer bytes = ByteBuffer.wrap(page);
        long fileOffset = known.pageSize.fileOffset(pageNumber);
        while (bytes.hasRemaining()) {
            fileOffset += database.write(bytes, fileOffset);
        }
    }

    /** What damaged files have left where nothing better was found becomes zeros. */
    private void finish(Size known) throws IOException {
        long byteCount = known.pageSize.fileOffset(known.commit + 1);
        byte[] zeros = new byte[known.pageSize.bytes()];
        for (long pageNumber = 1; pageNumber <= known.commit; pageNumber++) {
            if (!written.contains(pageNumber)) {
                origins.remove(pageNumber);
                if (dirty.contains(pageNumber)) {
                    write(pageNumber, zeros);
                }
            }
        }
        if (database.size() > byteCount) {
            database.truncate(byteCount);
        } else if (database.size() < byteCount) {
            database.write(ByteBuffer.allocate(1), byteCount - 1);
        }
    }
}
