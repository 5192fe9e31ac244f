package dev.ltx4j.tool;

import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.restore.VerifyReport;
import java.io.IOException;

/**
 * Verifies the replicas of a fleet.
 *
 * @param verifier verifies one
 */
record VerifyEach(Verifier verifier) implements FleetRun.Work {
    /** More are counted, but not told one by one. */
    private static final int MAX_FINDINGS = 100;

    /** Verifies a replica. */
    interface Verifier {
        VerifyReport verify(ReplicaStore store, ProgressDisplay progress) throws IOException;
    }

    @Override
    public FleetRun.Done with(FleetDatabase database, ProgressDisplay progress) throws IOException {
        try (ReplicaStore store = database.opener().open()) {
            return done(verifier.verify(store, progress));
        }
    }

    /** What is told of one replica among others. */
    static FleetRun.Done done(VerifyReport report) {
        return new FleetRun.Done(
                report.isSound() ? FleetResult.Outcome.SOUND : FleetResult.Outcome.DAMAGED,
                report.lastGood()
                        .map(good -> new FleetResult.State(
                                good.txid().map(Txid::toString).orElse(null), good.time()))
                        .orElse(null),
                report.files(),
                report.bytes(),
                report.findings().size(),
                VerifyOutput.failureOf(report),
                json -> VerifyOutput.writeFindings(
                        json,
                        "damage",
                        report.findings().stream().limit(MAX_FINDINGS).toList()));
    }
}
