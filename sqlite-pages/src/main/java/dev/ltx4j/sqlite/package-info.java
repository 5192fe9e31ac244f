/**
 * SQLite's own files, as far as a backup tool needs them: the {@linkplain dev.ltx4j.sqlite.PageSize page size} and the
 * lock page that follows from it, the database header, the write-ahead log and what SQLite's recovery makes of it, logs
 * that are {@linkplain dev.ltx4j.sqlite.WalWriter written} for it, the pages of database and log {@linkplain
 * dev.ltx4j.sqlite.PageSource at random} and {@linkplain dev.ltx4j.sqlite.BtreePage taken apart}, {@linkplain
 * dev.ltx4j.sqlite.DatabaseLock SQLite's locks}, {@linkplain dev.ltx4j.sqlite.PageTransaction changes in place} under a
 * rollback journal, and the publication of a database file so that nobody ever sees half of one.
 *
 * <p>Nothing here loads SQLite, and nothing here depends on anything but the JDK.
 */
@NullMarked
package dev.ltx4j.sqlite;

import org.jspecify.annotations.NullMarked;
