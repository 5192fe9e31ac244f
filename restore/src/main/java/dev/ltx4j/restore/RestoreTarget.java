package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;
import java.time.Instant;
import java.util.OptionalLong;

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
     * The state at the end of a generation of the 0.3 layout, or at the end of one WAL index of it.
     *
     * @param generation its name, 16 lower-case hexadecimal digits
     * @param index the last WAL index to apply, 0 to 2³²−1; empty for all
     */
    record AtGeneration(String generation, OptionalLong index) implements RestoreTarget {}

    /**
     * The newest state made strictly before a moment.
     *
     * @param timestamp the moment
     */
    record Before(Instant timestamp) implements RestoreTarget {}
}
