package dev.ltx4j.v3;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Adds frames to golden WAL files, with the right salts and checksums. */
final class WalForge {
    private static final int HEADER = 32;
    private static final int FRAME_HEADER = 24;

    private WalForge() {}

    /** The WAL with one more frame; a commit of 0 leaves its transaction unfinished. */
    static byte[] append(byte[] wal, int pageBytes, int pageNumber, byte[] page, int commit) {
        ByteBuffer bytes = ByteBuffer.wrap(wal);
        ByteOrder order = (bytes.getInt(0) & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        boolean isFirst = wal.length == HEADER;
        int previous = isFirst ? HEADER - 8 : wal.length - pageBytes - 8;
        int[] sums = {bytes.getInt(previous), bytes.getInt(previous + 4)};
        ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER + pageBytes);
        frame.putInt(pageNumber).putInt(commit).putInt(bytes.getInt(16)).putInt(bytes.getInt(20));
        sum(sums, frame.array(), 0, 8, order);
        sum(sums, page, 0, pageBytes, order);
        frame.putInt(sums[0]).putInt(sums[1]).put(page, 0, pageBytes);
        byte[] longer = Arrays.copyOf(wal, wal.length + frame.capacity());
        System.arraycopy(frame.array(), 0, longer, wal.length, frame.capacity());
        return longer;
    }

    /** The frames of the WAL over and over, until it has at least so many bytes; every round gives the same pages. */
    static byte[] repeat(byte[] wal, int pageBytes, int byteCount) {
        ByteArrayOutputStream longer = new ByteArrayOutputStream();
        longer.writeBytes(wal);
        byte[] tail = lastFrame(wal, pageBytes);
        while (longer.size() < byteCount) {
            for (int frame = HEADER; frame < wal.length; frame += FRAME_HEADER + pageBytes) {
                ByteBuffer fields = ByteBuffer.wrap(wal, frame, FRAME_HEADER + pageBytes);
                int pageNumber = fields.getInt();
                int commit = fields.getInt();
                byte[] page = Arrays.copyOfRange(wal, frame + FRAME_HEADER, frame + FRAME_HEADER + pageBytes);
                tail = lastFrame(append(tail, pageBytes, pageNumber, page, commit), pageBytes);
                longer.write(tail, HEADER, FRAME_HEADER + pageBytes);
            }
        }
        return longer.toByteArray();
    }

    /** The header and the last frame, from which the checksums go on. */
    private static byte[] lastFrame(byte[] wal, int pageBytes) {
        byte[] last = Arrays.copyOf(wal, HEADER + FRAME_HEADER + pageBytes);
        System.arraycopy(wal, wal.length - FRAME_HEADER - pageBytes, last, HEADER, FRAME_HEADER + pageBytes);
        return last;
    }

    private static void sum(int[] sums, byte[] array, int arrayOffset, int byteCount, ByteOrder order) {
        ByteBuffer words = ByteBuffer.wrap(array, arrayOffset, byteCount).order(order);
        while (words.hasRemaining()) {
            sums[0] += words.getInt() + sums[1];
            sums[1] += words.getInt() + sums[0];
        }
    }
}
