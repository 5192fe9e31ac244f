package dev.ltx4j.sqlite.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks a table and its indexes, each for itself and against each other. */
final class TableCheck {
    private final Findings findings;
    private final TreeWalk walk;
    private final TextForm text;
    private final boolean full;
    private final List<NotJudged> notJudged;
    private final CheckCounts counts;

    TableCheck(
            Findings findings,
            TreeWalk walk,
            TextForm text,
            CheckMode mode,
            List<NotJudged> notJudged,
            CheckCounts counts) {
        this.findings = findings;
        this.walk = walk;
        this.text = text;
        this.full = mode == CheckMode.FULL;
        this.notJudged = notJudged;
        this.counts = counts;
    }

    /**
     * Checks a table.
     *
     * @param known whether the table's own tree has been checked, as that of the schema has
     */
    void run(TableSchema table, boolean known) throws IOException {
        List<IndexMatch> matches = known ? List.of() : matches(table);
        Walked rows = table(table, known, matches);
        for (IndexSchema index : table.indexes) {
            if (index.root > 0 && !findings.isFull()) {
                IndexMatch match = matchOf(matches, index);
                Walked entries = index(table, index, match);
                conclude(table, index, match, rows, entries);
            }
        }
    }

    /**
     * A tree that was gone through.
     *
     * @param count of its rows or entries
     * @param sound whether nothing is wrong with it
     */
    record Walked(long count, boolean sound) {}

    /** Checks the table's own tree, and tells the indexes what it holds. */
    Walked table(TableSchema table, boolean known, List<IndexMatch> matches) throws IOException {
        long rows = walk.rowCount();
        boolean sound = true;
        if (!known && table.root > 0) {
            KeyOrderCheck order = rowOrder(table);
            sound = walk.check(table.tree(), new TableRowsCheck(findings, table, matches, order));
            rows = walk.rowCount();
            noteLongKeys(order, table.tree().name());
        }
        counts.table(rows);
        return new Walked(rows, sound);
    }

    /** Checks a part of it; nothing is counted yet. */
    PartWalked table(TableSchema table, TreeSlice slice) throws IOException {
        KeyOrderCheck order = rowOrder(table);
        int height = walk.check(slice, new TableRowsCheck(findings, table, List.of(), order));
        noteLongKeys(order, table.tree().name());
        return new PartWalked(walk.rowCount(), height);
    }

    /**
     * A part of a tree that was gone through.
     *
     * @param count of its rows or entries
     * @param height what {@link TreeWalk#check(TreeSlice, TreeRows)} says
     */
    record PartWalked(long count, int height) {}

    static @Nullable IndexMatch matchOf(List<IndexMatch> matches, IndexSchema index) {
        return matches.stream().filter(one -> one.index() == index).findFirst().orElse(null);
    }

    /** What is to be held against the rows of a table; nothing if the check is a quick one. */
    List<IndexMatch> matches(TableSchema table) {
        List<IndexMatch> matches = new ArrayList<>();
        for (IndexSchema index : table.indexes) {
            String reason = table.understood
                    ? index.entriesNotJudged(table)
                    : "its table's statement is not understood: its entries are not held against the table";
            if (reason != null) {
                notJudged.add(new NotJudged(index.tree().name(), reason));
            } else if (full) {
                matches.add(new IndexMatch(index));
            }
        }
        return matches;
    }

    private KeyOrderCheck rowOrder(TableSchema table) {
        if (!table.withoutRowId) {
            return KeyOrderCheck.none(findings);
        }
        List<KeyColumn> key = table.rowOrder.subList(0, table.keyColumns);
        if (!key.stream().allMatch(KeyColumn::isKnown)) {
            notJudged.add(new NotJudged(
                    table.tree().name(), "the collation of its primary key is unknown: its order is not judged"));
        }
        return KeyOrderCheck.of(findings, table.tree().name(), key, 0, text);
    }

    /** Checks the tree of an index. */
    Walked index(TableSchema table, IndexSchema index, @Nullable IndexMatch match) throws IOException {
        KeyOrderCheck order = entryOrder(index);
        boolean sound = walk.check(index.tree(), entries(table, index, order, match));
        counts.index(walk.rowCount());
        noteLongKeys(order, index.tree().name());
        return new Walked(walk.rowCount(), sound);
    }

    /** Checks a part of it; nothing is counted yet. */
    PartWalked index(TableSchema table, IndexSchema index, TreeSlice slice) throws IOException {
        KeyOrderCheck order = entryOrder(index);
        int height = walk.check(slice, entries(table, index, order, null));
        noteLongKeys(order, index.tree().name());
        return new PartWalked(walk.rowCount(), height);
    }

    private KeyOrderCheck entryOrder(IndexSchema index) {
        int uniqueColumns = full && index.unique ? index.keyColumns : 0;
        return index.orderNotJudged() == null
                ? KeyOrderCheck.of(findings, index.tree().name(), index.columns, uniqueColumns, text)
                : KeyOrderCheck.none(findings);
    }

    private @Nullable IndexEntriesCheck entries(
            TableSchema table, IndexSchema index, KeyOrderCheck order, @Nullable IndexMatch match) {
        return index.columns.isEmpty() ? null : new IndexEntriesCheck(findings, index, hasRowIds(table), order, match);
    }

    private static boolean hasRowIds(TableSchema table) {
        return table.understood && !table.withoutRowId;
    }

    /** Holds an index against its table; both have been gone through. */
    void conclude(TableSchema table, IndexSchema index, @Nullable IndexMatch match, Walked rows, Walked entries)
            throws IOException {
        if (!rows.sound || !entries.sound) {
            return;
        }
        String name = index.tree().name();
        if (match != null && match.notJudged() != null) {
            notJudged.add(new NotJudged(name, match.notJudged() + ": its entries are not held against the table"));
        }
        if (entries.count != rows.count && !index.partial) {
            findings.add(
                    CheckFinding.Kind.ENTRY_COUNT,
                    0,
                    name,
                    entries.count + " entries for the " + rows.count + " rows of table " + table.name
                            + " (wrong # of entries in index " + index.name + ")");
        }
        if (match != null && match.differs()) {
            differences(table, match, hasRowIds(table));
        }
    }

    /** Goes through table and index twice more; both are sound trees. */
    private void differences(TableSchema table, IndexMatch match, boolean hasRowIds) throws IOException {
        IndexDifferences differences = new IndexDifferences();
        match.start(differences::addToBucket);
        repeat(table, match, hasRowIds);
        differences.chooseBuckets();
        match.start(differences::addSingle);
        repeat(table, match, hasRowIds);
        String name = match.index().tree().name();
        String row = table.withoutRowId ? "row number " : "the row with row id ";
        List<Long> missing = differences.rowIds(true);
        for (long rowId : missing) {
            findings.add(
                    CheckFinding.Kind.MISSING_FROM_INDEX,
                    0,
                    name,
                    row + rowId + " of table " + table.name + " has no entry (row missing from index "
                            + match.index().name + ")");
        }
        List<Long> extra = differences.rowIds(false);
        String entry = table.withoutRowId ? "entry number " : "an entry for row id ";
        for (long rowId : extra) {
            findings.add(
                    CheckFinding.Kind.MISSING_FROM_TABLE,
                    0,
                    name,
                    entry + rowId + " is that of no row of table " + table.name);
        }
        if (missing.isEmpty() && extra.isEmpty()) {
            findings.add(
                    CheckFinding.Kind.MISSING_FROM_INDEX,
                    0,
                    name,
                    "its entries are not those of the rows of table " + table.name);
        }
    }

    private void repeat(TableSchema table, IndexMatch match, boolean hasRowIds) throws IOException {
        Findings ignored = new Findings(1);
        KeyOrderCheck none = KeyOrderCheck.none(ignored);
        walk.repeat(table.tree(), new TableRowsCheck(ignored, table, List.of(match), none));
        walk.repeat(match.index().tree(), new IndexEntriesCheck(ignored, match.index(), hasRowIds, none, match));
    }

    private void noteLongKeys(KeyOrderCheck order, String name) {
        if (order.isIncomplete()) {
            notJudged.add(new NotJudged(
                    name, "keys of more than " + Payload.MAX_BYTES + " bytes are not compared with their neighbours"));
        }
    }
}
