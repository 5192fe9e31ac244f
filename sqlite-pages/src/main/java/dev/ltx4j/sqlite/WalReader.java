package dev.ltx4j.sqlite;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;

/**
 * The valid frames of a write-ahead log, in order, from a stream: those before the first one whose salts are not the
 * header's, whose page number is 0, whose checksum does not go on from the frame before, or that is cut short. This is
 * where SQLite's recovery ends too. Of these frames only those up to the last one that commits count; {@link
 * WalRecovery} finds it.
 *
 * <pre>{@code
 * try (WalReader wal = new WalReader(in, "app.db-wal")) {
 *     while (wal.next()) {
 *         use(wal.pageNumber(), wal.page(), wal.commit());
 *     }
 *     log(wal.end(), wal.endOffset());
 * }
 * }</pre>
 *
 * <p>Uses memory for one frame and a read buffer, and allocates nothing per frame. The log must not be in use: on POSIX
 * systems, closing any descriptor of a file drops the locks that the whole process holds on it, so never read the log of
 * a database that the same JVM has open through SQLite. Not for use by several threads.
 *
 * <p>Source: SQLite file format, sections 4.1 to 4.3.
 */
public final class WalReader implements Closeable {
    private static final int BUFFER_BYTES = 1 << 17;
    private static final byte[] NO_PAGE = {};

    private final InputStream in;
    private final @Nullable WalHeader header;
    private final byte[] frameHeader = new byte[WalLayout.FRAME_HEADER_BYTES];
    private final byte[] page;
    private final @Nullable WalChecksum checksum;
    private @Nullable WalEnd end;
    private long nextOffset;
    private long fileOffset;
    private long pageNumber;
    private long commit;

    /**
     * Reads the header.
     *
     * @param in the log from its first byte; the reader buffers it and so reads ahead. It is closed with the reader
     * @param file the log, as a person would name it, for exceptions
     * @throws UnsupportedFileException if the log's header is right but its version is unknown
     * @throws IOException if the stream fails; the stream is not closed then
     */
    public WalReader(InputStream in, String file) throws IOException {
        this(file, new BufferedInputStream(in, BUFFER_BYTES));
    }

    /** A reader of what is in memory already. */
    static WalReader unbuffered(InputStream in, String file) throws IOException {
        return new WalReader(file, in);
    }

    private WalReader(String file, InputStream in) throws IOException {
        this.in = in;
        byte[] bytes = new byte[WalLayout.HEADER_BYTES];
        int byteCount = this.in.readNBytes(bytes, 0, bytes.length);
        header = byteCount == bytes.length ? WalHeader.parse(bytes, file) : null;
        if (header == null) {
            end = byteCount == 0 ? WalEnd.NO_WAL : WalEnd.BAD_HEADER;
            page = NO_PAGE;
            checksum = null;
        } else {
            nextOffset = WalLayout.HEADER_BYTES;
            page = new byte[header.pageSize().bytes()];
            checksum = new WalChecksum(header.checksumOrder());
            checksum.set(header.checksum1(), header.checksum2());
        }
    }

    /** {@return the header, or null if there is none that counts; there are no frames then} */
    public @Nullable WalHeader header() {
        return header;
    }

    /**
     * Goes to the next valid frame.
     *
     * @return false if there is none; {@link #end} says why
     * @throws InterruptedIOException if the calling thread is interrupted
     * @throws IOException if the stream fails
     */
    public boolean next() throws IOException {
        if (end == null) {
            end = readFrame();
        }
        return end == null;
    }

    private @Nullable WalEnd readFrame() throws IOException {
        if (header == null || checksum == null) {
            return WalEnd.BAD_HEADER;
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while reading a write-ahead log");
        }
        int headerCount = in.readNBytes(frameHeader, 0, frameHeader.length);
        if (headerCount == 0) {
            return WalEnd.END_OF_FILE;
        }
        if (headerCount < frameHeader.length || in.readNBytes(page, 0, page.length) < page.length) {
            return WalEnd.CUT_SHORT;
        }
        if (WalLayout.word(frameHeader, WalLayout.FRAME_SALT_1) != header.salt1()
                || WalLayout.word(frameHeader, WalLayout.FRAME_SALT_2) != header.salt2()) {
            return WalEnd.SALTS_DIFFER;
        }
        long number = WalLayout.unsignedWord(frameHeader, WalLayout.FRAME_PAGE_NUMBER);
        if (number == 0) {
            return WalEnd.PAGE_NUMBER_ZERO;
        }
        checksum.add(frameHeader, 0, WalLayout.FRAME_CHECKSUMMED_BYTES);
        checksum.add(page, 0, page.length);
        if (!checksum.matches(
                WalLayout.word(frameHeader, WalLayout.FRAME_CHECKSUM_1),
                WalLayout.word(frameHeader, WalLayout.FRAME_CHECKSUM_2))) {
            return WalEnd.CHECKSUM_FAILS;
        }
        pageNumber = number;
        commit = WalLayout.unsignedWord(frameHeader, WalLayout.FRAME_COMMIT);
        fileOffset = nextOffset;
        nextOffset += header.frameBytes();
        return null;
    }

    /** {@return the page that the frame is for, 1 to 4294967295; 0 before the first frame} */
    public long pageNumber() {
        return pageNumber;
    }

    /** {@return the database's size in pages, up to 4294967295, if a transaction ends with this frame; 0 if not} */
    public long commit() {
        return commit;
    }

    /**
     * {@return the frame's page: the reader's own array, whose content is the frame's until {@link #next} is called and
     * undefined once that has returned false} Its length is the header's page size; 0 without a header.
     */
    public byte[] page() {
        return page;
    }

    /** {@return where the frame starts in the log, in bytes; its page starts 24 bytes later} */
    public long fileOffset() {
        return fileOffset;
    }

    /**
     * {@return why there are no more valid frames}
     *
     * @throws IllegalStateException if {@link #next} has not returned false yet
     */
    public WalEnd end() {
        if (end == null) {
            throw new IllegalStateException("not at the end of the WAL");
        }
        return end;
    }

    /**
     * {@return where the valid part of the log ends, in bytes: behind the last valid frame}
     *
     * @throws IllegalStateException if {@link #next} has not returned false yet
     */
    public long endOffset() {
        end();
        return nextOffset;
    }

    /** The running checksum behind the frame, or behind the header: both sums, the first in the upper half. */
    long checksum() {
        return checksum == null ? 0 : checksum.value();
    }

    /** Closes the stream. */
    @Override
    public void close() throws IOException {
        in.close();
    }
}
