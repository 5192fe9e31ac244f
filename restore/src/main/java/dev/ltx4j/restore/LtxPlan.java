package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;
import java.time.Instant;
import java.util.List;

/**
 * LTX files that make a state: the first starts with transaction 1, each other continues what the ones before it lead
 * to, and pages of a later one replace those of the earlier.
 *
 * @param files in the order in which they apply, at least one
 */
public record LtxPlan(List<PlannedFile> files) implements RestorePlan {
    /**
     * Checks that there is a file, and copies the list.
     *
     * @param files in the order in which they apply, at least one
     * @throws IllegalArgumentException if the files do not follow one another from transaction 1 on
     */
    public LtxPlan {
        files = List.copyOf(files);
        Txid state = Txid.ZERO;
        for (PlannedFile planned : files) {
            if (!planned.state().equals(state) || !planned.file().range().continues(state)) {
                throw new IllegalArgumentException(
                        planned.file().key() + " does not continue TXID " + state + ": non-contiguous");
            }
            state = planned.file().range().max();
        }
        if (files.isEmpty()) {
            throw new IllegalArgumentException("a plan without files");
        }
    }

    /** {@return the first transaction of the first file: always 1} */
    public Txid minTxid() {
        return files.get(0).file().range().min();
    }

    /** {@return the last transaction of the last file} */
    public Txid maxTxid() {
        return lastFile().range().max();
    }

    /** {@return the transaction whose state the plan makes} */
    public Txid reached() {
        return maxTxid();
    }

    @Override
    public Instant reachedTime() {
        return lastFile().created();
    }

    @Override
    public long inputBytes() {
        return files.stream().mapToLong(planned -> planned.file().size()).sum();
    }

    private LtxFile lastFile() {
        return files.get(files.size() - 1).file();
    }
}
