package dev.ltx4j.sqlite;

import dev.ltx4j.sqlite.internal.BigEndian;

/** The fields of one page, big-endian, and the exception that names it. Offsets are from the page's first byte. */
final class PageBytes {
    /** The largest that a field can hold; one more than SQLite gives. */
    private static final long MAX_PAGE_NUMBER = 0xffff_ffffL;

    private final byte[] bytes;
    private final long pageNumber;
    private final DatabaseHeader header;
    private final String file;

    PageBytes(byte[] bytes, long pageNumber, DatabaseHeader header, String file) {
        if (bytes.length != header.pageSize().bytes()) {
            throw new IllegalArgumentException("a page of " + bytes.length + " bytes, pages have " + header.pageSize());
        }
        if (pageNumber < 1 || pageNumber > MAX_PAGE_NUMBER) {
            throw new IllegalArgumentException("page number " + pageNumber);
        }
        this.bytes = bytes;
        this.pageNumber = pageNumber;
        this.header = header;
        this.file = file;
    }

    long pageNumber() {
        return pageNumber;
    }

    /** The bytes that SQLite uses; nothing it wrote reaches beyond them. */
    int usableBytes() {
        return header.usableBytes();
    }

    int u8(int arrayOffset) {
        return BigEndian.u8(bytes, arrayOffset);
    }

    int u16(int arrayOffset) {
        return BigEndian.u16(bytes, arrayOffset);
    }

    long u32(int arrayOffset) {
        return BigEndian.u32(bytes, arrayOffset);
    }

    MalformedFileException malformed(int arrayOffset, String detail) {
        return new MalformedFileException(
                file, header.pageSize().fileOffset(pageNumber) + arrayOffset, pageNumber, detail);
    }
}
