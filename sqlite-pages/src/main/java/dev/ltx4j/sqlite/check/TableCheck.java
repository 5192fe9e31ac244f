package dev.ltx4j.sqlite.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

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
        long rows = walk.rowCount();
        boolean sound = true;
        if (!known && table.root > 0) {
            KeyOrderCheck order = rowOrder(table);
            sound = walk.check(table.tree(), new TableRowsCheck(findings, table, matches, order));
            rows = walk.rowCount();
            noteLongKeys(order, table.tree().name());
        }
        counts.table(rows);
        for (IndexSchema index : table.indexes) {
            if (index.root > 0 && !findings.isFull()) {
                index(table, index, rows, sound, matches);
            }
        }
    }

    private List<IndexMatch> matches(TableSchema table) {
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

    private void index(TableSchema table, IndexSchema index, long rows, boolean tableSound, List<IndexMatch> matches)
            throws IOException {
        IndexMatch match =
                matches.stream().filter(one -> one.index() == index).findFirst().orElse(null);
        String name = index.tree().name();
        KeyOrderCheck order = index.orderNotJudged() == null
                ? KeyOrderCheck.of(findings, name, index.columns, full && index.unique ? index.keyColumns : 0, text)
                : KeyOrderCheck.none(findings);
        boolean hasRowIds = table.understood && !table.withoutRowId;
        boolean sound = walk.check(
                index.tree(),
                index.columns.isEmpty() ? null : new IndexEntriesCheck(findings, index, hasRowIds, order, match));
        counts.index(walk.rowCount());
        noteLongKeys(order, name);
        if (!tableSound || !sound) {
            return;
        }
        if (match != null && match.notJudged() != null) {
            notJudged.add(new NotJudged(name, match.notJudged() + ": its entries are not held against the table"));
        }
        if (walk.rowCount() != rows && !index.partial) {
            findings.add(
                    CheckFinding.Kind.ENTRY_COUNT,
                    0,
                    name,
                    walk.rowCount() + " entries for the " + rows + " rows of table " + table.name
                            + " (wrong # of entries in index " + index.name + ")");
        }
        if (match != null && match.differs()) {
            differences(table, match, hasRowIds);
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
