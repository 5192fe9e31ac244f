package dev.ltx4j.restore;

import java.util.Arrays;

/**
 * A growing row of nodes of a tree, with the common node above all from any place of the row to its end.
 *
 * <p>Those answers lie on one way up from the last node, the higher the earlier the place. When a node is added, the
 * answers that are not above it all become the place where it branches off, so they are kept as few runs of places.
 */
final class CommonAncestors {
    private final DominatorTree tree;
    private int[] firsts = new int[16];
    private int[] answers = new int[16];
    private int runs;
    private int count;

    CommonAncestors(DominatorTree tree) {
        this.tree = tree;
    }

    void add(int node) {
        if (runs > 0) {
            int branch = tree.common(answers[runs - 1], node);
            int first = count;
            while (runs > 0 && tree.depth(answers[runs - 1]) > tree.depth(branch)) {
                first = firsts[--runs];
            }
            if (first < count && (runs == 0 || answers[runs - 1] != branch)) {
                push(first, branch);
            }
        }
        push(count++, node);
    }

    private void push(int first, int answer) {
        if (runs == firsts.length) {
            firsts = Arrays.copyOf(firsts, 2 * runs);
            answers = Arrays.copyOf(answers, 2 * runs);
        }
        firsts[runs] = first;
        answers[runs] = answer;
        runs++;
    }

    /** @param place an index into the row, 0 for the first node */
    int from(int place) {
        int run = Arrays.binarySearch(firsts, 0, runs, place);
        return answers[run >= 0 ? run : -run - 2];
    }
}
