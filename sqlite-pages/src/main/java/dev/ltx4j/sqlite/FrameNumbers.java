package dev.ltx4j.sqlite;

import java.util.Arrays;

/** Which page each committed frame of a log is for, and where transactions end: 4 bytes a frame, 8 a transaction. */
final class FrameNumbers {
    private static final int FIRST_CAPACITY = 64;

    private int[] pageNumbers = new int[FIRST_CAPACITY];
    private int frames;
    private int[] ends = new int[FIRST_CAPACITY];
    private int[] commits = new int[FIRST_CAPACITY];
    private int transactions;

    /** Of frames whose page numbers are known; nothing of their transactions. */
    static FrameNumbers of(int[] pageNumbers) {
        FrameNumbers numbers = new FrameNumbers();
        numbers.pageNumbers = pageNumbers;
        numbers.frames = pageNumbers.length;
        return numbers;
    }

    /** Adds the next frame; commit 0 if it does not end a transaction. */
    void add(long pageNumber, long commit) {
        if (frames == pageNumbers.length) {
            pageNumbers = Arrays.copyOf(pageNumbers, grown(frames));
        }
        pageNumbers[frames++] = (int) pageNumber;
        if (commit == 0) {
            return;
        }
        if (transactions == ends.length) {
            ends = Arrays.copyOf(ends, grown(transactions));
            commits = Arrays.copyOf(commits, ends.length);
        }
        ends[transactions] = frames;
        commits[transactions++] = (int) commit;
    }

    private static int grown(int length) {
        return (int) Math.min(WalFrameIndex.MAX_FRAMES, (long) length + (length >> 1));
    }

    /** Forgets the frames behind the last one that commits. */
    void dropUncommitted() {
        frames = end(transactions - 1);
    }

    int frames() {
        return frames;
    }

    int transactions() {
        return transactions;
    }

    /** The number of the first frame behind a transaction; 0 for transaction -1. */
    int end(int transaction) {
        return transaction < 0 ? 0 : ends[transaction];
    }

    /** The size of the database after a transaction, in pages; 0 for transaction -1. */
    long commit(int transaction) {
        return transaction < 0 ? 0 : Integer.toUnsignedLong(commits[transaction]);
    }

    long pageNumber(int frame) {
        return Integer.toUnsignedLong(pageNumbers[frame]);
    }

    /** The transaction that ends right before a frame: -1 before the first frame, -2 if none does. */
    int transactionBefore(int frame) {
        if (frame == 0) {
            return -1;
        }
        int at = Arrays.binarySearch(ends, 0, transactions, frame);
        return at >= 0 ? at : -2;
    }
}
