package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;
import java.time.Instant;

/** Which state of the database is wanted. */
public sealed interface RestoreTarget {
    /** The newest state there is. */
    RestoreTarget LATEST = new Latest();

    /** The newest state there is. */
    record Latest() implements RestoreTarget {}

    /**
     * The state right after one transaction, and no other.
     *
     * @param txid the transaction
     */
    record AtTxid(Txid txid) implements RestoreTarget {}

    /**
     * The newest state made strictly before a moment.
     *
     * @param timestamp the moment
     */
    record Before(Instant timestamp) implements RestoreTarget {}
}
