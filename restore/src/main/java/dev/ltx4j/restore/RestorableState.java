package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;
import java.time.Instant;

/**
 * A state that a replica can give back.
 *
 * @param txid the last transaction in it
 * @param time when the oldest file that ends there was made
 */
public record RestorableState(Txid txid, Instant time) {
    @Override
    public String toString() {
        return "TXID " + txid + " (" + Times.format(time) + ")";
    }
}
