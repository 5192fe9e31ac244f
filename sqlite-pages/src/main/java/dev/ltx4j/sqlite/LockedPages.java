package dev.ltx4j.sqlite;

import java.io.IOException;

/** Pages that are read through the descriptor of a lock: to close them must not close that one, and drop the lock. */
final class LockedPages implements PageSource {
    private final PageSource pages;
    private final AutoCloseableFile own;

    /** What belongs to the pages alone, and is closed with them. */
    @FunctionalInterface
    interface AutoCloseableFile {
        void close() throws IOException;
    }

    LockedPages(PageSource pages, AutoCloseableFile own) {
        this.pages = pages;
        this.own = own;
    }

    @Override
    public String file() {
        return pages.file();
    }

    @Override
    public DatabaseHeader header() {
        return pages.header();
    }

    @Override
    public long pageCount() {
        return pages.pageCount();
    }

    @Override
    public void readPage(long pageNumber, byte[] page) throws IOException {
        pages.readPage(pageNumber, page);
    }

    @Override
    public int readPages(long firstPage, int count, byte[] target) throws IOException {
        return pages.readPages(firstPage, count, target);
    }

    @Override
    public void close() throws IOException {
        own.close();
    }
}
