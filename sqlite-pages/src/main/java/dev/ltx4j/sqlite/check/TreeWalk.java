package dev.ltx4j.sqlite.check;

import dev.ltx4j.sqlite.PointerMap;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Goes through b-trees from left to right, depth first, and looks at everything that a tree is made of; what is in the
 * records is left to whoever gets them. Pages that cannot be followed are left out, the rest is looked at all the same.
 *
 * <p>It ends: no page is entered twice, and no deeper than SQLite goes.
 */
final class TreeWalk {
    /** SQLite's cursors go no deeper. */
    private static final int MAX_LEVELS = 20;

    /** To read so many pages at once takes less time than to read one of them alone. */
    private static final int PAGES_READ_FOR_ONE = 4;

    /** The height of what could not be entered. */
    static final int UNKNOWN = -1;

    private final CheckContext check;
    private final Findings findings;
    private final TreePage[] levels = new TreePage[MAX_LEVELS];
    private final PageSpace space;
    private final OverflowCheck overflow;
    private final Payload payload;

    private Tree tree = new Tree("", 0, Tree.Kind.UNKNOWN);
    private @Nullable TreeRows rows;
    private boolean again;
    private boolean hasRowId;
    private long lastRowId;
    private long rowCount;

    TreeWalk(CheckContext check) {
        this.check = check;
        this.findings = check.findings();
        this.space = new PageSpace(check.newPage().length);
        this.overflow = new OverflowCheck(check);
        this.payload = new Payload(check, level(0));
    }

    /**
     * Checks a tree.
     *
     * @param newTree not walked before
     * @param newRows gets the rows or entries; null if nobody wants them
     * @return whether the tree could be followed to its end and nothing is wrong with it
     */
    boolean check(Tree newTree, @Nullable TreeRows newRows) throws IOException {
        int before = findings.count();
        start(newTree, newRows, false);
        if (newTree.root() > 1) {
            check.requireMapped(newTree.root(), PointerMap.Type.ROOT, 0, newTree.name());
        }
        page(newTree.root(), 0, 0);
        return findings.count() == before;
    }

    /**
     * Checks a slice of a tree. That keys ascend from the slice before is looked at too.
     *
     * @return how many levels are below the uppermost pages of the subtrees, which all slices have to agree on; or UNKNOWN
     */
    int check(TreeSlice slice, @Nullable TreeRows newRows) throws IOException {
        TreeTop top = slice.top();
        start(top.tree(), newRows, false);
        TreeTop.Separator before = slice.before();
        if (before != null) {
            follow(before.open());
        }
        int height = UNKNOWN;
        for (int i = slice.from(); i < slice.to() && !findings.isFull(); i++) {
            TreeTop.Subtree subtree = top.subtree(i);
            check.requireMapped(subtree.root(), PointerMap.Type.BTREE, subtree.parent(), tree.name());
            int own = page(subtree.root(), subtree.parent(), top.level());
            if (height != UNKNOWN && own != height) {
                add(CheckFinding.Kind.TREE_SHAPE, subtree.parent(), "one thread finds out");
            }
            height = own;
            TreeTop.Separator after = subtree.after();
            if (after != null) {
                cell(after.open());
            }
        }
        return height;
    }

    /** Starts behind a cell that is looked at elsewhere. */
    private void follow(TreePage page) throws IOException {
        if (page.table) {
            hasRowId = true;
            lastRowId = page.rowId;
        } else if (rows != null) {
            payload.open(page);
            rows.follow(page.pageNumber, payload);
        }
    }

    /** Goes through a tree again that was sound. */
    void repeat(Tree newTree, TreeRows newRows) throws IOException {
        start(newTree, newRows, true);
        page(newTree.root(), 0, 0);
    }

    private void start(Tree newTree, @Nullable TreeRows newRows, boolean repeated) {
        tree = newTree;
        rows = newRows;
        again = repeated;
        hasRowId = false;
        rowCount = 0;
    }

    /** The rows or entries of the last tree. */
    long rowCount() {
        return rowCount;
    }

    private TreePage level(int level) {
        TreePage page = levels[level];
        if (page == null) {
            page = new TreePage(check.newPage(), check.header().usableBytes());
            levels[level] = page;
        }
        return page;
    }

    /** Enters a page; how many levels are below it, or UNKNOWN. */
    private int page(long pageNumber, long parent, int level) throws IOException {
        if (findings.isFull()) {
            return UNKNOWN;
        }
        if (level == MAX_LEVELS) {
            add(CheckFinding.Kind.TREE_SHAPE, parent, "the tree has more than " + MAX_LEVELS + " levels");
            return UNKNOWN;
        }
        TreePage page = level(level);
        if (again) {
            boolean readable = check.readQuietly(pageNumber, page.bytes) && page.open(pageNumber) == null;
            return readable ? cells(page, level, page.contentStart, false) : UNKNOWN;
        }
        if (!check.claim(pageNumber, parent, tree.name()) || !check.read(pageNumber, page.bytes, tree.name())) {
            return UNKNOWN;
        }
        String trouble = page.open(pageNumber);
        if (trouble == null) {
            trouble = kindTrouble(page);
        }
        if (trouble != null) {
            add(CheckFinding.Kind.PAGE_TYPE, pageNumber, trouble);
            return UNKNOWN;
        }
        if (page.cellCount == 0 && (level > 0 || (!page.leaf && pageNumber != 1))) {
            add(CheckFinding.Kind.TREE_SHAPE, pageNumber, "the page is empty");
        }
        trouble = PageSpace.freeBlocks(page);
        if (trouble != null) {
            add(CheckFinding.Kind.FREE_SPACE, pageNumber, trouble + " (free space corruption)");
        }
        return cells(page, level, trouble == null ? page.contentStart : page.pointersEnd(), trouble == null);
    }

    private @Nullable String kindTrouble(TreePage page) {
        if (tree.kind() == Tree.Kind.UNKNOWN) {
            tree = new Tree(tree.name(), tree.root(), page.table ? Tree.Kind.TABLE : Tree.Kind.INDEX);
        }
        if (page.table == (tree.kind() == Tree.Kind.TABLE)) {
            return null;
        }
        return page.table ? "a page of a table" : "a page of an index";
    }

    /**
     * Goes through the cells of a page and what is below them.
     *
     * @param from where cells may start in the page
     * @param spaceCounts whether to look for bytes with two uses
     * @return how many levels are below the page, or UNKNOWN
     */
    private int cells(TreePage page, int level, int from, boolean spaceCounts) throws IOException {
        boolean placed = spaceCounts;
        int height = UNKNOWN;
        space.clear();
        for (int cell = 0; cell < page.cellCount && !findings.isFull(); cell++) {
            String trouble = page.openCell(cell, from);
            if (trouble != null) {
                add(CheckFinding.Kind.CELL, page.pageNumber, trouble);
                placed = false;
                continue;
            }
            if (!page.leaf) {
                readAhead(page, cell);
                height = child(page.leftChild, page, level, height);
                page.openCell(cell, from);
            } else if (placed) {
                space.addCell(page);
            }
            cell(page);
        }
        if (rows != null) {
            rows.leavePage();
        }
        if (page.leaf) {
            height = 0;
        } else {
            height = child(page.rightMost, page, level, height);
        }
        if (placed && !findings.isFull()) {
            space(page, from);
        }
        return height;
    }

    /** Reads a child together with those after it, if most of what is between them in the file are its neighbours too. */
    private void readAhead(TreePage page, int cell) {
        PageWindow window = check.window();
        long first = page.child(cell);
        if (window.holds(first)) {
            return;
        }
        long last = first;
        int wanted = 1;
        for (int next = cell + 1; next <= page.cellCount; next++) {
            long child = page.child(next);
            if (child <= last || child - first >= window.pages()) {
                break;
            }
            last = child;
            wanted++;
        }
        long span = last - first + 1;
        if (wanted > 1 && span <= PAGES_READ_FOR_ONE * (long) wanted) {
            window.fill(first, span);
        }
    }

    /** Enters a child; the height of the page, which all children have to agree on. */
    private int child(long child, TreePage page, int level, int heightSoFar) throws IOException {
        if (!again) {
            check.requireMapped(child, PointerMap.Type.BTREE, page.pageNumber, tree.name());
        }
        int childHeight = page(child, page.pageNumber, level + 1);
        if (childHeight == UNKNOWN) {
            return heightSoFar;
        }
        if (heightSoFar != UNKNOWN && heightSoFar != childHeight + 1) {
            add(
                    CheckFinding.Kind.TREE_SHAPE,
                    page.pageNumber,
                    "page " + child + " below it is not as far above the leaves as its neighbours"
                            + " (Child page depth differs)");
        }
        return childHeight + 1;
    }

    private void cell(TreePage page) throws IOException {
        if (page.table && !again) {
            rowId(page);
        }
        if (page.localBytes < page.payloadBytes && !again) {
            overflow.run(page, tree.name());
        }
        if (page.table && !page.leaf) {
            return;
        }
        rowCount++;
        if (rows != null) {
            payload.open(page);
            rows.row(page.pageNumber, page.rowId, payload);
        }
    }

    /** A row id is above all before it; a key between children may be that of the last row before it. */
    private void rowId(TreePage page) {
        boolean ascends = !hasRowId || page.rowId > lastRowId || (!page.leaf && page.rowId == lastRowId);
        if (!ascends) {
            add(
                    CheckFinding.Kind.KEY_ORDER,
                    page.pageNumber,
                    "cell " + page.cell + " has row id " + page.rowId + " after " + lastRowId + " (Rowid " + page.rowId
                            + " out of order)");
        }
        hasRowId = true;
        lastRowId = page.rowId;
    }

    private void space(TreePage page, int from) {
        if (!page.leaf) {
            // What is below used the object meanwhile.
            space.clear();
            for (int cell = 0; cell < page.cellCount; cell++) {
                page.openCell(cell, from);
                space.addCell(page);
            }
        }
        if (space.addsUp(page)) {
            return;
        }
        PagePieces pieces = new PagePieces(page, from);
        int doubleUse = pieces.doubleUse();
        if (doubleUse >= 0) {
            add(
                    CheckFinding.Kind.CELL,
                    page.pageNumber,
                    "byte " + doubleUse + " has two uses (Multiple uses for byte " + doubleUse + " of page "
                            + page.pageNumber + ")");
        } else if (pieces.fragmentedBytes() != page.fragmentedBytes()) {
            add(
                    CheckFinding.Kind.FREE_SPACE,
                    page.pageNumber,
                    pieces.fragmentedBytes() + " bytes in fragments, " + page.fragmentedBytes()
                            + " according to the page (Fragmentation of " + pieces.fragmentedBytes()
                            + " bytes reported as " + page.fragmentedBytes() + " on page " + page.pageNumber + ")");
        }
    }

    private void add(CheckFinding.Kind kind, long pageNumber, String detail) {
        findings.add(kind, pageNumber, tree.name(), detail);
    }
}
