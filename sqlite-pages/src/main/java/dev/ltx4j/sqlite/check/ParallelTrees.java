package dev.ltx4j.sqlite.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The trees of a schema, each a unit of work of its own that a quick check divides further, and what is to be said of them in
 * the order of the schema. Only says whether all is sound: which of two trees that lead to one page is told of depends on who
 * comes first, so a database that is not sound is looked at again by one thread.
 */
final class ParallelTrees {
    /** So that threads are done at about the same time. */
    private static final int PARTS_PER_WORKER = 8;

    private final Schema schema;
    private final TextForm text;
    private final CheckMode mode;
    private final Findings findings;
    private final int parts;
    private final List<TreeWork> works = new ArrayList<>();
    private final List<TreeHelpers.Unit> units = new ArrayList<>();
    private final List<Pair> pairs = new ArrayList<>();

    /** An index and its table. */
    private record Pair(IndexSchema index, @Nullable IndexMatch match, TreeWork rows, TreeWork entries) {}

    ParallelTrees(Schema schema, TextForm text, CheckMode mode, Findings findings, int workers) {
        this.schema = schema;
        this.text = text;
        this.mode = mode;
        this.findings = findings;
        // What a full check compares depends on the order of the rows in some tables.
        this.parts = mode == CheckMode.QUICK && workers > 1 ? PARTS_PER_WORKER * workers : 0;
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
            add(
                    new TreeWork(
                            this::tableCheck,
                            (one, own) -> new TableCheck.Walked(0, own.check(tree, null)),
                            (one, own, slice) -> new TableCheck.PartWalked(0, own.check(slice, null)),
                            (counted, rows) -> {}),
                    tree);
            counts.trees++;
        }
        new TreeHelpers(check, units).run(executor, workers, walk);
        boolean whole = true;
        for (TreeWork work : works) {
            whole &= work.conclude(counts, schema.notJudged);
        }
        return whole && findings.count() == 0 && pairs.stream().allMatch(ParallelTrees::agree);
    }

    private void add(TableSchema table, boolean known, TreeWalk walk) throws IOException {
        List<IndexMatch> matches = new ArrayList<>();
        TreeWork rows = new TreeWork(
                this::tableCheck,
                (check, own) -> check.table(table, known, matches),
                (check, own, slice) -> check.table(table, slice),
                CheckCounts::table);
        if (known) {
            works.add(rows);
            rows.run(walk);
        } else {
            matches.addAll(rows.tableCheck(walk).matches(table));
            add(rows, table.root > 0 ? table.tree() : null);
        }
        for (IndexSchema index : table.indexes) {
            if (index.root > 0) {
                IndexMatch match = TableCheck.matchOf(matches, index);
                TreeWork entries = new TreeWork(
                        this::tableCheck,
                        (check, own) -> check.index(table, index, match),
                        (check, own, slice) -> check.index(table, index, slice),
                        CheckCounts::index);
                add(entries, index.tree());
                pairs.add(new Pair(index, match, rows, entries));
            }
        }
    }

    private void add(TreeWork work, @Nullable Tree tree) {
        works.add(work);
        units.add(work);
        if (parts > 0 && tree != null) {
            work.divide(tree, parts);
        }
    }

    private TableCheck tableCheck(TreeWalk walk, List<NotJudged> notJudged, CheckCounts counts) {
        return new TableCheck(findings, walk, text, mode, notJudged, counts);
    }

    /** As {@link TableCheck#conclude}; what cannot be judged is no agreement either, and is told of by one thread. */
    private static boolean agree(Pair pair) {
        boolean sameCount = pair.rows.count() == pair.entries.count() || pair.index.partial;
        return sameCount && (pair.match == null || (pair.match.notJudged() == null && !pair.match.differs()));
    }
}
