package dev.ltx4j.sqlite;

import org.jspecify.annotations.Nullable;

/**
 * The size of a database's pages: one of the eight powers of two from 512 to 65536 bytes.
 *
 * <p>Immutable. Source: SQLite file format, section 1.3.2; FORMAT.md, "Lock page".
 *
 * @param bytes the size in bytes
 */
public record PageSize(int bytes) {
    /** The smallest page size, in bytes. */
    public static final int MIN_BYTES = 512;

    /** The largest page size, in bytes. */
    public static final int MAX_BYTES = 65536;

    /** The largest number that a page of a database can have: SQLite goes no further. */
    public static final long MAX_PAGE_NUMBER = 0xffff_fffeL;

    /** The byte of a database file, 1 GiB, whose page SQLite keeps for its file locks. */
    public static final long LOCK_BYTE = 0x4000_0000L;

    /**
     * Checks the size.
     *
     * @param bytes the size in bytes
     * @throws IllegalArgumentException if the size is not one of the eight; check a size that comes from a file with
     *     {@link #isValid} first
     */
    public PageSize {
        if (!isValid(bytes)) {
            throw new IllegalArgumentException("not a SQLite page size: " + bytes);
        }
    }

    /**
     * {@return the page size of so many bytes; see the constructor for what is thrown}
     *
     * @param bytes a power of two from 512 to 65536
     */
    public static PageSize of(int bytes) {
        return new PageSize(bytes);
    }

    /**
     * {@return whether SQLite has pages of so many bytes} Takes a {@code long} so that an unsigned field needs no cast.
     *
     * @param bytes any number
     */
    public static boolean isValid(long bytes) {
        return bytes >= MIN_BYTES && bytes <= MAX_BYTES && Long.bitCount(bytes) == 1;
    }

    // A record's own two would be made by the JVM at the first call, at the cost of some 10 ms of a cold start.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PageSize size && size.bytes == bytes;
    }

    @Override
    public int hashCode() {
        return bytes;
    }

    /**
     * {@return the number of the page that holds byte 1 GiB, from 16385 (65536-byte pages) to 2097153 (512-byte pages)}
     * SQLite never reads or writes it; it is in no LTX file and in no checksum, and is zeros in a restored database.
     */
    public long lockPage() {
        return LOCK_BYTE / bytes + 1;
    }

    /**
     * {@return where a page starts in a database file, in bytes}
     *
     * @param pageNumber 1 or more
     */
    public long fileOffset(long pageNumber) {
        return (pageNumber - 1) * bytes;
    }

    @Override
    public String toString() {
        return Integer.toString(bytes);
    }
}
