package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.PageSize;
import java.nio.file.Path;

/**
 * What {@link LtxApplier} did.
 *
 * @param database the database, with links resolved
 * @param created whether there was none, or an empty file
 * @param pageSize of the database
 * @param pageCount its size now, in pages
 * @param pagesWritten how many pages the files brought
 * @param position the last transaction that was applied, and the database's checksum if the last file keeps one, else 0
 * @param journalWasPlayedBack whether a transaction that was cut off, SQLite's or ours, was rolled back first
 */
public record ApplyReport(
        Path database,
        boolean created,
        PageSize pageSize,
        long pageCount,
        long pagesWritten,
        LtxPosition position,
        boolean journalWasPlayedBack) {}
