/**
 * Whether a database is sound: what SQLite's {@code PRAGMA quick_check} and {@code PRAGMA integrity_check} look for in
 * the structure of a file, in pure Java. {@link dev.ltx4j.sqlite.check.DatabaseChecker} is the way in, {@link
 * dev.ltx4j.sqlite.check.CheckReport} what comes out.
 *
 * <p>The header first, then the free list, then the schema, which is read from its own b-tree and understood as far as
 * trees and the order of their keys need it; then every b-tree of it, page by page from left to right, with the overflow
 * chains of its cells and, where there is auto-vacuum, the pointer map; then the pages that nothing led to. In a full
 * check each index is held against its table: the rows' keys and the index's entries must be the same set, which is
 * found out by sums of hashes on the way, and only where they differ by another look.
 *
 * <p>A damaged database is the normal case here: it ends in findings, never in an exception. Memory is a constant, one
 * bit for each page that there is, and what the schema takes.
 */
@NullMarked
package dev.ltx4j.sqlite.check;

import org.jspecify.annotations.NullMarked;
