package dev.ltx4j.sqlite;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a page is, as far as it can be told from the page, its number and, with auto-vacuum, the pointer map. Overflow
 * pages and free pages do not say that they are: {@link PageFinder} walks through the database for that.
 *
 * <p>Immutable.
 *
 * @param kind what the page is
 * @param certain whether that is sure; if not, the page looks like it, but may be a free or an overflow page with old or
 *     chosen content
 * @param entry what the pointer map says of the page; null without auto-vacuum
 */
public record PageIdentity(Kind kind, boolean certain, PointerMap.@Nullable Entry entry) {
    /** The kinds of pages. */
    public enum Kind {
        /** The page that SQLite keeps for its file locks. */
        LOCK_PAGE,
        /** A pointer-map page of a database with auto-vacuum. */
        POINTER_MAP,
        /** A page of a table or an index. */
        BTREE,
        /** On the free list: a trunk page or a leaf. */
        FREE,
        /** A trunk page of the free list. */
        FREE_TRUNK,
        /** A leaf of the free list. */
        FREE_LEAF,
        /** A part of a long row or key. */
        OVERFLOW,
        /** Not to be told: an overflow page, a page of the free list, or a damaged one. */
        UNKNOWN
    }

    /**
     * Identifies a page.
     *
     * @param source the pages of the database
     * @param pageNumber 1 to 4294967295
     * @param page its bytes
     * @return what the page is
     * @throws IOException if the pointer map cannot be read
     */
    public static PageIdentity of(PageSource source, long pageNumber, byte[] page) throws IOException {
        DatabaseHeader header = source.header();
        if (pageNumber == header.pageSize().lockPage()) {
            return new PageIdentity(Kind.LOCK_PAGE, true, null);
        }
        if (pageNumber == 1) {
            return new PageIdentity(Kind.BTREE, true, null);
        }
        if (header.isAutoVacuum()) {
            if (PointerMap.isPointerMap(pageNumber, header)) {
                return new PageIdentity(Kind.POINTER_MAP, true, null);
            }
            PointerMap.Entry entry = entry(source, pageNumber);
            if (entry != null) {
                return new PageIdentity(kind(entry.type()), true, entry);
            }
        }
        BtreePageAnatomy anatomy = BtreePageAnatomy.of(page, pageNumber, header);
        boolean looksLike = anatomy.type() != null && anatomy.problems().isEmpty();
        return new PageIdentity(looksLike ? Kind.BTREE : Kind.UNKNOWN, false, null);
    }

    /** Null if the pointer map itself is damaged. */
    private static PointerMap.@Nullable Entry entry(PageSource source, long pageNumber) throws IOException {
        long mapPage = PointerMap.mapOf(pageNumber, source.header());
        byte[] bytes = new byte[source.pageSize().bytes()];
        try {
            source.readPage(mapPage, bytes);
            return PointerMap.parse(bytes, mapPage, source.header(), source.pageCount(), source.file())
                    .entries()
                    .stream()
                    .filter(entry -> entry.pageNumber() == pageNumber)
                    .findFirst()
                    .orElse(null);
        } catch (FileFormatException e) {
            return null;
        }
    }

    private static Kind kind(PointerMap.Type type) {
        return switch (type) {
            case ROOT, BTREE -> Kind.BTREE;
            case FREE -> Kind.FREE;
            case FIRST_OVERFLOW, LATER_OVERFLOW -> Kind.OVERFLOW;
        };
    }
}
