package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;

/**
 * A file of a plan.
 *
 * @param file the file
 * @param state the transaction that the files before it lead to, {@link Txid#ZERO} for the first
 */
public record PlannedFile(LtxFile file, Txid state) {
    /** {@return why the planner took it, in a few words} */
    public String why() {
        if (!state.equals(Txid.ZERO)) {
            return "longest continuation of TXID " + state;
        }
        return file.level() == LtxFile.SNAPSHOT_LEVEL
                ? "newest snapshot at or below the target"
                : "longest file from the first transaction on (there is no snapshot at or below the target)";
    }
}
