package dev.ltx4j.sqlite;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Every whole frame of a write-ahead log, also behind the end of its valid part and under a broken header, for whoever
 * looks for damage. {@link WalReader} gives the frames that count, and stops where they end.
 *
 * <pre>{@code
 * try (WalFrameScan scan = new WalFrameScan(in, "app.db-wal")) {
 *     while (scan.next()) {
 *         show(scan.frameNumber(), scan.pageNumber(), scan.standing(), scan.checksum());
 *     }
 *     show(scan.survey());
 * }
 * }</pre>
 *
 * <p>Behind the end, a frame is held against the checksum that the frame before it stores, not against one that was
 * computed from the log's start. So one changed byte makes one frame {@linkplain Checksum#WRONG wrong}, and the frames
 * behind it are told from those of other rounds.
 *
 * <p>Where the header is broken, page size and checksum order are taken from the frames themselves if these go on from one
 * another; otherwise there are no frames.
 *
 * <p>Uses memory for one frame and a read buffer, whatever the size of the log, and allocates nothing per frame. Not for
 * use by several threads. See {@link WalReader} about logs in use.
 *
 * <p>Source: SQLite file format, sections 4.1 to 4.3.
 */
public final class WalFrameScan implements Closeable {
    private static final int BUFFER_BYTES = 1 << 17;
    private static final byte[] NO_PAGE = {};

    /** What a frame is to SQLite's recovery. */
    public enum Standing {
        /** Before the end: recovery reads it. It counts if a commit is at or behind it, before the end. */
        VALID,
        /** At or behind the end although its salts are the header's: recovery does not get to it. */
        CUT_OFF,
        /** Its salts are not the header's: left from an earlier round of the log. */
        OTHER_ROUND
    }

    /** Whether a frame's checksum goes on from that of the frame before it, or of the header. */
    public enum Checksum {
        /** It does. */
        RIGHT,
        /** It does not, although both have the same salts. */
        WRONG,
        /** It does not, but the frame that it was written behind is not there any more. */
        UNKNOWN
    }

    private final InputStream in;
    private final RawWalHeader rawHeader;
    private final @Nullable WalHeader header;
    private final @Nullable WalFrameShape shape;
    private final WalSurveyor surveyor;
    private final byte[] frame = new byte[WalLayout.FRAME_HEADER_BYTES];
    private final byte[] page;
    private final @Nullable WalChecksum running;
    private int storedSum1;
    private int storedSum2;
    private int salt1;
    private int salt2;
    private long frameNumber;
    private Checksum checksum = Checksum.UNKNOWN;
    private Standing standing = Standing.VALID;
    private @Nullable WalSurvey survey;

    /**
     * Reads the header.
     *
     * @param in the log from its first byte; it is buffered, and closed with this object
     * @param file the log, as a person would name it, for exceptions
     * @throws UnsupportedFileException if the log's header is right but its version is unknown
     * @throws IOException if the stream fails; it is not closed then
     */
    public WalFrameScan(InputStream in, String file) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, BUFFER_BYTES);
        this.in = buffered;
        byte[] bytes = new byte[WalLayout.HEADER_BYTES];
        int byteCount = buffered.readNBytes(bytes, 0, bytes.length);
        rawHeader = RawWalHeader.of(bytes, byteCount);
        header = byteCount == bytes.length ? WalHeader.parse(bytes, file) : null;
        if (header != null) {
            shape = WalFrameShape.of(header);
        } else {
            shape = byteCount == bytes.length ? WalFrameShape.find(buffered, rawHeader) : null;
        }
        page = shape == null ? NO_PAGE : new byte[shape.pageSize().bytes()];
        running = shape == null ? null : new WalChecksum(shape.checksumOrder());
        storedSum1 = rawHeader.checksum1();
        storedSum2 = rawHeader.checksum2();
        salt1 = rawHeader.salt1();
        salt2 = rawHeader.salt2();
        surveyor = new WalSurveyor(file, header, rawHeader);
    }

    /** {@return the header as it stands in the file} */
    public RawWalHeader rawHeader() {
        return rawHeader;
    }

    /** {@return the header, or null if there is none that counts; no frame is valid then} */
    public @Nullable WalHeader header() {
        return header;
    }

    /** {@return the size of the page in each frame, or null if there is no way to tell where frames are} */
    public @Nullable PageSize pageSize() {
        return shape == null ? null : shape.pageSize();
    }

    /**
     * Goes to the next whole frame.
     *
     * @return false if there is none; {@link #survey} says what the log is
     * @throws IOException if the stream fails
     */
    public boolean next() throws IOException {
        if (survey != null) {
            return false;
        }
        WalChecksum sum = running;
        int byteCount = sum == null ? 0 : in.readNBytes(frame, 0, frame.length);
        if (sum != null && byteCount == frame.length) {
            byteCount += in.readNBytes(page, 0, page.length);
        }
        if (sum == null || byteCount < frame.length + page.length) {
            survey = surveyor.finish(frameNumber, page.length, byteCount + skipRest());
            return false;
        }
        judge(sum);
        return true;
    }

    /** Without frames, what is left of the file is only counted. */
    private long skipRest() throws IOException {
        return running == null ? in.transferTo(java.io.OutputStream.nullOutputStream()) : 0;
    }

    private void judge(WalChecksum sum) {
        int previousSalt1 = salt1;
        int previousSalt2 = salt2;
        sum.set(storedSum1, storedSum2);
        sum.add(frame, 0, WalLayout.FRAME_CHECKSUMMED_BYTES);
        sum.add(page, 0, page.length);
        storedSum1 = WalLayout.word(frame, WalLayout.FRAME_CHECKSUM_1);
        storedSum2 = WalLayout.word(frame, WalLayout.FRAME_CHECKSUM_2);
        salt1 = WalLayout.word(frame, WalLayout.FRAME_SALT_1);
        salt2 = WalLayout.word(frame, WalLayout.FRAME_SALT_2);
        if (sum.matches(storedSum1, storedSum2)) {
            // Bytes that are all zero would go on from one another for ever.
            checksum = pageNumber() == 0 && storedSum1 == 0 && storedSum2 == 0 ? Checksum.UNKNOWN : Checksum.RIGHT;
        } else {
            boolean first = frameNumber == 0 && header == null;
            boolean sameRound = salt1 == previousSalt1 && salt2 == previousSalt2 && !first;
            checksum = sameRound ? Checksum.WRONG : Checksum.UNKNOWN;
        }
        frameNumber++;
        standing = surveyor.add(this);
    }

    /** {@return the frame's number in the file, from 1; 0 before the first} */
    public long frameNumber() {
        return frameNumber;
    }

    /** {@return where the frame starts in the file, in bytes; its page starts 24 bytes later} */
    public long fileOffset() {
        return WalLayout.HEADER_BYTES + (frameNumber - 1) * (frame.length + page.length);
    }

    /** {@return the page that the frame is for, 0 to 4294967295; there is no page 0} */
    public long pageNumber() {
        return WalLayout.unsignedWord(frame, WalLayout.FRAME_PAGE_NUMBER);
    }

    /** {@return the database's size in pages, if a transaction ends with this frame; 0 if not} */
    public long commit() {
        return WalLayout.unsignedWord(frame, WalLayout.FRAME_COMMIT);
    }

    /** {@return the frame's first salt} */
    public int salt1() {
        return salt1;
    }

    /** {@return the frame's second salt} */
    public int salt2() {
        return salt2;
    }

    /** {@return the frame's checksum as it is stored, both sums, the first in the upper half} */
    public long storedChecksum() {
        return WalChecksum.value(storedSum1, storedSum2);
    }

    /** {@return whether that checksum is right} */
    public Checksum checksum() {
        return checksum;
    }

    /** {@return what the frame is to SQLite's recovery} */
    public Standing standing() {
        return standing;
    }

    /** {@return the transaction that a valid frame belongs to: the first of the log is 1} 0 for other frames. */
    public long transaction() {
        return standing == Standing.VALID ? surveyor.transaction() : 0;
    }

    /**
     * {@return the frame's page: this object's own array, whose content is the frame's until {@link #next} is called}
     */
    public byte[] page() {
        return page;
    }

    /**
     * {@return what the log is as a whole}
     *
     * @throws IllegalStateException if {@link #next} has not returned false yet
     */
    public WalSurvey survey() {
        if (survey == null) {
            throw new IllegalStateException("not at the end of the WAL");
        }
        return survey;
    }

    /** Closes the stream. */
    @Override
    public void close() throws IOException {
        in.close();
    }
}
