package dev.ltx4j.sqlite;

import java.util.Arrays;

/**
 * A set of page numbers, 1 to 2³²−1: one bit for each page, in pieces that are only there once a page of theirs is. So
 * what a file claims about the size of a database costs nothing.
 *
 * <p>Not safe for several threads while one of them adds.
 */
@Experimental
public final class PageSet {
    private static final int PIECE_PAGES_LOG2 = 16;
    private static final int PIECE_WORDS = 1 << (PIECE_PAGES_LOG2 - 6);

    /** As long as the last piece that is there needs: most sets are those of small files. */
    private long[][] pieces = {};

    private long count;

    /** Makes an empty set. */
    public PageSet() {}

    /**
     * {@return whether a page, 1 to 2³²−1, is in the set}
     *
     * @param pageNumber the page
     */
    public boolean contains(long pageNumber) {
        int index = (int) (pageNumber >>> PIECE_PAGES_LOG2);
        long[] piece = index < pieces.length ? pieces[index] : null;
        return piece != null && (piece[word(pageNumber)] & (1L << pageNumber)) != 0;
    }

    /**
     * Adds a page, 1 to 2³²−1.
     *
     * @param pageNumber the page
     */
    public void add(long pageNumber) {
        int index = (int) (pageNumber >>> PIECE_PAGES_LOG2);
        makeRoom(index + 1);
        if (pieces[index] == null) {
            pieces[index] = new long[PIECE_WORDS];
        }
        long bit = 1L << pageNumber;
        long[] piece = pieces[index];
        if ((piece[word(pageNumber)] & bit) == 0) {
            piece[word(pageNumber)] |= bit;
            count++;
        }
    }

    /**
     * Takes all pages of another set, and the other's memory: it is empty afterwards.
     *
     * @param other the other set
     */
    public void takeAll(PageSet other) {
        makeRoom(other.pieces.length);
        for (int index = 0; index < other.pieces.length; index++) {
            long[] theirs = other.pieces[index];
            if (theirs == null) {
                continue;
            }
            long[] ours = pieces[index];
            if (ours == null) {
                pieces[index] = theirs;
                count += cardinality(theirs);
            } else {
                for (int word = 0; word < PIECE_WORDS; word++) {
                    count += Long.bitCount(theirs[word] & ~ours[word]);
                    ours[word] |= theirs[word];
                }
            }
            other.pieces[index] = null;
        }
        other.count = 0;
    }

    /** {@return how many pages are in the set} */
    public long count() {
        return count;
    }

    /** {@return the first page that is not in the set} */
    public long firstMissing() {
        return firstMissing(1);
    }

    /**
     * {@return the first page from this one on that is not in the set}
     *
     * @param from 1 to 2³²−1
     */
    public long firstMissing(long from) {
        long pageNumber = from;
        while (contains(pageNumber)) {
            pageNumber++;
        }
        return pageNumber;
    }

    private void makeRoom(int pieceCount) {
        if (pieceCount > pieces.length) {
            pieces = Arrays.copyOf(pieces, Math.max(pieceCount, pieces.length + pieces.length / 2));
        }
    }

    private static int word(long pageNumber) {
        return (int) (pageNumber >>> 6) & (PIECE_WORDS - 1);
    }

    private static long cardinality(long[] piece) {
        long bits = 0;
        for (long word : piece) {
            bits += Long.bitCount(word);
        }
        return bits;
    }
}
