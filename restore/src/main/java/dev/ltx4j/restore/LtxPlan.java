package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * LTX files that make a state: the first starts with transaction 1, each other continues what the ones before it lead
 * to, and pages of a later one replace those of the earlier.
 *
 * @param files in the order in which they apply, at least one
 * @param gap the hole that it ends at, if it does
 * @param bypassed the files that could not be used
 */
public record LtxPlan(List<PlannedFile> files, Optional<Gap> gap, List<BypassedFile> bypassed) implements RestorePlan {
    /**
     * Checks that there is a file, and copies the lists.
     *
     * @param files in the order in which they apply, at least one
     * @param gap the hole that it ends at, if it does
     * @param bypassed the files that could not be used
     * @throws IllegalArgumentException if the files do not follow one another from transaction 1 on
     */
    public LtxPlan {
        files = List.copyOf(files);
        bypassed = List.copyOf(bypassed);
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

    /**
     * A plan that ends at no hole and bypasses nothing.
     *
     * @param files in the order in which they apply, at least one
     * @throws IllegalArgumentException if the files do not follow one another from transaction 1 on
     */
    public LtxPlan(List<PlannedFile> files) {
        this(files, Optional.empty(), List.of());
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

    LtxPlan withFiles(List<PlannedFile> value) {
        return new LtxPlan(value, gap, bypassed);
    }

    LtxPlan withGap(Optional<Gap> value) {
        return new LtxPlan(files, value, bypassed);
    }

    LtxPlan withBypassed(List<BypassedFile> value) {
        return new LtxPlan(files, gap, value);
    }

    private LtxFile lastFile() {
        return files.get(files.size() - 1).file();
    }
}
