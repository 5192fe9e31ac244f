package dev.ltx4j.sqlite.internal;

/** Where the fields of an entry of the pointer map are. SQLite file format, section 1.8. */
public final class PointerMapLayout {
    /** The length of an entry. */
    public static final int ENTRY_BYTES = 5;

    /** What the page is, one byte. */
    public static final int ENTRY_TYPE = 0;

    /** Its parent, 32 bits, big-endian. */
    public static final int ENTRY_PARENT = 1;

    /** The first pointer-map page. */
    public static final long FIRST = 2;

    private PointerMapLayout() {}
}
