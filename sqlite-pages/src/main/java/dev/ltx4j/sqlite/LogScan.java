package dev.ltx4j.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What {@link WalRecovery#scan} finds, found by several threads. Each frame stores the checksum from which the next one goes
 * on, so a frame can be held against what the one before it stores, wherever a thread begins: if all before are right, that is
 * the checksum of all of them. The frames end at the first one that is not. For one use; takes 4 bytes a frame, and 1 MiB a
 * thread.
 */
final class LogScan {
    private static final int CHUNK_BYTES = 1 << 20;

    private final FileChannel log;
    private final String file;
    private final WalHeader header;
    private final int frameCount;
    private final int chunkFrames;
    private final int[] pageNumbers;

    /** The last commit of each chunk, if it has one; each is written by the thread that has the chunk. */
    private final @Nullable Commit[] commits;

    private final AtomicInteger nextChunk = new AtomicInteger();

    // Guarded by this object.
    private int endFrame;
    private WalEnd end;

    private record Commit(int frame, long pages, long checksum) {}

    private LogScan(FileChannel log, String file, WalHeader header, long byteCount, int chunkBytes) {
        this.log = log;
        this.file = file;
        this.header = header;
        long frameBytes = byteCount - WalLayout.HEADER_BYTES;
        this.frameCount = (int) (frameBytes / header.frameBytes());
        this.chunkFrames = Math.max(1, chunkBytes / header.frameBytes());
        this.pageNumbers = new int[frameCount];
        this.commits = new @Nullable Commit[frameCount / chunkFrames + 1];
        this.endFrame = frameCount;
        this.end = frameBytes % header.frameBytes() == 0 ? WalEnd.END_OF_FILE : WalEnd.CUT_SHORT;
    }

    /**
     * Scans a log.
     *
     * @param log open for reading; what is appended from now on is not looked at
     * @param mostFrames a log of more is not scanned
     * @return null if it has more frames, or no header that counts
     */
    static @Nullable LogScan of(FileChannel log, String file, int mostFrames, @Nullable Executor executor, int workers)
            throws IOException {
        return of(log, file, mostFrames, executor, workers, CHUNK_BYTES);
    }

    /** The same, with so many bytes for a thread at a time. */
    static @Nullable LogScan of(
            FileChannel log, String file, int mostFrames, @Nullable Executor executor, int workers, int chunkBytes)
            throws IOException {
        Interrupts.check("interrupted before " + file + " was read");
        long byteCount = log.size();
        byte[] bytes = new byte[WalLayout.HEADER_BYTES];
        WalHeader header = PageFile.readFully(log, 0, bytes) < bytes.length ? null : WalHeader.parse(bytes, file);
        if (header == null || byteCount / header.frameBytes() > mostFrames) {
            return null;
        }
        LogScan scan = new LogScan(log, file, header, byteCount, chunkBytes);
        SideBySide.run(executor, Math.min(workers, scan.commits.length), scan::work);
        return scan;
    }

    private void work(SideBySide all) throws IOException {
        byte[] bytes = new byte[Math.min(chunkFrames, frameCount) * header.frameBytes()];
        byte[] before = new byte[WalLayout.FRAME_HEADER_BYTES];
        WalChecksum checksum = new WalChecksum(header.checksumOrder());
        for (int chunk = nextChunk.getAndIncrement(); isWanted(chunk); chunk = nextChunk.getAndIncrement()) {
            all.requireGoing();
            int first = chunk * chunkFrames;
            if (first == 0) {
                checksum.set(header.checksum1(), header.checksum2());
            } else if (PageFile.readFully(log, fileOffset(first - 1), before) == before.length) {
                continueFrom(before, 0, checksum);
            }
            int whole = PageFile.readFully(log, fileOffset(first), bytes) / header.frameBytes();
            frames(chunk, Math.min(first + whole, frameCount), bytes, checksum);
        }
    }

    private synchronized boolean isWanted(int chunk) {
        return chunk < commits.length && chunk * chunkFrames < endFrame;
    }

    private void frames(int chunk, int to, byte[] bytes, WalChecksum checksum) {
        int first = chunk * chunkFrames;
        for (int frame = first; frame < to; frame++) {
            int at = (frame - first) * header.frameBytes();
            WalEnd reason = reasonToEnd(bytes, at, checksum);
            if (reason != null) {
                endAt(frame, reason);
                return;
            }
            pageNumbers[frame] = WalLayout.word(bytes, at + WalLayout.FRAME_PAGE_NUMBER);
            long pages = WalLayout.unsignedWord(bytes, at + WalLayout.FRAME_COMMIT);
            if (pages != 0) {
                commits[chunk] = new Commit(frame, pages, checksum.value());
            }
        }
        if (to < Math.min(first + chunkFrames, frameCount)) {
            // Somebody has made the file shorter.
            endAt(to, WalEnd.CUT_SHORT);
        }
    }

    private @Nullable WalEnd reasonToEnd(byte[] bytes, int at, WalChecksum checksum) {
        if (WalLayout.word(bytes, at + WalLayout.FRAME_SALT_1) != header.salt1()
                || WalLayout.word(bytes, at + WalLayout.FRAME_SALT_2) != header.salt2()) {
            return WalEnd.SALTS_DIFFER;
        }
        if (WalLayout.word(bytes, at + WalLayout.FRAME_PAGE_NUMBER) == 0) {
            return WalEnd.PAGE_NUMBER_ZERO;
        }
        checksum.add(bytes, at, WalLayout.FRAME_CHECKSUMMED_BYTES);
        checksum.add(bytes, at + WalLayout.FRAME_HEADER_BYTES, header.pageSize().bytes());
        boolean right = checksum.matches(
                WalLayout.word(bytes, at + WalLayout.FRAME_CHECKSUM_1),
                WalLayout.word(bytes, at + WalLayout.FRAME_CHECKSUM_2));
        return right ? null : WalEnd.CHECKSUM_FAILS;
    }

    private static void continueFrom(byte[] frame, int at, WalChecksum checksum) {
        checksum.set(
                WalLayout.word(frame, at + WalLayout.FRAME_CHECKSUM_1),
                WalLayout.word(frame, at + WalLayout.FRAME_CHECKSUM_2));
    }

    private synchronized void endAt(int frame, WalEnd reason) {
        if (frame < endFrame) {
            endFrame = frame;
            end = reason;
        }
    }

    private long fileOffset(int frame) {
        return WalLayout.HEADER_BYTES + (long) frame * header.frameBytes();
    }

    /** What recovery makes of the log. */
    synchronized WalRecovery recovery() {
        Commit last = null;
        for (int chunk = endFrame / chunkFrames; chunk >= 0 && last == null; chunk--) {
            last = commits[chunk];
        }
        int committed = last == null ? 0 : last.frame + 1;
        return new WalRecovery(
                file,
                header,
                committed,
                last == null ? 0 : last.pages,
                last == null ? 0 : last.checksum,
                endFrame,
                end,
                fileOffset(endFrame));
    }

    /** Which page each frame is for, those behind the end too. */
    FrameNumbers numbers() {
        return FrameNumbers.of(pageNumbers);
    }
}
