package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.PageReader;
import dev.ltx4j.sqlite.PageSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;

/**
 * The checksum of a whole database, kept up page by page: the xor of its pages' checksums, so that a page that changes is
 * taken out and put in again, in any order, without looking at the others. Pre- and post-apply checksums of LTX files are
 * such values.
 *
 * <p>The lock page is no part of it: to put it in or to take it out does nothing. Nothing remembers which pages are in;
 * to put one in twice takes it out.
 *
 * <p>Not safe for several threads. Source: FORMAT.md, "Checksums".
 */
public final class DatabaseChecksum {
    /** The checksum of a database without pages. */
    public static final long NO_PAGES = LtxFormat.CHECKSUM_FLAG;

    private static final int BUFFER_BYTES = 1 << 18;

    private final int pageBytes;
    private final long lockPage;
    private final FileChecksum pages;
    private final Crc64 crc = new Crc64();
    private long value;

    /**
     * Starts with a database without pages.
     *
     * @param pageSize the database's
     */
    public DatabaseChecksum(PageSize pageSize) {
        this(pageSize, NO_PAGES);
    }

    /**
     * Goes on from a database whose checksum is known.
     *
     * @param pageSize the database's
     * @param value with its top bit set
     * @throws IllegalArgumentException if it lacks its top bit
     */
    public DatabaseChecksum(PageSize pageSize, long value) {
        if ((value & LtxFormat.CHECKSUM_FLAG) == 0) {
            throw new IllegalArgumentException("database checksum lacks its top bit: " + new Txid(value));
        }
        this.pageBytes = pageSize.bytes();
        this.lockPage = pageSize.lockPage();
        this.pages = new FileChecksum(pageSize);
        this.value = value;
    }

    /**
     * Reads a database file and sums up all of its pages.
     *
     * @param in the file from its first byte; read to its end, not closed
     * @param file its name for errors, as a person would write it
     * @param pageSize the database's
     * @return the sum
     * @throws MalformedFileException if it does not end with a whole page
     * @throws InterruptedIOException if the calling thread is interrupted
     */
    public static DatabaseChecksum of(InputStream in, String file, PageSize pageSize) throws IOException {
        DatabaseChecksum sum = new DatabaseChecksum(pageSize);
        byte[] buffer = new byte[BUFFER_BYTES];
        long pageNumber = 1;
        int byteCount;
        do {
            Interrupts.check(file);
            byteCount = in.readNBytes(buffer, 0, buffer.length);
            int at = 0;
            for (; byteCount - at >= sum.pageBytes; at += sum.pageBytes) {
                sum.add(pageNumber++, buffer, at);
            }
            if (at != byteCount) {
                throw new MalformedFileException(
                        file,
                        pageSize.fileOffset(pageNumber),
                        pageNumber,
                        "database ends inside a page: " + (byteCount - at) + " of " + pageSize + " bytes");
            }
        } while (byteCount == buffer.length);
        return sum;
    }

    /**
     * Reads the pages of a database, such as those of a file and its write-ahead log, and sums up all of them.
     *
     * @param pages not closed
     * @return the sum
     * @throws MalformedFileException if a page that there should be is not there
     * @throws InterruptedIOException if the calling thread is interrupted
     */
    public static DatabaseChecksum of(PageReader pages) throws IOException {
        DatabaseChecksum sum = new DatabaseChecksum(pages.pageSize());
        byte[] page = new byte[sum.pageBytes];
        for (long pageNumber = 1; pageNumber <= pages.pageCount(); pageNumber++) {
            Interrupts.check(pages.file());
            pages.readPage(pageNumber, page);
            sum.add(pageNumber, page);
        }
        return sum;
    }

    /** {@return the checksum of the database as it is now, with its top bit set} */
    public long value() {
        return value;
    }

    /**
     * {@return the database's position at a transaction}
     *
     * @param txid the transaction after which the database is as it was summed up
     */
    public LtxPosition position(Txid txid) {
        return new LtxPosition(txid, value);
    }

    /**
     * Puts a page in; its length must be the page size.
     *
     * @param pageNumber 1 to 2³²−1
     * @param page the whole page
     */
    public void add(long pageNumber, byte[] page) {
        toggle(pageNumber, wholePage(page), 0);
    }

    /**
     * Puts a page in that starts somewhere in an array.
     *
     * @param pageNumber 1 to 2³²−1
     * @param array holds the whole page
     * @param arrayOffset where in the array it starts
     */
    public void add(long pageNumber, byte[] array, int arrayOffset) {
        toggle(pageNumber, array, arrayOffset);
    }

    /**
     * Takes a page out as it was put in; its length must be the page size.
     *
     * @param pageNumber 1 to 2³²−1
     * @param page the whole page
     */
    public void remove(long pageNumber, byte[] page) {
        toggle(pageNumber, wholePage(page), 0);
    }

    /**
     * Takes a page out that starts somewhere in an array.
     *
     * @param pageNumber 1 to 2³²−1
     * @param array holds the whole page
     * @param arrayOffset where in the array it starts
     */
    public void remove(long pageNumber, byte[] array, int arrayOffset) {
        toggle(pageNumber, array, arrayOffset);
    }

    private void toggle(long pageNumber, byte[] array, int arrayOffset) {
        Objects.checkFromIndexSize(arrayOffset, pageBytes, array.length);
        if (pageNumber < 1 || pageNumber > LtxFormat.MAX_COMMIT) {
            throw new IllegalArgumentException(
                    "page number is not from 1 to " + LtxFormat.MAX_COMMIT + ": " + pageNumber);
        }
        if (pageNumber != lockPage) {
            long pageRaw = crc.raw(0, array, arrayOffset, pageBytes);
            value ^= pages.pageChecksum(pageNumber, pageRaw) ^ LtxFormat.CHECKSUM_FLAG;
        }
    }

    private byte[] wholePage(byte[] page) {
        if (page.length != pageBytes) {
            throw new IllegalArgumentException("page of " + page.length + " bytes, not " + pageBytes);
        }
        return page;
    }
}
