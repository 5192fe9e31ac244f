package dev.ltx4j.sqlite.check;

import org.jspecify.annotations.Nullable;

/**
 * A column of a table.
 *
 * @param name as it is written
 * @param type the declared type in upper case, possibly empty
 * @param collation null if it is unknown
 * @param isVirtual generated and not stored
 * @param missingHash the {@link ValueHash} of the column in rows that are older than it; null if it is not known
 */
record ColumnSchema(
        String name,
        String type,
        @Nullable Collation collation,
        boolean isVirtual,
        @Nullable Long missingHash) {}
