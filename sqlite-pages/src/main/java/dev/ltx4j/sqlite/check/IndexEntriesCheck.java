package dev.ltx4j.sqlite.check;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Looks at the entries of an index: records, order, and what has to be in the table for them. */
final class IndexEntriesCheck implements TreeRows {
    private final Findings findings;
    private final IndexSchema index;
    private final boolean hasRowIds;
    private final KeyOrderCheck order;
    private final @Nullable IndexMatch match;
    private final int values;
    private long ordinal;

    /**
     * For one walk through the index.
     *
     * @param hasRowIds whether the table has row ids, so that an entry ends with one
     * @param match gets the entries; null if they are not held against the table
     */
    IndexEntriesCheck(
            Findings findings, IndexSchema index, boolean hasRowIds, KeyOrderCheck order, @Nullable IndexMatch match) {
        this.findings = findings;
        this.index = index;
        this.values = index.columns.size();
        this.hasRowIds = hasRowIds;
        this.order = order;
        this.match = match;
    }

    @Override
    public void row(long pageNumber, long rowId, Payload payload) throws IOException {
        ordinal++;
        SqliteRecord source = order.next();
        String trouble = source.open(payload, values);
        if (trouble == null && source.count() < values) {
            trouble = "it has " + source.count() + " values, not " + values;
        }
        if (trouble == null && hasRowIds && !(source.isWhole() && SerialType.isInteger(source.type(values - 1)))) {
            trouble = "it does not end with a row id (rowid not at end-of-record)";
        }
        if (trouble != null) {
            findings.add(CheckFinding.Kind.RECORD, pageNumber, index.tree().name(), "an entry: " + trouble);
            if (match != null) {
                match.giveUp();
            }
            return;
        }
        if (match != null) {
            match(match, source, payload);
        }
        order.entry(pageNumber, payload);
    }

    @Override
    public void follow(long pageNumber, Payload payload) throws IOException {
        if (order.next().open(payload, values) == null) {
            order.entry(pageNumber, payload);
        }
    }

    @Override
    public void leavePage() {
        order.leavePage();
    }

    private void match(IndexMatch target, SqliteRecord source, Payload payload) throws IOException {
        if (!source.fetch(payload, values)) {
            target.cannotJudgeEntries("an entry has more than " + Payload.MAX_BYTES + " bytes");
            return;
        }
        long hash = 0;
        for (int i = 0; i < values; i++) {
            hash = ValueHash.mix(hash, ValueHash.of(source, i));
        }
        target.entry(hash, hasRowIds ? source.integer(values - 1) : ordinal);
    }
}
