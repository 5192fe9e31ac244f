package dev.ltx4j.sqlite.check;

import org.jspecify.annotations.Nullable;

/**
 * Some neighbouring subtrees of a tree, each with the cell behind it.
 *
 * @param from the first
 * @param to one behind the last
 */
record TreeSlice(TreeTop top, int from, int to) {
    /** The cell before the first subtree; null if it is the first of the tree. */
    TreeTop.@Nullable Separator before() {
        return from == 0 ? null : top.subtree(from - 1).after();
    }
}
