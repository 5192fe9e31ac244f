package dev.ltx4j.sqlite;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.BitSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which table, index or list a page belongs to, by walking: along the free list, then through the tree of each
 * table and index, overflow chains included, until the page is met. What is damaged on the way is left aside.
 *
 * <p>Reads each page of the database at most once or twice and takes one bit of memory for each. Not for use by several
 * threads, and for one search.
 */
public final class PageFinder {
    private static final long MAX_PAGES = Integer.MAX_VALUE - 8L;
    private static final int MAX_DEPTH = 64;
    private static final int SCHEMA_NAME = 1;
    private static final int SCHEMA_ROOT = 3;

    /**
     * Where a page was met.
     *
     * @param kind what it is: {@code BTREE}, {@code OVERFLOW}, {@code FREE_TRUNK} or {@code FREE_LEAF}
     * @param owner the table or index it belongs to; empty for the free list
     * @param parent the page that points to it; 0 for a root
     */
    public record Place(PageIdentity.Kind kind, String owner, long parent) {}

    private final PageSource source;
    private final long wanted;
    private final BitSet met = new BitSet();
    private @Nullable Place found;

    /**
     * Looks for nothing yet.
     *
     * @param source the pages of the database
     * @param wanted the page to look for
     */
    public PageFinder(PageSource source, long wanted) {
        this.source = source;
        this.wanted = wanted;
    }

    /**
     * Walks until the page is met.
     *
     * @return empty if nothing that can be read points to it
     * @throws UnsupportedFileException if the database has more than 2147483639 pages
     * @throws IOException if reading fails
     */
    public Optional<Place> find() throws IOException {
        if (source.pageCount() > MAX_PAGES) {
            throw new UnsupportedFileException(
                    source.file(), FileFormatException.NO_OFFSET, wanted, "too many pages to walk through");
        }
        walkFreelist();
        walkTree(1, 0, "sqlite_schema", 0);
        return Optional.ofNullable(found);
    }

    private void walkFreelist() throws IOException {
        long from = 1;
        for (long trunk = source.header().freelistHead(); trunk != 0 && found == null; ) {
            byte[] page = read(trunk, from, PageIdentity.Kind.FREE_TRUNK, "");
            if (page == null || found != null) {
                return;
            }
            try {
                FreelistTrunk view = FreelistTrunk.parse(page, trunk, source.header(), source.file());
                if (view.leaves().contains(wanted)) {
                    found = new Place(PageIdentity.Kind.FREE_LEAF, "", trunk);
                }
                from = trunk;
                trunk = view.next();
            } catch (MalformedFileException e) {
                return;
            }
        }
    }

    /** The tables and indexes of the schema are walked as soon as their rows are met. */
    private void walkTree(long pageNumber, long parent, String owner, int depth) throws IOException {
        byte[] page = depth > MAX_DEPTH ? null : read(pageNumber, parent, PageIdentity.Kind.BTREE, owner);
        if (page == null || found != null) {
            return;
        }
        BtreePageAnatomy view = BtreePageAnatomy.of(page, pageNumber, source.header());
        for (BtreePageAnatomy.Cell cell : view.cells()) {
            BtreeCell content = cell.content();
            if (content != null && found == null) {
                walkOverflow(content, pageNumber, owner);
                if (content.leftChild() != 0) {
                    walkTree(content.leftChild(), pageNumber, owner, depth + 1);
                } else if (owner.equals("sqlite_schema") && cell.record() != null) {
                    walkSchemaRow(cell.record());
                }
            }
        }
        if (view.rightMost() != 0 && found == null) {
            walkTree(view.rightMost(), pageNumber, owner, depth + 1);
        }
    }

    private void walkSchemaRow(RecordView row) throws IOException {
        if (row.columns().size() > SCHEMA_ROOT
                && row.columns().get(SCHEMA_ROOT).value() instanceof Long root
                && root > 1
                && row.columns().get(SCHEMA_NAME).value() instanceof String name) {
            // A name that equals the schema's own would make its rows be taken for a schema.
            walkTree(root, 0, name.equals("sqlite_schema") ? "'sqlite_schema'" : name, 0);
        }
    }

    private void walkOverflow(BtreeCell cell, long pageNumber, String owner) throws IOException {
        long from = pageNumber;
        for (long next = cell.overflowPage(); next != 0 && found == null; ) {
            byte[] page = read(next, from, PageIdentity.Kind.OVERFLOW, owner);
            if (page == null) {
                return;
            }
            from = next;
            next = WalLayout.unsignedWord(page, 0);
        }
    }

    /** Null if there is nothing more to see on this way: the page was met before, is the wanted one or cannot be read. */
    private byte @Nullable [] read(long pageNumber, long parent, PageIdentity.Kind kind, String owner)
            throws IOException {
        if (pageNumber < 1 || pageNumber > source.pageCount() || met.get((int) pageNumber)) {
            return null;
        }
        if (pageNumber == wanted) {
            found = new Place(kind, owner, parent);
            return null;
        }
        if (Thread.interrupted()) {
            throw new InterruptedIOException("interrupted while looking for page " + wanted);
        }
        byte[] page = new byte[source.pageSize().bytes()];
        try {
            source.readPage(pageNumber, page);
        } catch (FileFormatException e) {
            return null;
        }
        // Not before: a page that is only claimed by a damaged header would cost memory for all before it.
        met.set((int) pageNumber);
        return page;
    }
}
