package dev.ltx4j.sqlite;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Builds write-ahead logs as SQLite would, and as it never would. Its checksum is the document's formula, word by word. */
final class WalForge {
    static final int SALT_1 = 0x01020304;
    static final int SALT_2 = 0x0a0b0c0d;

    private final ByteOrder order;
    private final int pageSize;
    private ByteBuffer log = ByteBuffer.allocate(32);
    private int sum0;
    private int sum1;

    WalForge(ByteOrder order, int pageSize) {
        this(order, pageSize, 3007000);
    }

    WalForge(ByteOrder order, int pageSize, int version) {
        this.order = order;
        this.pageSize = pageSize;
        log.putInt(order == ByteOrder.BIG_ENDIAN ? 0x377f0683 : 0x377f0682);
        log.putInt(version).putInt(pageSize).putInt(7).putInt(SALT_1).putInt(SALT_2);
        add(log.array(), 0, 24);
        log.putInt(sum0).putInt(sum1);
    }

    WalForge frame(long pageNumber, long commit, byte[] page) {
        return frame(pageNumber, commit, SALT_1, SALT_2, page);
    }

    /** A frame for a page that is full of one byte. */
    WalForge frame(long pageNumber, long commit, int fill) {
        byte[] page = new byte[pageSize];
        Arrays.fill(page, (byte) fill);
        return frame(pageNumber, commit, page);
    }

    WalForge frame(long pageNumber, long commit, int salt1, int salt2, byte[] page) {
        ByteBuffer frame = ByteBuffer.allocate(24 + page.length);
        frame.putInt((int) pageNumber).putInt((int) commit).putInt(salt1).putInt(salt2);
        add(frame.array(), 0, 8);
        add(page, 0, page.length);
        frame.putInt(sum0).putInt(sum1).put(page);
        log = ByteBuffer.allocate(log.capacity() + frame.capacity())
                .put(log.flip())
                .put(frame.flip());
        return this;
    }

    byte[] bytes() {
        return log.array().clone();
    }

    InputStream stream() {
        return new ByteArrayInputStream(bytes());
    }

    /** The same log with checksums of the other byte order. */
    static byte[] reversed(byte[] wal) {
        ByteBuffer old = ByteBuffer.wrap(wal);
        int pageSize = old.getInt(8);
        ByteOrder order = old.getInt(0) == 0x377f0682 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        WalForge forge = new WalForge(order, pageSize, old.getInt(4));
        forge.log.putInt(12, old.getInt(12)).putInt(16, old.getInt(16)).putInt(20, old.getInt(20));
        forge.sum0 = 0;
        forge.sum1 = 0;
        forge.add(forge.log.array(), 0, 24);
        forge.log.putInt(24, forge.sum0).putInt(28, forge.sum1);
        byte[] page = new byte[pageSize];
        for (int at = 32; at + 24 + pageSize <= wal.length; at += 24 + pageSize) {
            old.get(at + 24, page);
            forge.frame(old.getInt(at), old.getInt(at + 4), old.getInt(at + 8), old.getInt(at + 12), page);
        }
        return forge.bytes();
    }

    private void add(byte[] bytes, int from, int count) {
        ByteBuffer words = ByteBuffer.wrap(bytes, from, count).order(order);
        while (words.hasRemaining()) {
            sum0 += words.getInt() + sum1;
            sum1 += words.getInt() + sum0;
        }
    }
}
