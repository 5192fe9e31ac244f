package dev.ltx4j.sqlite.check;

/**
 * Which pages something has led to: one bit each. The bits come in pieces when they are needed, so that a header that
 * promises four billion pages costs nothing. Several threads may mark pages; asking is for one, when all are marked.
 */
final class PageUse {
    private static final int CHUNK_SHIFT = 15;
    private static final int CHUNK_WORDS = (1 << CHUNK_SHIFT) / Long.SIZE;

    private final long pageCount;
    private final long[][] chunks;

    PageUse(long pageCount) {
        this.pageCount = pageCount;
        this.chunks = new long[(int) (pageCount >>> CHUNK_SHIFT) + 1][];
    }

    /**
     * Marks a page.
     *
     * @param pageNumber 1 to the number of pages
     * @return false if it was marked before
     */
    synchronized boolean add(long pageNumber) {
        int chunk = (int) (pageNumber >>> CHUNK_SHIFT);
        long[] words = chunks[chunk];
        if (words == null) {
            words = new long[CHUNK_WORDS];
            chunks[chunk] = words;
        }
        int word = word(pageNumber);
        long bit = 1L << pageNumber;
        boolean added = (words[word] & bit) == 0;
        words[word] |= bit;
        return added;
    }

    boolean contains(long pageNumber) {
        long[] words = chunks[(int) (pageNumber >>> CHUNK_SHIFT)];
        return words != null && (words[word(pageNumber)] & 1L << pageNumber) != 0;
    }

    /** The first page from the given one on that is not marked, or one more than there are. */
    long nextUnused(long from) {
        long pageNumber = from;
        while (pageNumber <= pageCount && contains(pageNumber)) {
            pageNumber++;
        }
        return pageNumber;
    }

    /** The first page from the given one on that is marked, or one more than there are. Empty pieces take no time. */
    long nextUsed(long from) {
        long pageNumber = from;
        while (pageNumber <= pageCount && !contains(pageNumber)) {
            if (chunks[(int) (pageNumber >>> CHUNK_SHIFT)] == null) {
                pageNumber = ((pageNumber >>> CHUNK_SHIFT) + 1) << CHUNK_SHIFT;
            } else {
                pageNumber++;
            }
        }
        return Math.min(pageNumber, pageCount + 1);
    }

    private static int word(long pageNumber) {
        return (int) (pageNumber >>> 6) & (CHUNK_WORDS - 1);
    }
}
