package dev.ltx4j.restore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * What a wal-index ({@code -shm}) says at a glance, without locks: so it may be torn, and is good for hints only. Source:
 * SQLite's WAL-index format; its integers have the byte order of the machine.
 *
 * @param frames how many frames of the log count
 * @param backfilled how many of them a checkpoint has copied to the database
 * @param oldestMark the lowest frame that a slot for readers names above the copied ones, if any: a checkpoint cannot pass
 *     a reader that is there. That the slot is in use now is not certain
 */
record WalIndexSnapshot(long frames, long backfilled, Optional<Long> oldestMark) {
    private static final int BYTES = 136;
    private static final int COPY_BYTES = 48;
    private static final int FRAMES = 16;
    private static final int BACKFILLED = 96;
    private static final int MARKS = 100;
    private static final int MARK_COUNT = 5;
    private static final long UNUSED = 0xFFFF_FFFFL;

    /** Empty if there is none, or it cannot be read or makes no sense. */
    static Optional<WalIndexSnapshot> read(Path file) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.nativeOrder());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, bytes.position()) < 0) {
                    return Optional.empty();
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        for (int i = 0; i < COPY_BYTES; i++) {
            if (bytes.get(i) != bytes.get(COPY_BYTES + i)) {
                return Optional.empty();
            }
        }
        long frames = unsigned(bytes, FRAMES);
        long backfilled = unsigned(bytes, BACKFILLED);
        long oldest = UNUSED;
        // The first slot is for readers that do not use the log.
        for (int i = 1; i < MARK_COUNT; i++) {
            long mark = unsigned(bytes, MARKS + i * Integer.BYTES);
            if (mark >= backfilled && mark < frames) {
                oldest = Math.min(oldest, mark);
            }
        }
        return Optional.of(
                new WalIndexSnapshot(frames, backfilled, oldest == UNUSED ? Optional.empty() : Optional.of(oldest)));
    }

    private static long unsigned(ByteBuffer bytes, int at) {
        return Integer.toUnsignedLong(bytes.getInt(at));
    }
}
