package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;
import java.util.List;
import java.util.Optional;

/**
 * How far the candidates lead.
 *
 * @param steps the files in the order in which they apply; empty if nothing starts with transaction 1
 * @param reached the state that they make, {@link Txid#ZERO} without steps
 * @param beyond the first candidate that starts later than right behind that state
 */
record Chain(List<PlannedFile> steps, Txid reached, Optional<LtxFile> beyond) {
    /** The last file, if there is one. */
    Optional<LtxFile> lastFile() {
        return steps.isEmpty()
                ? Optional.empty()
                : Optional.of(steps.get(steps.size() - 1).file());
    }
}
