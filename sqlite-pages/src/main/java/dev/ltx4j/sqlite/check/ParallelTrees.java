package dev.ltx4j.sqlite.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The trees of a schema, each a unit of work of its own, and what is to be said of them in the order of the schema. Only says
 * whether all is sound: which of two trees that lead to one page is told of depends on who comes first, so a database that is
 * not sound is looked at again by one thread.
 */
final class ParallelTrees {
    private final Schema schema;
    private final TextForm text;
    private final CheckMode mode;
    private final Findings findings;
    private final List<TreeHelpers.Unit> units = new ArrayList<>();
    private final List<Tally> tallies = new ArrayList<>();
    private final List<Pair> pairs = new ArrayList<>();

    /** What one unit counts and leaves out. */
    private static final class Tally {
        private final List<NotJudged> notJudged = new ArrayList<>();
        private final CheckCounts counts = new CheckCounts();
        private TableCheck.@Nullable Walked walked;
    }

    /** An index and its table. */
    private record Pair(IndexSchema index, @Nullable IndexMatch match, Tally rows, Tally entries) {}

    ParallelTrees(Schema schema, TextForm text, CheckMode mode, Findings findings) {
        this.schema = schema;
        this.text = text;
        this.mode = mode;
        this.findings = findings;
    }

    /**
     * Checks all trees.
     *
     * @param counts what they hold is added to it
     * @return whether nothing is wrong with any
     */
    boolean run(CheckContext check, TreeWalk walk, Executor executor, int workers, CheckCounts counts)
            throws IOException {
        for (TableSchema table : schema.tables) {
            boolean known = table.root == 1 && table == schema.tables.get(0);
            add(table, known, walk);
        }
        for (Tree tree : schema.others) {
            units.add((context, own) -> own.check(tree, null));
            counts.trees++;
        }
        new TreeHelpers(check, units).run(executor, workers, walk);
        for (Tally tally : tallies) {
            schema.notJudged.addAll(tally.notJudged);
            counts.add(tally.counts);
        }
        return findings.count() == 0 && pairs.stream().allMatch(ParallelTrees::agree);
    }

    private void add(TableSchema table, boolean known, TreeWalk walk) throws IOException {
        Tally rows = tally();
        TableCheck here = tableCheck(rows, walk);
        List<IndexMatch> matches = known ? List.of() : here.matches(table);
        if (known) {
            rows.walked = here.table(table, true, matches);
        } else {
            units.add((context, own) -> rows.walked = tableCheck(rows, own).table(table, false, matches));
        }
        for (IndexSchema index : table.indexes) {
            if (index.root > 0) {
                Tally entries = tally();
                IndexMatch match = TableCheck.matchOf(matches, index);
                units.add((context, own) ->
                        entries.walked = tableCheck(entries, own).index(table, index, match));
                pairs.add(new Pair(index, match, rows, entries));
            }
        }
    }

    private Tally tally() {
        Tally tally = new Tally();
        tallies.add(tally);
        return tally;
    }

    private TableCheck tableCheck(Tally tally, TreeWalk walk) {
        return new TableCheck(findings, walk, text, mode, tally.notJudged, tally.counts);
    }

    /** As {@link TableCheck#conclude}; what cannot be judged is no agreement either, and is told of by one thread. */
    private static boolean agree(Pair pair) {
        if (pair.rows.walked == null || pair.entries.walked == null) {
            return false;
        }
        boolean sameCount = pair.rows.walked.count() == pair.entries.walked.count() || pair.index.partial;
        return sameCount && (pair.match == null || (pair.match.notJudged() == null && !pair.match.differs()));
    }
}
