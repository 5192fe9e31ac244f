package dev.ltx4j.restore;

/**
 * A tree that grows at its leaves and tells the nearest common node above two nodes. Each node keeps, beside its parent,
 * one node far above it, at distances that make every way up logarithmic; so a tree of n nodes needs three numbers a
 * node, and a question log n steps.
 */
final class DominatorTree {
    static final int ROOT = 0;
    static final int NONE = -1;

    private final int[] parents;
    private final int[] depths;
    private final int[] jumps;
    private int size = 1;

    /** @param capacity how many nodes there can be, the root included */
    DominatorTree(int capacity) {
        parents = new int[capacity];
        depths = new int[capacity];
        jumps = new int[capacity];
    }

    /** Adds a leaf. */
    int add(int parent) {
        int node = size++;
        int jump = jumps[parent];
        parents[node] = parent;
        depths[node] = depths[parent] + 1;
        boolean sameStride = depths[parent] - depths[jump] == depths[jump] - depths[jumps[jump]];
        jumps[node] = sameStride ? jumps[jump] : parent;
        return node;
    }

    int size() {
        return size;
    }

    int parent(int node) {
        return parents[node];
    }

    int depth(int node) {
        return depths[node];
    }

    /** The lowest node that is above both, or one of them. */
    int common(int one, int other) {
        int a = depths[one] >= depths[other] ? one : other;
        int b = a == one ? other : one;
        while (depths[a] > depths[b]) {
            a = depths[jumps[a]] >= depths[b] ? jumps[a] : parents[a];
        }
        while (a != b) {
            // Nodes of one depth jump to one depth.
            boolean far = jumps[a] != jumps[b];
            a = far ? jumps[a] : parents[a];
            b = far ? jumps[b] : parents[b];
        }
        return a;
    }
}
