package dev.ltx4j.sqlite;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * What a log holds, read in the plainest way there is: the whole of it in memory, section 4 of SQLite's file format
 * word by word. Slow, and shares nothing with the reader that is held against it.
 *
 * @param frames those before the end, committed or not
 */
record WalModel(boolean isUnsupported, boolean hasHeader, List<Frame> frames) {
    record Frame(long pageNumber, long commit, int arrayOffset) {}

    static WalModel of(byte[] log) {
        ByteBuffer words = ByteBuffer.wrap(log);
        if (log.length < 32 || (words.getInt(0) & ~1) != 0x377f0682) {
            return new WalModel(false, false, List.of());
        }
        ByteOrder order = words.getInt(0) == 0x377f0683 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        int[] sums = new int[2];
        add(log, 0, 24, order, sums);
        int pageSize = words.getInt(8);
        boolean isPageSize = pageSize >= 512 && pageSize <= 65536 && Integer.bitCount(pageSize) == 1;
        if (!isPageSize || sums[0] != words.getInt(24) || sums[1] != words.getInt(28)) {
            return new WalModel(false, false, List.of());
        }
        if (words.getInt(4) != 3007000) {
            return new WalModel(true, true, List.of());
        }
        List<Frame> frames = new ArrayList<>();
        for (int at = 32; at + 24 + pageSize <= log.length; at += 24 + pageSize) {
            add(log, at, 8, order, sums);
            add(log, at + 24, pageSize, order, sums);
            boolean isOfThisLog = words.getLong(at + 8) == words.getLong(16);
            boolean isRight = sums[0] == words.getInt(at + 16) && sums[1] == words.getInt(at + 20);
            long pageNumber = Integer.toUnsignedLong(words.getInt(at));
            if (!isOfThisLog || !isRight || pageNumber == 0) {
                break;
            }
            frames.add(new Frame(pageNumber, Integer.toUnsignedLong(words.getInt(at + 4)), at + 24));
        }
        return new WalModel(false, true, frames);
    }

    /** How many frames count: those up to the last that commits. */
    int committedFrames() {
        for (int i = frames.size(); i > 0; i--) {
            if (frames.get(i - 1).commit() != 0) {
                return i;
            }
        }
        return 0;
    }

    /** The database's size in pages after the last commit, 0 without one. */
    long commit() {
        int committed = committedFrames();
        return committed == 0 ? 0 : frames.get(committed - 1).commit();
    }

    private static void add(byte[] log, int from, int count, ByteOrder order, int[] sums) {
        ByteBuffer words = ByteBuffer.wrap(log, from, count).order(order);
        while (words.hasRemaining()) {
            sums[0] += words.getInt() + sums[1];
            sums[1] += words.getInt() + sums[0];
        }
    }

    /** Makes the checksums of header and frames right for what the log says now, so that a change is not seen by them. */
    static void repairChecksums(byte[] log) {
        ByteBuffer words = ByteBuffer.wrap(log);
        if (log.length < 32) {
            return;
        }
        ByteOrder order = (words.getInt(0) & 1) == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        int[] sums = new int[2];
        add(log, 0, 24, order, sums);
        words.putInt(24, sums[0]).putInt(28, sums[1]);
        int pageSize = words.getInt(8);
        if (pageSize <= 0 || pageSize > 65536 || pageSize % 8 != 0) {
            return;
        }
        for (int at = 32; at + 24 + pageSize <= log.length; at += 24 + pageSize) {
            add(log, at, 8, order, sums);
            add(log, at + 24, pageSize, order, sums);
            words.putInt(at + 16, sums[0]).putInt(at + 20, sums[1]);
        }
    }
}
