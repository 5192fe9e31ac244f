package dev.ltx4j.sqlite.internal;

/** Where the fields of a trunk page of the free list are; 32 bits each, big-endian. SQLite file format, section 1.5. */
public final class FreelistLayout {
    /** The next trunk page, or 0. */
    public static final int NEXT = 0;

    /** The number of leaves. */
    public static final int LEAF_COUNT = 4;

    /** The first leaf. */
    public static final int LEAVES = 8;

    private FreelistLayout() {}
}
