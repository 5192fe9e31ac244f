package dev.ltx4j.sqlite.check;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Looks at the records of a table, and tells each index what it has to hold for them. */
final class TableRowsCheck implements TreeRows {
    private final Findings findings;
    private final TableSchema table;
    private final List<IndexMatch> matches;
    private final boolean valuesCount;
    private final int checkedValues;
    private final int neededValues;
    private final int[] positions;
    private final long[] hashes;
    private long ordinal;

    /** The order of the primary key, in a table without row ids. */
    private final KeyOrderCheck order;

    /**
     * For one walk through the table.
     *
     * @param matches the indexes that want to know what the rows are
     */
    TableRowsCheck(Findings findings, TableSchema table, List<IndexMatch> matches, KeyOrderCheck order) {
        this.findings = findings;
        this.table = table;
        this.matches = List.copyOf(matches);
        this.order = order;
        this.checkedValues = table.understood ? table.checkedValues() : Integer.MAX_VALUE;
        this.positions = new int[table.columns().size()];
        this.hashes = new long[table.columns().size()];
        this.neededValues = findPositions();
        this.valuesCount = order.isJudged() || !matches.isEmpty();
    }

    /** Where the wanted columns are in the records; how many values that makes. */
    private int findPositions() {
        int needed = 0;
        Arrays.fill(positions, TableSchema.NO_COLUMN);
        for (IndexMatch match : matches) {
            for (KeyColumn column : match.index().columns) {
                int number = column.column();
                if (number >= 0 && number != table.rowIdColumn) {
                    positions[number] = table.recordPosition(number);
                    needed = Math.max(needed, positions[number] + 1);
                }
            }
        }
        return needed;
    }

    @Override
    public void row(long pageNumber, long rowId, Payload payload) throws IOException {
        ordinal++;
        if (checkedValues == 0 && neededValues == 0) {
            return;
        }
        SqliteRecord source = order.next();
        int most = Math.max(checkedValues, 1);
        String trouble = valuesCount ? source.open(payload, most) : source.judge(payload, most);
        if (trouble != null) {
            findings.add(
                    CheckFinding.Kind.RECORD,
                    pageNumber,
                    table.tree().name(),
                    (table.withoutRowId ? "row: " : "row " + rowId + ": ") + trouble);
            matches.forEach(IndexMatch::giveUp);
            return;
        }
        if (!matches.isEmpty()) {
            match(table.withoutRowId ? ordinal : rowId, source, payload);
        }
        order.entry(pageNumber, payload);
    }

    @Override
    public void follow(long pageNumber, Payload payload) throws IOException {
        if (order.next().open(payload, Math.max(checkedValues, 1)) == null) {
            order.entry(pageNumber, payload);
        }
    }

    @Override
    public void leavePage() {
        order.leavePage();
    }

    private void match(long rowId, SqliteRecord source, Payload payload) throws IOException {
        if (!source.fetch(payload, neededValues)) {
            matches.forEach(match -> match.cannotJudgeRows("a row has more than " + Payload.MAX_BYTES + " bytes"));
            return;
        }
        for (int column = 0; column < positions.length; column++) {
            int position = positions[column];
            if (position >= 0 && position < source.count()) {
                hashes[column] = ValueHash.of(source, position);
            }
        }
        long rowIdHash = ValueHash.ofInteger(rowId);
        for (IndexMatch match : matches) {
            long hash = 0;
            for (KeyColumn column : match.columns()) {
                hash = ValueHash.mix(hash, valueHash(match, source, column.column(), rowIdHash));
            }
            match.row(hash, rowId);
        }
    }

    private long valueHash(IndexMatch match, SqliteRecord source, int column, long rowIdHash) {
        if (column == KeyColumn.ROW_ID || column == table.rowIdColumn) {
            return rowIdHash;
        }
        if (positions[column] < source.count()) {
            return hashes[column];
        }
        Long missing = table.columns().get(column).missingHash();
        if (missing == null) {
            match.cannotJudgeRows("a default value is not understood");
            return 0;
        }
        return missing;
    }
}
