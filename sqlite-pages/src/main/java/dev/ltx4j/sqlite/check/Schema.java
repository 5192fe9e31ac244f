package dev.ltx4j.sqlite.check;

import java.util.ArrayList;
import java.util.List;

/** What the schema says there is. It is put together while it is read. */
final class Schema {
    /** The tables in the order of the schema, the schema itself first, with their indexes. */
    final List<TableSchema> tables = new ArrayList<>();

    /** Trees of which only the root is known. */
    final List<Tree> others = new ArrayList<>();

    final List<NotJudged> notJudged = new ArrayList<>();

    /** Whether all of the schema could be read, so that no tree is missing. */
    boolean complete = true;

    /** The largest root page, the schema's among them. */
    long largestRoot = 1;
}
