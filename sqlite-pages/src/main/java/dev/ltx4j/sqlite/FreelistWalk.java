package dev.ltx4j.sqlite;

import java.io.IOException;
import java.util.Arrays;

/**
 * One walk along the trunk pages of a free list. A circle is found without remembering the trunks: a mark stays at one of
 * them for 1, 2, 4, 8 … steps, and whoever runs in a circle meets it.
 */
final class FreelistWalk {
    private static final int MAX_PAGES = Integer.MAX_VALUE - 8;

    private final PageSource source;
    private final long expected;
    private long[] pages = new long[64];
    private int pageCount;
    private long trunkCount;

    FreelistWalk(PageSource source) {
        this.source = source;
        this.expected = source.header().freelistPages();
    }

    Freelist run() throws IOException {
        byte[] page = new byte[source.pageSize().bytes()];
        long from = 1;
        long mark = 0;
        long nextMark = 1;
        for (long trunk = source.header().freelistHead(); trunk != 0; ) {
            add(from, trunk);
            if (trunk == mark) {
                throw malformed(from, "the free list runs in a circle: trunk page " + trunk + " comes again");
            }
            if (++trunkCount == nextMark) {
                mark = trunk;
                nextMark *= 2;
            }
            source.readPage(trunk, page);
            FreelistTrunk view = FreelistTrunk.parse(page, trunk, source.header(), source.file());
            for (long leaf : view.leaves()) {
                add(trunk, leaf);
            }
            from = trunk;
            trunk = view.next();
        }
        if (pageCount != expected) {
            throw malformed(
                    1, "the free list has " + pageCount + " pages, but " + expected + " according to the header");
        }
        return new Freelist(sortedWithoutDoubles(), trunkCount);
    }

    private void add(long from, long pageNumber) throws FileFormatException {
        if (pageNumber <= 1 || pageNumber > source.pageCount()) {
            throw malformed(
                    from, "page " + pageNumber + " on the free list of a database of " + source.pageCount() + " pages");
        }
        if (pageNumber == source.pageSize().lockPage()) {
            throw malformed(from, "the lock page, " + pageNumber + ", on the free list");
        }
        if (pageCount == expected) {
            throw malformed(
                    from,
                    "the free list is longer than the " + expected + " pages that it has according to the header");
        }
        if (pageCount == pages.length) {
            grow();
        }
        pages[pageCount++] = pageNumber;
    }

    private void grow() throws UnsupportedFileException {
        if (pages.length == MAX_PAGES) {
            throw new UnsupportedFileException(
                    source.file(), FileFormatException.NO_OFFSET, 1, "more than " + MAX_PAGES + " free pages");
        }
        pages = Arrays.copyOf(pages, (int) Math.min(pages.length * 2L, MAX_PAGES));
    }

    private long[] sortedWithoutDoubles() throws MalformedFileException {
        long[] sorted = Arrays.copyOf(pages, pageCount);
        Arrays.sort(sorted);
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                throw malformed(sorted[i], "the page is on the free list twice");
            }
        }
        return sorted;
    }

    private MalformedFileException malformed(long pageNumber, String detail) {
        return new MalformedFileException(source.file(), FileFormatException.NO_OFFSET, pageNumber, detail);
    }
}
