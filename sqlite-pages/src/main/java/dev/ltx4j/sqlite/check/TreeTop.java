package dev.ltx4j.sqlite.check;

import dev.ltx4j.sqlite.PointerMap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tree whose upper pages have been looked at and taken apart, so that several threads can walk the subtrees below them. In the
 * order of the keys, a tree is then: subtree, cell, subtree, cell, and so on to the last subtree. All subtrees start on one level.
 *
 * <p>Only pages with which nothing is wrong are taken apart; what may be wrong with the others is left to whoever walks them.
 * Immutable, so several threads may use it.
 */
final class TreeTop {
    /** A tree of 20 levels has few children on each. */
    private static final int MOST_LEVELS = 4;

    private final Tree tree;
    private final int level;
    private final List<Subtree> subtrees;

    private TreeTop(Tree tree, int level, List<Subtree> subtrees) {
        this.tree = tree;
        this.level = level;
        this.subtrees = subtrees;
    }

    /**
     * A subtree.
     *
     * @param root its uppermost page
     * @param parent the page that leads there; 0 for the root of all
     * @param after the cell behind it; null behind the last one
     */
    record Subtree(long root, long parent, @Nullable Separator after) {}

    /** A cell of an interior page; only its bytes are shared. */
    record Separator(TreePage page, int cell) {
        /** For one thread, at the cell. */
        TreePage open() {
            TreePage own = new TreePage(page.bytes, page.usableBytes());
            own.open(page.pageNumber);
            own.openCell(cell, own.contentStart);
            return own;
        }
    }

    /**
     * Takes the top of a tree apart, level by level.
     *
     * @param wanted how many subtrees are enough
     * @return null if the tree has but one page, or something may be wrong with its root
     */
    static @Nullable TreeTop of(CheckContext check, Tree whole, int wanted) throws IOException {
        Tree tree = whole;
        List<Subtree> subtrees = List.of(new Subtree(tree.root(), 0, null));
        int level = 0;
        while (subtrees.size() < wanted && level < MOST_LEVELS) {
            List<TreePage> pages = read(check, tree, subtrees);
            if (pages.size() < subtrees.size()) {
                break;
            }
            if (tree.kind() == Tree.Kind.UNKNOWN) {
                tree = new Tree(tree.name(), tree.root(), pages.get(0).table ? Tree.Kind.TABLE : Tree.Kind.INDEX);
            }
            List<Subtree> below = new ArrayList<>();
            for (int i = 0; i < pages.size(); i++) {
                Subtree subtree = subtrees.get(i);
                PointerMap.Type type = level == 0 ? PointerMap.Type.ROOT : PointerMap.Type.BTREE;
                check.requireMapped(subtree.root, type, subtree.parent, tree.name());
                check.claim(subtree.root, subtree.parent, tree.name());
                addChildren(pages.get(i), subtree.after, below);
            }
            subtrees = below;
            level++;
        }
        return level == 0 ? null : new TreeTop(tree, level, subtrees);
    }

    /** The uppermost pages of the subtrees, up to the first that is not interior or not right in every way. */
    private static List<TreePage> read(CheckContext check, Tree tree, List<Subtree> subtrees) throws IOException {
        PageSpace space = new PageSpace(check.newPage().length);
        List<TreePage> pages = new ArrayList<>();
        for (Subtree subtree : subtrees) {
            TreePage page = new TreePage(check.newPage(), check.header().usableBytes());
            if (!check.readQuietly(subtree.root, page.bytes) || !isRight(page, subtree.root, tree, space)) {
                break;
            }
            pages.add(page);
        }
        return pages;
    }

    private static boolean isRight(TreePage page, long pageNumber, Tree tree, PageSpace space) {
        if (page.open(pageNumber) != null || page.leaf || page.cellCount == 0) {
            return false;
        }
        boolean rightKind = tree.kind() == Tree.Kind.UNKNOWN || page.table == (tree.kind() == Tree.Kind.TABLE);
        if (!rightKind || PageSpace.freeBlocks(page) != null) {
            return false;
        }
        space.clear();
        for (int cell = 0; cell < page.cellCount; cell++) {
            if (page.openCell(cell, page.contentStart) != null) {
                return false;
            }
            space.addCell(page);
        }
        return space.addsUp(page);
    }

    private static void addChildren(TreePage page, @Nullable Separator afterAll, List<Subtree> target) {
        for (int cell = 0; cell <= page.cellCount; cell++) {
            Separator after = cell < page.cellCount ? new Separator(page, cell) : afterAll;
            target.add(new Subtree(page.child(cell), page.pageNumber, after));
        }
    }

    Tree tree() {
        return tree;
    }

    /** How many levels are above the subtrees. */
    int level() {
        return level;
    }

    Subtree subtree(int index) {
        return subtrees.get(index);
    }

    /** All subtrees in so many parts, or fewer. */
    List<TreeSlice> slices(int wanted) {
        List<TreeSlice> slices = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= wanted; i++) {
            int to = (int) ((long) subtrees.size() * i / wanted);
            if (to > from) {
                slices.add(new TreeSlice(this, from, to));
                from = to;
            }
        }
        return slices;
    }
}
