package dev.ltx4j.restore;

import dev.ltx4j.ltx.TxidRange;
import java.util.Optional;

/**
 * A hole in a backup: what was written in between is in no file, so what lies behind it cannot be restored.
 *
 * @param missing the transactions that are missing; empty for the generations of Litestream 0.3, which have no TXIDs
 * @param description what is missing and between which files, in words
 */
public record Gap(Optional<TxidRange> missing, String description) {}
