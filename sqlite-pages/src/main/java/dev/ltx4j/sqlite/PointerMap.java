package dev.ltx4j.sqlite;

import dev.ltx4j.sqlite.internal.PointerMapLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * A pointer-map page of a database with auto-vacuum: for each of the pages that follow it, what it is and which page
 * points to it, so that it can be moved. Entries have 5 bytes: the type and 32 bits, big-endian, of parent.
 *
 * <p>The first is page 2; each stands before the pages it is about. Where one would be the lock page, it is the page
 * behind.
 *
 * <p>Immutable. Source: SQLite file format, section 1.8.
 *
 * @param pageNumber the page
 * @param entries one for each page that follows, up to the next pointer-map page or the database's end; none for the lock
 *     page
 */
@Experimental
public record PointerMap(long pageNumber, List<Entry> entries) {

    /** What a page is. */
    public enum Type {
        /** The root of a b-tree; no parent. */
        ROOT(1, false),
        /** On the free list; no parent. */
        FREE(2, false),
        /** The first page of an overflow chain; its parent is the b-tree page with the cell. */
        FIRST_OVERFLOW(3, true),
        /** Another page of an overflow chain; its parent is the page before it. */
        LATER_OVERFLOW(4, true),
        /** A page of a b-tree below the root; its parent is the page above it. */
        BTREE(5, true);

        private final int value;
        private final boolean parent;

        Type(int value, boolean parent) {
            this.value = value;
            this.parent = parent;
        }

        /** {@return the byte that says so in the file} */
        public int value() {
            return value;
        }

        /** {@return whether another page points to such a page} */
        public boolean hasParent() {
            return parent;
        }
    }

    /**
     * What is said about a page.
     *
     * @param pageNumber the page
     * @param type what it is
     * @param parent the page that points to it, 1 to 4294967295; 0 for types that have none
     */
    public record Entry(long pageNumber, Type type, long parent) {}

    /**
     * Copies the list.
     *
     * @param pageNumber the page
     * @param entries one for each page that follows, up to the next pointer-map page or the database's end; none for
     *     the lock page
     */
    public PointerMap {
        entries = List.copyOf(entries);
    }

    /**
     * Takes a pointer-map page apart. Entries for pages behind the database's end are left over and not looked at.
     *
     * @param page the whole page
     * @param pageNumber a {@linkplain #isPointerMap pointer-map page}
     * @param header of the database: for page size and usable bytes
     * @param databasePages the number of pages in the database
     * @param file the database, as a person would name it, for the exception
     * @return the entries
     * @throws MalformedFileException if a type is unknown, or there is a parent where there must be none, or none, or
     *     one
     *     beyond the end, where there must be one
     * @throws IllegalArgumentException if the array is not of the page size, or the page no pointer-map page
     */
    public static PointerMap parse(byte[] page, long pageNumber, DatabaseHeader header, long databasePages, String file)
            throws MalformedFileException {
        PageBytes fields = new PageBytes(page, pageNumber, header, file);
        if (!isPointerMap(pageNumber, header)) {
            throw new IllegalArgumentException("page " + pageNumber + " is not a pointer-map page");
        }
        int places = entriesPerPage(header);
        List<Entry> entries = new ArrayList<>();
        for (int place = 0; place < places; place++) {
            long about = pageNumber + 1 + place;
            if (about > databasePages || isPointerMap(about, header)) {
                break;
            }
            if (about != header.pageSize().lockPage()) {
                entries.add(entry(fields, place * PointerMapLayout.ENTRY_BYTES, about, databasePages));
            }
        }
        return new PointerMap(pageNumber, entries);
    }

    private static Entry entry(PageBytes fields, int arrayOffset, long about, long databasePages)
            throws MalformedFileException {
        Type type = type(fields, arrayOffset + PointerMapLayout.ENTRY_TYPE, about);
        long parent = fields.u32(arrayOffset + PointerMapLayout.ENTRY_PARENT);
        boolean fits = type.hasParent() ? parent >= 1 && parent <= databasePages : parent == 0;
        if (!fits) {
            throw fields.malformed(
                    arrayOffset + PointerMapLayout.ENTRY_PARENT,
                    "the pointer map says that page " + about + " is " + type + " with parent " + parent);
        }
        return new Entry(about, type, parent);
    }

    private static Type type(PageBytes fields, int arrayOffset, long about) throws MalformedFileException {
        int value = fields.u8(arrayOffset);
        for (Type type : Type.values()) {
            if (type.value() == value) {
                return type;
            }
        }
        throw fields.malformed(arrayOffset, "the pointer map has the unknown type " + value + " for page " + about);
    }

    /**
     * {@return whether a page of a database with auto-vacuum is a pointer-map page}
     *
     * @param pageNumber 1 to 4294967295
     * @param header of the database: for page size and usable bytes
     */
    public static boolean isPointerMap(long pageNumber, DatabaseHeader header) {
        return pageNumber >= PointerMapLayout.FIRST && mapOf(pageNumber, header) == pageNumber;
    }

    /**
     * {@return the pointer-map page that is about a page of a database with auto-vacuum; the page itself if it is one}
     * That of the lock page has no entry for it.
     *
     * @param pageNumber 2 to 4294967295; page 1 is in no map
     * @param header of the database: for page size and usable bytes
     * @throws IllegalArgumentException for page 1
     */
    public static long mapOf(long pageNumber, DatabaseHeader header) {
        if (pageNumber < PointerMapLayout.FIRST) {
            throw new IllegalArgumentException("no pointer map is about page " + pageNumber);
        }
        long stride = entriesPerPage(header) + 1L;
        long map = (pageNumber - PointerMapLayout.FIRST) / stride * stride + PointerMapLayout.FIRST;
        return map == header.pageSize().lockPage() ? map + 1 : map;
    }

    /**
     * {@return how many entries a pointer-map page has room for}
     *
     * @param header of the database: for the usable bytes of a page
     */
    public static int entriesPerPage(DatabaseHeader header) {
        return header.usableBytes() / PointerMapLayout.ENTRY_BYTES;
    }
}
