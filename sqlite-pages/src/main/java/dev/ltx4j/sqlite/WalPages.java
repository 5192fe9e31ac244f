package dev.ltx4j.sqlite;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/**
 * The pages of a database file and its write-ahead log, as SQLite's recovery would give them, without writing anything:
 * a page's newest committed frame if there is one, else its place in the file, else zeros. This is, page by page, what
 * {@link WalRecovery#applyTo} would make of a copy, and the same is refused. See {@link PageSource}.
 *
 * <p>Opening reads the log twice and takes 8 bytes of memory per committed frame: 2 MiB for a log of 1 GiB of 4096-byte
 * pages. The log's checksums are verified then; a page that is read later is only known to be from the frame of that
 * page in that round of the log.
 *
 * <p>Source: SQLite file format, section 4.
 */
@Experimental
public final class WalPages implements PageSource {
    private final FileChannel database;
    private final String file;
    private final FileChannel wal;
    private final WalRecovery recovery;
    private final WalHeader walHeader;
    private final WalFrameIndex index;
    private final PageFile pages;
    private final DatabaseHeader header;

    private WalPages(FileChannel database, String file, FileChannel wal, WalRecovery recovery, WalHeader walHeader)
            throws IOException {
        this.database = database;
        this.file = file;
        this.wal = wal;
        this.recovery = recovery;
        this.walHeader = walHeader;
        PageSize pageSize = walHeader.pageSize();
        WalFit fit = new WalFit(recovery, database, file);
        fit.requireFit(pageSize);
        this.index = WalFrameIndex.read(Channels.newInputStream(wal.position(0)), recovery);
        this.pages = new PageFile(database, pageSize);
        byte[] firstPage = new byte[pageSize.bytes()];
        readNewest(1, firstPage);
        this.header = DatabaseHeader.parse(firstPage, file);
        fit.requirePageSize(header, pageSize);
    }

    /**
     * Opens a database file and its log for reading. If no frame of the log counts, or there is no log, these are the
     * {@link DatabasePages} of the file.
     *
     * @param database the database file
     * @param wal the log, which need not exist
     * @return the pages
     * @throws MalformedFileException if the database is none or empty, or the log does not fit it; see {@link
     *     WalRecovery#applyTo}
     * @throws UnsupportedFileException if the log's header is right but its version is unknown, or if the log has more
     *     than 2147483639 committed frames
     * @throws IOException if a file cannot be read
     */
    public static PageSource open(Path database, Path wal) throws IOException {
        RegularFile.require(wal, "a write-ahead log");
        FileChannel walChannel;
        try {
            walChannel = FileChannel.open(wal, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            return DatabasePages.open(database);
        }
        try {
            WalRecovery recovery = WalRecovery.scan(Channels.newInputStream(walChannel), wal.toString());
            WalHeader walHeader = recovery.header();
            if (walHeader == null || recovery.isEmpty()) {
                walChannel.close();
                return DatabasePages.open(database);
            }
            return open(database, walChannel, recovery, walHeader);
        } catch (IOException | RuntimeException | Error e) {
            PageFile.closeAfter(e, walChannel);
            throw e;
        }
    }

    /** The pages of files that are open; both are closed with this object. */
    static WalPages of(FileChannel database, String file, FileChannel wal, WalRecovery recovery, WalHeader walHeader)
            throws IOException {
        return new WalPages(database, file, wal, recovery, walHeader);
    }

    private static WalPages open(Path database, FileChannel wal, WalRecovery recovery, WalHeader walHeader)
            throws IOException {
        RegularFile.require(database, "a database");
        FileChannel channel = FileChannel.open(database, StandardOpenOption.READ);
        try {
            return new WalPages(channel, database.toString(), wal, recovery, walHeader);
        } catch (IOException | RuntimeException | Error e) {
            PageFile.closeAfter(e, channel);
            throw e;
        }
    }

    @Override
    public String file() {
        return file;
    }

    @Override
    public DatabaseHeader header() {
        return header;
    }

    /** The commit size of the last frame that counts. */
    @Override
    public long pageCount() {
        return recovery.commit();
    }

    /** {@return how many different pages come from the log} */
    public int pagesInWal() {
        return index.size();
    }

    /**
     * Where a page comes from.
     *
     * @param pageNumber any number
     * @return where its newest committed frame starts in the log, in bytes; empty if the page is the database file's
     */
    public OptionalLong frameOffset(long pageNumber) {
        long frame = index.frame(pageNumber);
        return frame < 0
                ? OptionalLong.empty()
                : OptionalLong.of(WalLayout.HEADER_BYTES + frame * walHeader.frameBytes());
    }

    /** {@return what recovery makes of the log} */
    public WalRecovery recovery() {
        return recovery;
    }

    /**
     * {@inheritDoc}
     *
     * @throws MalformedFileException if the database has no such page, or the log has changed since it was opened
     */
    @Override
    public void readPage(long pageNumber, byte[] page) throws IOException {
        PageFile.requirePage(this, pageNumber, page);
        readNewest(pageNumber, page);
    }

    /** Up to the first page that the log has. */
    @Override
    public int readPages(long firstPage, int count, byte[] target) throws IOException {
        if (firstPage < 1) {
            return 0;
        }
        int run = 0;
        while (run < count && firstPage + run <= pageCount() && index.frame(firstPage + run) < 0) {
            run++;
        }
        return run == 0 ? 0 : pages.readRun(firstPage, run, target);
    }

    private void readNewest(long pageNumber, byte[] page) throws IOException {
        long frame = index.frame(pageNumber);
        if (frame < 0) {
            pages.read(pageNumber, page);
        } else {
            readFrame(WalLayout.HEADER_BYTES + frame * walHeader.frameBytes(), pageNumber, page);
        }
    }

    private void readFrame(long fileOffset, long pageNumber, byte[] page) throws IOException {
        byte[] frame = new byte[WalLayout.FRAME_HEADER_BYTES];
        if (PageFile.readFully(wal, fileOffset, frame) < frame.length
                || PageFile.readFully(wal, fileOffset + frame.length, page) < page.length
                || WalLayout.unsignedWord(frame, WalLayout.FRAME_PAGE_NUMBER) != pageNumber
                || WalLayout.word(frame, WalLayout.FRAME_SALT_1) != walHeader.salt1()
                || WalLayout.word(frame, WalLayout.FRAME_SALT_2) != walHeader.salt2()) {
            throw recovery.changed(fileOffset);
        }
    }

    /** Closes both files. */
    @Override
    public void close() throws IOException {
        try {
            database.close();
        } finally {
            wal.close();
        }
    }
}
