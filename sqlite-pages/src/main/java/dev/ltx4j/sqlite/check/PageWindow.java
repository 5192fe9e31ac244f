package dev.ltx4j.sqlite.check;

import dev.ltx4j.sqlite.PageSource;
import java.io.IOException;

/** Pages that follow one another in the file, read at once because a check will come to most of them. For one thread. */
final class PageWindow {
    private static final int BYTES = 1 << 16;

    private final PageSource source;
    private final int pageBytes;
    private final byte[] bytes;
    private long firstPage;
    private int count;

    PageWindow(PageSource source) {
        this.source = source;
        this.pageBytes = source.pageSize().bytes();
        this.bytes = new byte[BYTES];
    }

    /** How many pages it has room for. */
    int pages() {
        return bytes.length / pageBytes;
    }

    boolean holds(long pageNumber) {
        return pageNumber >= firstPage && pageNumber < firstPage + count;
    }

    /**
     * Reads some pages if that can be done; what goes wrong is left to whoever reads the single page.
     *
     * @param wanted how many; what is more than there is room for is left out
     */
    void fill(long newFirstPage, long wanted) {
        firstPage = newFirstPage;
        count = 0;
        int most = (int) Math.min(wanted, pages());
        if (most < 2) {
            return;
        }
        try {
            count = source.readPages(newFirstPage, most, bytes);
        } catch (IOException e) {
            // Of one page perhaps that nobody will ask for.
            count = 0;
        }
    }

    /** Copies a page that it {@link #holds}. */
    void copy(long pageNumber, byte[] page) {
        System.arraycopy(bytes, (int) (pageNumber - firstPage) * pageBytes, page, 0, pageBytes);
    }
}
