package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;

/**
 * One level of a replica after it has been verified.
 *
 * @param level 0 … 9
 * @param files how many LTX files it holds
 * @param bytes their size
 * @param pages how many pages the sound ones hold
 * @param minTxid the first transaction that a name promises
 * @param maxTxid the last one
 */
public record LevelSummary(int level, long files, long bytes, long pages, Txid minTxid, Txid maxTxid) {}
