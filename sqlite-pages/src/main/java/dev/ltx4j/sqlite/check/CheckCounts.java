package dev.ltx4j.sqlite.check;

/** What a check has gone through so far. */
final class CheckCounts {
    int trees;
    int tables;
    int indexes;
    long rows;
    long entries;

    void add(CheckCounts other) {
        trees += other.trees;
        tables += other.tables;
        indexes += other.indexes;
        rows += other.rows;
        entries += other.entries;
    }

    void table(long rowCount) {
        trees++;
        tables++;
        rows += rowCount;
    }

    void index(long entryCount) {
        trees++;
        indexes++;
        entries += entryCount;
    }
}
