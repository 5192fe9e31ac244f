package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which states would be lost with a single file: those whose every plan goes through it.
 *
 * <p>States and files make a graph without circles: a file leads from every state that it continues to the one where it
 * ends. A file is needed for a state if it lies on every way to it from nothing, which is to say if it is above the state
 * in the graph's dominator tree. Files come by last transaction, so that all states that a file may continue are known
 * when it comes; they are the newest ones down to some TXID, and what all of them need is kept at hand
 * ({@link CommonAncestors}). Together that is n log n for n files.
 */
final class CriticalFiles {
    private static final Comparator<Coverage.CriticalFile> MOST_FIRST = Comparator.comparingLong(
                    (Coverage.CriticalFile critical) -> critical.states())
            .reversed()
            .thenComparing(critical -> critical.file(), ReplicaListing.ORDER.reversed());

    private final DominatorTree tree;
    private final List<LtxFile> files = new ArrayList<>();
    private final List<Txid> states = new ArrayList<>();
    private final CommonAncestors ancestors;

    /** What a node stands for: the index of a file, or the complement of that of a state. */
    private final int[] meanings;

    private CriticalFiles(int fileCount) {
        int nodes = 2 * fileCount + 1;
        tree = new DominatorTree(nodes);
        meanings = new int[nodes];
        ancestors = new CommonAncestors(tree);
    }

    /**
     * For each file that some state cannot do without: how many states, and which.
     *
     * @param usable in any order
     * @return those that most states need first
     */
    static List<Coverage.CriticalFile> of(List<LtxFile> usable) {
        CriticalFiles search = new CriticalFiles(usable.size());
        search.addAll(usable.stream().sorted(ReplicaListing.ORDER).toList());
        return search.result();
    }

    private void addAll(List<LtxFile> sorted) {
        addState(Txid.ZERO, DominatorTree.ROOT);
        int next = 0;
        while (next < sorted.size()) {
            Txid max = sorted.get(next).max();
            int above = DominatorTree.NONE;
            for (; next < sorted.size() && sorted.get(next).max().equals(max); next++) {
                LtxFile file = sorted.get(next);
                int first = firstFrom(file.min().previous());
                if (first < states.size()) {
                    int node = tree.add(ancestors.from(first));
                    meanings[node] = files.size();
                    files.add(file);
                    above = above == DominatorTree.NONE ? node : tree.common(above, node);
                }
            }
            if (above != DominatorTree.NONE) {
                addState(max, tree.add(above));
            }
        }
    }

    private void addState(Txid txid, int node) {
        meanings[node] = ~states.size();
        states.add(txid);
        ancestors.add(node);
    }

    private List<Coverage.CriticalFile> result() {
        int nodes = tree.size();
        int[] counts = new int[nodes];
        int[] oldest = new int[nodes];
        int[] newest = new int[nodes];
        List<Coverage.CriticalFile> result = new ArrayList<>();
        // What is below a node was added after it.
        for (int node = nodes - 1; node > DominatorTree.ROOT; node--) {
            if (meanings[node] < 0) {
                int state = ~meanings[node];
                oldest[node] = state;
                newest[node] = counts[node] == 0 ? state : Math.max(newest[node], state);
                counts[node]++;
            } else if (counts[node] > 0) {
                result.add(new Coverage.CriticalFile(
                        files.get(meanings[node]), counts[node], states.get(oldest[node]), states.get(newest[node])));
            }
            int parent = tree.parent(node);
            if (counts[node] > 0) {
                oldest[parent] = counts[parent] == 0 ? oldest[node] : Math.min(oldest[parent], oldest[node]);
                newest[parent] = Math.max(newest[parent], newest[node]);
                counts[parent] += counts[node];
            }
        }
        result.sort(MOST_FIRST);
        return result;
    }

    /** The index of the first state at or above a TXID. */
    private int firstFrom(Txid txid) {
        int from = 0;
        int to = states.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (states.get(middle).isBefore(txid)) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }
}
