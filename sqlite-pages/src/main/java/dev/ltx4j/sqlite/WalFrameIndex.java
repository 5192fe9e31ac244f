package dev.ltx4j.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Which frame of a log is the newest committed one of each page: page number and frame number, 32 bits each, packed into
 * one {@code long} and sorted. Takes 8 bytes per committed frame while it is made, and per page of the log afterwards.
 *
 * <p>Immutable.
 */
final class WalFrameIndex {
    /** More frames than an array has room for: a log of 1 TiB and more. */
    static final long MAX_FRAMES = Integer.MAX_VALUE - 8L;

    private static final long FRAME_MASK = 0xffff_ffffL;

    private final long[] newest;

    private WalFrameIndex(long[] newest) {
        this.newest = newest;
    }

    /**
     * Reads the committed frames for the second time.
     *
     * @param sameWal the log that was scanned, from its first byte; it is not closed
     * @throws MalformedFileException if a frame that counts is for the lock page, or the log has changed
     * @throws UnsupportedFileException if the log has more than 2147483639 committed frames
     */
    @SuppressWarnings("resource") // the stream is the caller's
    static WalFrameIndex read(InputStream sameWal, WalRecovery recovery) throws IOException {
        if (recovery.committedFrames() > MAX_FRAMES) {
            throw new UnsupportedFileException(
                    recovery.file(),
                    FileFormatException.NO_OFFSET,
                    FileFormatException.NO_PAGE,
                    recovery.committedFrames() + " frames are too many for an index");
        }
        WalReader wal = new WalReader(sameWal, recovery.file());
        WalHeader header = wal.header();
        if (header == null || !header.equals(recovery.header())) {
            throw recovery.changed(0);
        }
        long lockPage = header.pageSize().lockPage();
        long[] packed = new long[(int) recovery.committedFrames()];
        int count = 0;
        for (int frame = 0; frame < packed.length; frame++) {
            if (!wal.next()) {
                throw recovery.changed(wal.endOffset());
            }
            if (wal.pageNumber() > recovery.commit()) {
                continue;
            }
            if (wal.pageNumber() == lockPage) {
                throw new MalformedFileException(
                        recovery.file(), wal.fileOffset(), lockPage, "a frame for the lock page");
            }
            packed[count++] = sortable(wal.pageNumber(), frame);
        }
        if (wal.commit() != recovery.commit() || wal.checksum() != recovery.checksum()) {
            throw recovery.changed(wal.fileOffset());
        }
        return new WalFrameIndex(newestOfEachPage(packed, count));
    }

    /**
     * Of the frames from one number up to, and without, another: the newest of each page up to the commit.
     *
     * @throws MalformedFileException if one of them is for the lock page
     */
    static WalFrameIndex of(WalFrames log, int fromFrame, int toFrame, long commit) throws MalformedFileException {
        long[] packed = new long[toFrame - fromFrame];
        int count = 0;
        for (int frame = fromFrame; frame < toFrame; frame++) {
            long pageNumber = log.pageNumber(frame);
            if (pageNumber > commit) {
                continue;
            }
            log.requireNoLockPage(frame);
            packed[count++] = sortable(pageNumber, frame);
        }
        return new WalFrameIndex(newestOfEachPage(packed, count));
    }

    /**
     * Of all frames of a log that count.
     *
     * @param numbers which page each of them is for; there may be more of them
     * @throws MalformedFileException if a frame that counts is for the lock page
     */
    static WalFrameIndex of(FrameNumbers numbers, WalRecovery recovery, WalHeader header)
            throws MalformedFileException {
        long lockPage = header.pageSize().lockPage();
        long[] packed = new long[(int) recovery.committedFrames()];
        int count = 0;
        for (int frame = 0; frame < packed.length; frame++) {
            long pageNumber = numbers.pageNumber(frame);
            if (pageNumber > recovery.commit()) {
                continue;
            }
            if (pageNumber == lockPage) {
                throw new MalformedFileException(
                        recovery.file(),
                        WalLayout.HEADER_BYTES + (long) frame * header.frameBytes(),
                        lockPage,
                        "a frame for the lock page");
            }
            packed[count++] = sortable(pageNumber, frame);
        }
        return new WalFrameIndex(newestOfEachPage(packed, count));
    }

    /** Every frame of a log, not only the newest of each page; for {@link #frameBefore}. */
    static WalFrameIndex ofAll(FrameNumbers numbers) {
        long[] packed = new long[numbers.frames()];
        for (int frame = 0; frame < packed.length; frame++) {
            packed[frame] = sortable(numbers.pageNumber(frame), frame);
        }
        Arrays.sort(packed);
        return new WalFrameIndex(packed);
    }

    /** Of the frames before another: the newest of each page, whatever was committed later. */
    static WalFrameIndex newestBefore(FrameNumbers numbers, int endFrame) {
        long[] packed = new long[endFrame];
        for (int frame = 0; frame < endFrame; frame++) {
            packed[frame] = sortable(numbers.pageNumber(frame), frame);
        }
        return new WalFrameIndex(newestOfEachPage(packed, endFrame));
    }

    private static long[] newestOfEachPage(long[] packed, int count) {
        Arrays.sort(packed, 0, count);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            boolean newer = i + 1 < count && packed[i + 1] >>> Integer.SIZE == packed[i] >>> Integer.SIZE;
            if (!newer) {
                packed[kept++] = packed[i];
            }
        }
        return kept == packed.length ? packed : Arrays.copyOf(packed, kept);
    }

    /** The sign bit is flipped, so that numbers above 2^31 sort behind the others. */
    private static long sortable(long pageNumber, long frame) {
        return (pageNumber << Integer.SIZE | frame) ^ Long.MIN_VALUE;
    }

    /** The number of the newest frame of a page, from 0; -1 if the log does not bring it. */
    long frame(long pageNumber) {
        return frameUpTo(pageNumber, FRAME_MASK);
    }

    /** The number of the newest frame of a page among those before another, from 0; -1 if there is none. */
    long frameBefore(long pageNumber, int otherFrame) {
        return otherFrame == 0 ? -1 : frameUpTo(pageNumber, otherFrame - 1L);
    }

    private long frameUpTo(long pageNumber, long lastFrame) {
        int at = Arrays.binarySearch(newest, sortable(pageNumber, lastFrame));
        int last = at >= 0 ? at : -at - 2;
        if (last < 0 || (newest[last] ^ Long.MIN_VALUE) >>> Integer.SIZE != pageNumber) {
            return -1;
        }
        return newest[last] & FRAME_MASK;
    }

    /** The frame at a place in ascending order of pages, from 0. */
    long frameAt(int place) {
        return newest[place] & FRAME_MASK;
    }

    /** The page at a place in ascending order, from 0. */
    long pageNumber(int place) {
        return (newest[place] ^ Long.MIN_VALUE) >>> Integer.SIZE;
    }

    /** The first place whose page is the given one or behind it. */
    int placeOf(long pageNumber) {
        int at = Arrays.binarySearch(newest, sortable(pageNumber, 0));
        return at >= 0 ? at : -at - 1;
    }

    /** The number of pages that the log brings. */
    int size() {
        return newest.length;
    }
}
