package dev.ltx4j.sqlite;

import dev.ltx4j.sqlite.internal.FreelistLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * A trunk page of the free list: the numbers of leaf pages, which are free and hold nothing, and the next trunk page,
 * which is free too. All fields are 32 bits, big-endian: next trunk, number of leaves, leaves.
 *
 * <p>Immutable. Source: SQLite file format, section 1.5.
 *
 * @param pageNumber the page
 * @param next the next trunk page, 2 to 4294967295; 0 if this is the last one
 * @param leaves the leaf pages, 2 to 4294967295 each, in the order of the page
 */
@Experimental
public record FreelistTrunk(long pageNumber, long next, List<Long> leaves) {
    /**
     * Copies the list.
     *
     * @param pageNumber the page
     * @param next the next trunk page, 2 to 4294967295; 0 if this is the last one
     * @param leaves the leaf pages, 2 to 4294967295 each, in the order of the page
     */
    public FreelistTrunk {
        leaves = List.copyOf(leaves);
    }

    /**
     * Takes a page apart that is a trunk page: nothing in it says so.
     *
     * @param page the whole page
     * @param pageNumber 2 to 4294967295
     * @param header of the database: for page size and usable bytes
     * @param file the database, as a person would name it, for the exception
     * @return the trunk page
     * @throws MalformedFileException if it lists more leaves than it has room for, or page 0 or 1; whether the pages
     *     exist
     *     is not looked at
     * @throws IllegalArgumentException if the array is not of the page size, or the page number out of range
     */
    public static FreelistTrunk parse(byte[] page, long pageNumber, DatabaseHeader header, String file)
            throws MalformedFileException {
        PageBytes fields = new PageBytes(page, pageNumber, header, file);
        long leafCount = fields.u32(FreelistLayout.LEAF_COUNT);
        if (leafCount > maxLeaves(header)) {
            throw fields.malformed(
                    FreelistLayout.LEAF_COUNT,
                    leafCount + " free-list leaves, a page has room for " + maxLeaves(header));
        }
        long next = fields.u32(FreelistLayout.NEXT);
        if (next == 1) {
            throw fields.malformed(FreelistLayout.NEXT, "the next trunk page of the free list is page 1");
        }
        List<Long> leaves = new ArrayList<>((int) leafCount);
        for (int leaf = 0; leaf < leafCount; leaf++) {
            int arrayOffset = FreelistLayout.LEAVES + leaf * Integer.BYTES;
            long leafPage = fields.u32(arrayOffset);
            if (leafPage <= 1) {
                throw fields.malformed(arrayOffset, "page " + leafPage + " as a leaf of the free list");
            }
            leaves.add(leafPage);
        }
        return new FreelistTrunk(pageNumber, next, leaves);
    }

    /**
     * {@return how many leaves a trunk page has room for} SQLite leaves the last six places empty, for the sake of old
     * versions.
     *
     * @param header of the database: for the usable bytes of a page
     */
    public static int maxLeaves(DatabaseHeader header) {
        return (header.usableBytes() - FreelistLayout.LEAVES) / Integer.BYTES;
    }
}
