package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.PageReader;
import dev.ltx4j.sqlite.PageSize;

/** The pages of a database in an array, whole ones. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ArrayPages(byte[] bytes, PageSize pageSize) implements PageReader {
    @Override
    public String file() {
        return "array";
    }

    @Override
    public long pageCount() {
        return bytes.length / pageSize.bytes();
    }

    @Override
    public void readPage(long pageNumber, byte[] page) {
        System.arraycopy(bytes, (int) pageSize.fileOffset(pageNumber), page, 0, pageSize.bytes());
    }

    @Override
    public void close() {}
}
