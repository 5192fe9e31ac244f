package dev.ltx4j.sqlite;

import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Writes a write-ahead log that SQLite opens and recovers: the header, and frames whose checksums go on from one
 * another. A transaction is a run of frames of which the last has a commit size; what was written behind the last such
 * frame does not count for anybody who reads the log.
 *
 * <pre>{@code
 * WalHeader header = WalHeader.of(ByteOrder.LITTLE_ENDIAN, PageSize.of(4096), 0, random.nextInt(), random.nextInt());
 * try (WalWriter wal = new WalWriter(channel, header)) {
 *     wal.write(1, firstPage, 0);
 *     wal.write(7, seventhPage, 7); // ends the transaction: the database has 7 pages now
 *     wal.flush();
 *     channel.force(true);
 * }
 * }</pre>
 *
 * <p>Writes at positions, from the front; what the file holds behind that stays there, as it does with SQLite, and does
 * not count because its salts differ. Nothing is forced to the disk. After an {@link IOException} the writer takes
 * nothing more; the frames up to some point may be in the file, and recovery ends behind the last commit among them.
 *
 * <p>Uses memory for a write buffer of 256 KiB and allocates nothing per frame. Never write the log of a database that
 * anybody has open. Not for use by several threads.
 *
 * <p>Source: SQLite file format, sections 4.1 to 4.4.
 */
@Experimental
public final class WalWriter implements Closeable, Flushable {
    private static final int BUFFER_BYTES = 1 << 18;

    private final FileChannel log;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private final byte[] frameHeader = new byte[WalLayout.FRAME_HEADER_BYTES];
    private final WalChecksum checksum;
    private final long lockPage;
    private WalHeader header;
    private long bufferFileOffset;
    private long frames;
    private long committedFrames;
    private long committedChecksum;
    private boolean failed;

    /**
     * Starts a log, or a new round of one, from the front. The header is in the file once {@link #flush} has returned.
     *
     * @param log open for writing; its position does not matter and is not kept. It is closed with the writer
     * @param header with the checksums that belong to it: from {@link WalHeader#of}, {@link WalHeader#nextRound}, or read
     * @throws IllegalArgumentException if the header's checksums are not its own
     */
    public WalWriter(FileChannel log, WalHeader header) {
        this(log, requireSealed(header), new WalChecksum(header.checksumOrder()));
        putHeader();
    }

    private WalWriter(FileChannel log, WalHeader header, WalChecksum checksum) {
        this.log = log;
        this.header = header;
        this.checksum = checksum;
        this.lockPage = header.pageSize().lockPage();
    }

    /**
     * Goes on with a log behind its last committed frame, as SQLite does: frames behind that are written over.
     *
     * @param log the log that was scanned, open for writing; it is closed with the writer
     * @param recovery what {@link WalRecovery#scan} made of it; its header is needed
     * @return a writer whose next frame follows the last committed one
     * @throws IllegalArgumentException if the log has no header that counts
     */
    public static WalWriter append(FileChannel log, WalRecovery recovery) {
        WalHeader header = recovery.header();
        if (header == null) {
            throw new IllegalArgumentException(recovery.file() + " has no header to go on from");
        }
        WalWriter writer = new WalWriter(log, requireSealed(header), new WalChecksum(header.checksumOrder()));
        writer.committedFrames = recovery.committedFrames();
        writer.committedChecksum =
                recovery.isEmpty() ? WalChecksum.value(header.checksum1(), header.checksum2()) : recovery.checksum();
        writer.goToLastCommit();
        return writer;
    }

    private static WalHeader requireSealed(WalHeader header) {
        WalHeader sealed = WalHeader.of(
                header.checksumOrder(), header.pageSize(), header.checkpointSequence(), header.salt1(), header.salt2());
        if (!sealed.equals(header)) {
            throw new IllegalArgumentException("the header's checksum is not that of its fields: " + header);
        }
        return header;
    }

    /**
     * Adds a frame.
     *
     * @param pageNumber 1 to {@link PageSize#MAX_PAGE_NUMBER}, not the lock page
     * @param page as long as the header's page size; it is copied
     * @param commit the database's size in pages if a transaction ends with this frame, not less than the page number;
     *     else 0
     * @throws IllegalArgumentException if a rule is broken; nothing is written then and the writer can go on
     * @throws IllegalStateException after an earlier {@link IOException}
     * @throws IOException if writing fails
     */
    public void write(long pageNumber, byte[] page, long commit) throws IOException {
        requireFrame(pageNumber, page, commit);
        requireUsable();
        if (buffer.remaining() < header.frameBytes()) {
            flush();
        }
        WalLayout.putWord(frameHeader, WalLayout.FRAME_PAGE_NUMBER, (int) pageNumber);
        WalLayout.putWord(frameHeader, WalLayout.FRAME_COMMIT, (int) commit);
        WalLayout.putWord(frameHeader, WalLayout.FRAME_SALT_1, header.salt1());
        WalLayout.putWord(frameHeader, WalLayout.FRAME_SALT_2, header.salt2());
        checksum.add(frameHeader, 0, WalLayout.FRAME_CHECKSUMMED_BYTES);
        checksum.add(page, 0, page.length);
        WalLayout.putWord(frameHeader, WalLayout.FRAME_CHECKSUM_1, checksum.sum0());
        WalLayout.putWord(frameHeader, WalLayout.FRAME_CHECKSUM_2, checksum.sum1());
        buffer.put(frameHeader).put(page);
        frames++;
        if (commit != 0) {
            committedFrames = frames;
            committedChecksum = checksum.value();
        }
    }

    private void requireFrame(long pageNumber, byte[] page, long commit) {
        if (pageNumber < 1 || pageNumber > PageSize.MAX_PAGE_NUMBER) {
            throw new IllegalArgumentException("page number " + pageNumber);
        }
        if (pageNumber == lockPage) {
            throw new IllegalArgumentException("page " + pageNumber + " is the lock page, which nobody writes");
        }
        if (page.length != header.pageSize().bytes()) {
            throw new IllegalArgumentException(
                    "page " + pageNumber + " has " + page.length + " bytes, pages have " + header.pageSize());
        }
        if (commit != 0 && (commit < pageNumber || commit > PageSize.MAX_PAGE_NUMBER)) {
            throw new IllegalArgumentException("commit size " + commit + " with page " + pageNumber);
        }
    }

    /**
     * Forgets the frames behind the last one that commits; the next frames are written over them. None of them counts
     * until then either.
     *
     * @throws IllegalStateException after an earlier {@link IOException}
     * @throws IOException if writing the frames up to the last commit fails
     */
    public void rollback() throws IOException {
        if (isInTransaction()) {
            flush();
            goToLastCommit();
        }
    }

    /**
     * Starts the log's {@linkplain WalHeader#nextRound next round} from the front. From the next {@link #flush} on, none
     * of the log's frames counts any more: they must be in the database, and that on the disk, before this is called.
     *
     * @param newSalt2 random
     * @throws IllegalStateException inside a transaction, or after an earlier {@link IOException}
     * @throws IOException if writing the frames of this round fails
     */
    public void restart(int newSalt2) throws IOException {
        if (isInTransaction()) {
            throw new IllegalStateException("the log cannot start again inside a transaction");
        }
        flush();
        header = header.nextRound(newSalt2);
        bufferFileOffset = 0;
        putHeader();
    }

    private void putHeader() {
        buffer.put(header.toBytes());
        checksum.set(header.checksum1(), header.checksum2());
        frames = 0;
        committedFrames = 0;
        committedChecksum = checksum.value();
    }

    /** Expects an empty buffer. */
    private void goToLastCommit() {
        frames = committedFrames;
        checksum.set((int) (committedChecksum >>> Integer.SIZE), (int) committedChecksum);
        bufferFileOffset = endOffset();
    }

    /** {@return the header of the present round} */
    public WalHeader header() {
        return header;
    }

    /** {@return whether there are frames behind the last one that commits} */
    public boolean isInTransaction() {
        return frames != committedFrames;
    }

    /** {@return the frames of the present round} */
    public long frames() {
        return frames;
    }

    /** {@return where the next frame starts in the log, in bytes} */
    public long endOffset() {
        return WalLayout.HEADER_BYTES + frames * header.frameBytes();
    }

    /**
     * Hands all frames to the operating system.
     *
     * @throws IllegalStateException after an earlier {@link IOException}
     * @throws IOException if writing fails
     */
    @Override
    public void flush() throws IOException {
        requireUsable();
        failed = true;
        buffer.flip();
        while (buffer.hasRemaining()) {
            bufferFileOffset += log.write(buffer, bufferFileOffset);
        }
        buffer.clear();
        failed = false;
    }

    private void requireUsable() {
        if (failed) {
            throw new IllegalStateException("writing to the log has failed before");
        }
    }

    /** Writes all frames, those of an unfinished transaction too, and closes the file; after a failure only the latter. */
    @Override
    public void close() throws IOException {
        try (log) {
            if (!failed && log.isOpen()) {
                flush();
            }
        }
    }
}
