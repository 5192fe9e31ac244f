/**
 * SQLite's own files, as far as a backup tool needs them: the {@linkplain dev.ltx4j.sqlite.PageSize page size} and the
 * lock page that follows from it, the database header, the write-ahead log and what SQLite's recovery makes of it, and
 * the publication of a database file so that nobody ever sees half of one.
 *
 * <p>Nothing here loads SQLite, and nothing here depends on anything but the JDK.
 */
@NullMarked
package dev.ltx4j.sqlite;

import org.jspecify.annotations.NullMarked;
