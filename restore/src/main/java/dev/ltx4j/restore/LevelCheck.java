package dev.ltx4j.restore;

import dev.ltx4j.ltx.LtxSummary;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.ReplicaStore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds the files of one level against each other by their names and checksums, in order of their last transaction. */
final class LevelCheck {
    private final ReplicaStore store;
    private final int level;
    private final List<Finding> findings;
    private long files;
    private long bytes;
    private long pages;
    private @Nullable Txid minTxid;
    private Txid maxTxid = Txid.ZERO;
    private @Nullable LtxFile before;
    private @Nullable LtxSummary beforeSummary;

    /** @param findings are added to */
    LevelCheck(ReplicaStore store, int level, List<Finding> findings) {
        this.store = store;
        this.level = level;
        this.findings = findings;
    }

    /** @param summary null if the file is damaged or was not read in full */
    void add(LtxFile file, @Nullable LtxSummary summary) {
        if (level != LtxFile.SNAPSHOT_LEVEL && before != null) {
            checkOrder(before, file);
            if (beforeSummary != null && summary != null) {
                checkChain(before, beforeSummary, file, summary);
            }
        }
        files++;
        bytes += file.size();
        pages += summary == null ? 0 : summary.pageCount();
        minTxid = minTxid == null || file.range().min().isBefore(minTxid)
                ? file.range().min()
                : minTxid;
        maxTxid = Txid.max(maxTxid, file.range().max());
        before = file;
        beforeSummary = summary;
    }

    LevelSummary summary() {
        return new LevelSummary(level, files, bytes, pages, minTxid == null ? Txid.ZERO : minTxid, maxTxid);
    }

    private void checkOrder(LtxFile former, LtxFile file) {
        Txid expected = former.range().max().next();
        if (file.range().min().isAfter(expected)) {
            findings.add(Finding.of(
                    Finding.Kind.GAP,
                    store.locationOf(file.key()),
                    "non-contiguous transaction files: TXIDs " + expected + " to "
                            + file.range().min().previous() + " are missing on level " + level + " before it"));
        } else if (file.range().min().isBefore(expected)) {
            findings.add(Finding.of(
                    Finding.Kind.DISORDER,
                    store.locationOf(file.key()),
                    "overlaps " + former.name() + " on the same level " + level));
        }
    }

    private void checkChain(LtxFile former, LtxSummary formerSummary, LtxFile file, LtxSummary summary) {
        if (former.range().max().next().equals(file.range().min())
                && formerSummary.header().hasDatabaseChecksums()
                && summary.header().hasDatabaseChecksums()
                && formerSummary.trailer().postApplyChecksum()
                        != summary.header().preApplyChecksum()) {
            findings.add(Finding.of(
                    Finding.Kind.CHECKSUM_CHAIN_BROKEN,
                    store.locationOf(file.key()),
                    "pre-apply checksum " + new Txid(summary.header().preApplyChecksum())
                            + " is not the post-apply checksum "
                            + new Txid(formerSummary.trailer().postApplyChecksum()) + " of " + former.name()));
        }
    }
}
