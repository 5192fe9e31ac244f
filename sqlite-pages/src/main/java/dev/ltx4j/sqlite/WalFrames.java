package dev.ltx4j.sqlite;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The committed transactions of a write-ahead log, and the pages that any run of them leaves behind.
 *
 * <pre>{@code
 * try (WalFrames log = WalFrames.open(Path.of("app.db-wal"))) {
 *     for (WalRange transaction : log.transactions()) {
 *         WalRangePages pages = log.pages(transaction);
 *         ...
 *     }
 *     log.requireUnchanged();
 * }
 * }</pre>
 *
 * <p>Opening reads the log once and verifies its checksums; what counts is what {@link WalRecovery} says. Keeps 4 bytes
 * for each frame and 8 for each transaction; 8 more for each frame once pages before a range are asked for. A page that is read later is known to be of the frame that was scanned if
 * {@link #requireUnchanged} returns afterwards: a log that starts again from the front gets a new header first.
 *
 * <p>On POSIX systems, closing any descriptor of a file drops the locks that the whole process holds on it: never read the
 * log of a database that the same JVM has open through SQLite. Safe for use by several threads, except that nobody reads
 * while one closes. Source: SQLite file format, section 4.
 */
public final class WalFrames implements Closeable {
    private final FileChannel log;
    private final String file;
    private final @Nullable WalHeader header;
    private final FrameNumbers frames = new FrameNumbers();

    /** Made when pages before a range are asked for. */
    private @Nullable WalFrameIndex history;

    /**
     * Reads the log through.
     *
     * @param log open for reading; its position is changed. It is closed with this object
     * @param file the log, as a person would name it, for exceptions
     * @throws UnsupportedFileException if the log's header is right but its version is unknown, or if the log has more
     *     than 2147483639 frames
     * @throws InterruptedIOException if the calling thread is interrupted
     * @throws IOException if reading fails; the channel is not closed then
     */
    @SuppressWarnings("resource") // the channel is closed with this object
    public WalFrames(FileChannel log, String file) throws IOException {
        this.log = log;
        this.file = file;
        InputStream in = Channels.newInputStream(log.position(0));
        WalReader reader = new WalReader(in, file);
        this.header = reader.header();
        for (long frame = 0; reader.next(); frame++) {
            if (frame >= WalFrameIndex.MAX_FRAMES) {
                throw new UnsupportedFileException(
                        file, reader.fileOffset(), FileFormatException.NO_PAGE, "the log has too many frames");
            }
            frames.add(reader.pageNumber(), reader.commit());
        }
        frames.dropUncommitted();
    }

    /**
     * Opens a log for reading; see the constructor for what is thrown.
     *
     * @param wal the log
     * @return its frames
     * @throws IOException if it cannot be read
     */
    public static WalFrames open(Path wal) throws IOException {
        FileChannel channel = FileChannel.open(wal, StandardOpenOption.READ);
        try {
            return new WalFrames(channel, wal.toString());
        } catch (IOException | RuntimeException | Error e) {
            PageFile.closeAfter(e, channel);
            throw e;
        }
    }

    /** {@return the log, as a person would name it} */
    public String file() {
        return file;
    }

    /**
     * {@return the log's header}
     *
     * @throws MalformedFileException if it has none that counts; there are no transactions then
     */
    public WalHeader header() throws MalformedFileException {
        if (header == null) {
            throw malformed(0, FileFormatException.NO_PAGE, "the WAL is empty: it has no header that counts");
        }
        return header;
    }

    /** {@return the committed transactions, in order} The list is made of what this object keeps anyway. */
    public List<WalRange> transactions() {
        return new Transactions();
    }

    /**
     * {@return the transactions in a part of the log}
     *
     * @param fileOffset where a transaction starts, in bytes: 32, or where another ends
     * @param byteCount up to the end of a transaction; more than 0
     * @throws MalformedFileException if no committed transaction of the log starts or ends there
     */
    public WalRange range(long fileOffset, long byteCount) throws MalformedFileException {
        int before = frames.transactionBefore(frame(fileOffset));
        if (before < -1) {
            throw malformed(fileOffset, FileFormatException.NO_PAGE, "no committed transaction of the WAL starts here");
        }
        int last = byteCount <= 0 ? -1 : frames.transactionBefore(frame(fileOffset + byteCount));
        if (last < 0) {
            throw malformed(
                    fileOffset + byteCount,
                    FileFormatException.NO_PAGE,
                    "no committed transaction of the WAL that starts at byte " + fileOffset + " or later ends here");
        }
        return new WalRange(fileOffset, byteCount, frames.commit(last));
    }

    /**
     * {@return the size of the database after the transactions before a range, in pages; 0 if the range is the log's
     * first}
     *
     * @param range one of this log
     * @throws MalformedFileException if the log has no such range
     */
    public long commitBefore(WalRange range) throws MalformedFileException {
        return frames.commit(frames.transactionBefore(requireRange(range)));
    }

    /**
     * {@return the pages of a range as its last transaction left them, up to its commit}
     *
     * @param range one of this log
     * @throws MalformedFileException if the log has no such range, or a frame of it is for the lock page
     */
    public WalRangePages pages(WalRange range) throws MalformedFileException {
        int from = requireRange(range);
        return new WalRangePages(this, WalFrameIndex.of(this, from, frame(range.endOffset()), range.commit()));
    }

    /**
     * {@return the pages of all transactions before a range, each as the newest frame has it: those too that lie beyond
     * the size that the database had then}
     *
     * @param range one of this log
     * @throws MalformedFileException if the log has no such range, or a frame is for the lock page
     */
    public WalRangePages pagesBefore(WalRange range) throws MalformedFileException {
        int endFrame = requireRange(range);
        WalFrameIndex all = history();
        long lockFrame = all.frameBefore(header().pageSize().lockPage(), endFrame);
        if (lockFrame >= 0) {
            requireNoLockPage((int) lockFrame);
        }
        return new WalRangePages(this, all, endFrame);
    }

    /** All frames, sorted once for all ranges. */
    private synchronized WalFrameIndex history() {
        if (history == null) {
            history = WalFrameIndex.ofAll(frames);
        }
        return history;
    }

    /** The newest frame of each page among those before another, none of which is for the lock page. */
    WalFrameIndex newestBefore(int endFrame) {
        return WalFrameIndex.newestBefore(frames, endFrame);
    }

    /**
     * Looks whether the log is still in the round that was scanned. To be asked after pages were read.
     *
     * @throws MalformedFileException if the log has started again, or has been cut off
     * @throws IOException if reading fails
     */
    public void requireUnchanged() throws IOException {
        byte[] now = new byte[WalLayout.HEADER_BYTES];
        int byteCount = PageFile.readFully(log, 0, now);
        if (header != null && (byteCount < now.length || !Arrays.equals(now, header.toBytes()))) {
            throw changed(0, FileFormatException.NO_PAGE);
        }
    }

    void readPage(int frame, byte[] page) throws IOException {
        WalHeader scanned = header();
        long fileOffset = fileOffset(frame);
        long pageNumber = pageNumber(frame);
        byte[] frameHeader = new byte[WalLayout.FRAME_HEADER_BYTES];
        if (PageFile.readFully(log, fileOffset, frameHeader) < frameHeader.length
                || PageFile.readFully(log, fileOffset + frameHeader.length, page) < page.length
                || WalLayout.unsignedWord(frameHeader, WalLayout.FRAME_PAGE_NUMBER) != pageNumber
                || WalLayout.word(frameHeader, WalLayout.FRAME_SALT_1) != scanned.salt1()
                || WalLayout.word(frameHeader, WalLayout.FRAME_SALT_2) != scanned.salt2()) {
            throw changed(fileOffset, pageNumber);
        }
    }

    long pageNumber(int frame) {
        return frames.pageNumber(frame);
    }

    void requireNoLockPage(int frame) throws MalformedFileException {
        long lockPage = header().pageSize().lockPage();
        if (pageNumber(frame) == lockPage) {
            throw malformed(fileOffset(frame), lockPage, "a frame for the lock page");
        }
    }

    /** The number of the range's first frame. */
    private int requireRange(WalRange range) throws MalformedFileException {
        if (!range(range.fileOffset(), range.byteCount()).equals(range)) {
            throw malformed(range.endOffset(), FileFormatException.NO_PAGE, "the WAL has no such range: " + range);
        }
        return frame(range.fileOffset());
    }

    private long fileOffset(long frame) throws MalformedFileException {
        return WalLayout.HEADER_BYTES + frame * header().frameBytes();
    }

    /** The number of the frame that starts at a byte, or -1. */
    private int frame(long fileOffset) throws MalformedFileException {
        long behindHeader = fileOffset - WalLayout.HEADER_BYTES;
        int frameBytes = header().frameBytes();
        boolean known =
                behindHeader >= 0 && behindHeader % frameBytes == 0 && behindHeader / frameBytes <= frames.frames();
        return known ? (int) (behindHeader / frameBytes) : -1;
    }

    private MalformedFileException changed(long fileOffset, long pageNumber) {
        return malformed(
                fileOffset, pageNumber, "the WAL has changed since it was scanned: copy it, or read it under a lock");
    }

    private MalformedFileException malformed(long fileOffset, long pageNumber, String detail) {
        return new MalformedFileException(file, fileOffset, pageNumber, detail);
    }

    /** Closes the log. */
    @Override
    public void close() throws IOException {
        log.close();
    }

    /** A view of the frame numbers. */
    private final class Transactions extends AbstractList<WalRange> implements RandomAccess {
        private final int frameBytes = header == null ? 0 : header.frameBytes();

        @Override
        public WalRange get(int index) {
            if (index < 0 || index >= size()) {
                throw new IndexOutOfBoundsException(index);
            }
            long from = frames.end(index - 1);
            long to = frames.end(index);
            return new WalRange(
                    WalLayout.HEADER_BYTES + from * frameBytes, (to - from) * frameBytes, frames.commit(index));
        }

        @Override
        public int size() {
            return frames.transactions();
        }
    }
}
