package dev.ltx4j.sqlite.check;

/** What a check has gone through so far. */
final class CheckCounts {
    int trees;
    int tables;
    int indexes;
    long rows;
    long entries;

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
