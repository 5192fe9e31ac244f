/**
 * LTX files, the format that Litestream keeps backups in: one file holds the pages that a range of transactions wrote.
 *
 * <p>A file is a {@linkplain dev.ltx4j.ltx.LtxHeader header}, page frames in ascending order, an end mark, a page index
 * and a {@linkplain dev.ltx4j.ltx.LtxTrailer trailer}; FORMAT.md has the tables. {@link dev.ltx4j.ltx.LtxReader} reads
 * one from front to end and enforces every rule of it; {@link dev.ltx4j.ltx.LtxWriter} writes one by the same rules; {@link
 * dev.ltx4j.ltx.LtxCompactor} merges several; {@link dev.ltx4j.ltx.LtxIndexedReader} reads single pages through the index;
 * {@link dev.ltx4j.ltx.LtxApplier} brings a database to the transaction that files lead to; {@link
 * dev.ltx4j.ltx.DatabaseChecksum} keeps up the checksum that connects one file to the next.
 */
@NullMarked
package dev.ltx4j.ltx;

import org.jspecify.annotations.NullMarked;
