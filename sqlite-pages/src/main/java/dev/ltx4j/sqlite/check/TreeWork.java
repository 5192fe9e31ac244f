package dev.ltx4j.sqlite.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One tree on its way through several threads: as a whole, or in parts if it may be divided and has more than one page. */
final class TreeWork implements TreeHelpers.Unit {
    private final Checks checks;
    private final Whole whole;
    private final InParts inParts;
    private final Counter counter;
    private final List<NotJudged> notJudged = new ArrayList<>();
    private final CheckCounts counts = new CheckCounts();
    private @Nullable Tree divisible;
    private int wantedParts;

    // Written by whichever thread takes the tree, and read when all are done.
    private List<Part> parts = List.of();
    private TableCheck.@Nullable Walked walked;

    /** Makes a check that leaves its notes and counts there. */
    interface Checks {
        TableCheck in(TreeWalk walk, List<NotJudged> notJudged, CheckCounts counts);
    }

    /** Goes through all of the tree, and counts it. */
    interface Whole {
        TableCheck.Walked walk(TableCheck check, TreeWalk walk) throws IOException;
    }

    /** Goes through a part of it. */
    interface InParts {
        TableCheck.PartWalked walk(TableCheck check, TreeWalk walk, TreeSlice slice) throws IOException;
    }

    /** Counts the tree after its parts. */
    interface Counter {
        void count(CheckCounts counts, long rows);
    }

    /** A part, and what came out. */
    private static final class Part {
        private final TreeSlice slice;
        private final List<NotJudged> notJudged = new ArrayList<>();
        private TableCheck.@Nullable PartWalked walked;

        Part(TreeSlice slice) {
            this.slice = slice;
        }
    }

    TreeWork(Checks checks, Whole whole, InParts inParts, Counter counter) {
        this.checks = checks;
        this.whole = whole;
        this.inParts = inParts;
        this.counter = counter;
    }

    /** Before it is checked: lets it be done in so many parts. */
    void divide(Tree tree, int parts) {
        divisible = tree;
        wantedParts = parts;
    }

    /** A check for this tree. */
    TableCheck tableCheck(TreeWalk walk) {
        return checks.in(walk, notJudged, counts);
    }

    /** Checks all of the tree in the calling thread. */
    void run(TreeWalk walk) throws IOException {
        walked = whole.walk(tableCheck(walk), walk);
    }

    @Override
    public List<TreeHelpers.Unit> check(CheckContext context, TreeWalk walk) throws IOException {
        TreeTop top = divisible == null ? null : TreeTop.of(context, divisible, wantedParts);
        if (top == null) {
            run(walk);
            return List.of();
        }
        parts = top.slices(wantedParts).stream().map(Part::new).toList();
        List<TreeHelpers.Unit> units = new ArrayList<>();
        for (Part part : parts) {
            units.add((helper, own) -> {
                TableCheck check = checks.in(own, part.notJudged, new CheckCounts());
                part.walked = inParts.walk(check, own, part.slice);
                return List.of();
            });
        }
        return units;
    }

    /**
     * After all threads are done.
     *
     * @return false if the parts do not make a tree
     */
    boolean conclude(CheckCounts allCounts, List<NotJudged> allNotJudged) {
        if (!parts.isEmpty() && !join()) {
            return false;
        }
        allCounts.add(counts);
        allNotJudged.addAll(notJudged);
        return walked != null;
    }

    private boolean join() {
        // One walk says a thing once.
        Set<NotJudged> notes = new LinkedHashSet<>();
        long rows = 0;
        int height = TreeWalk.UNKNOWN;
        for (Part part : parts) {
            if (part.walked == null || (height != TreeWalk.UNKNOWN && part.walked.height() != height)) {
                return false;
            }
            height = part.walked.height();
            rows += part.walked.count();
            notes.addAll(part.notJudged);
        }
        notJudged.addAll(notes);
        counter.count(counts, rows);
        walked = new TableCheck.Walked(rows, true);
        return true;
    }

    /** How many rows or entries there are; after {@link #conclude}. */
    long count() {
        return walked == null ? -1 : walked.count();
    }
}
