package dev.ltx4j.tool;

import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.restore.LtxPlan;
import dev.ltx4j.restore.RestorePlan;
import dev.ltx4j.restore.RestoreReport;
import dev.ltx4j.restore.Restorer;
import dev.ltx4j.restore.UnrestorableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Restores the databases of a fleet.
 *
 * @param outputs where they go
 * @param dryRun whether nothing is written
 * @param ifDbNotExists whether a database that exists is fine
 * @param ifReplicaExists whether one without a backup is fine
 * @param restorers make what restores one
 */
record RestoreEach(
        FleetOutputs outputs, boolean dryRun, boolean ifDbNotExists, boolean ifReplicaExists, Restorers restorers)
        implements FleetRun.Work {
    /** Makes what restores from a store. */
    interface Restorers {
        Restorer of(ReplicaStore store, ProgressDisplay progress) throws IOException;
    }

    @Override
    public FleetRun.Done with(FleetDatabase database, ProgressDisplay progress) throws IOException {
        Path target = outputs.of(database);
        if (ifDbNotExists && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return FleetRun.Done.nothing(FleetResult.Outcome.EXISTS);
        }
        ReplicaStore opened;
        try {
            opened = database.opener().open();
        } catch (StoreUnavailableException e) {
            // Only here: what is not found later was there, and is a backup that cannot be read.
            if (ifReplicaExists && e.reason() == StoreUnavailableException.Reason.NOT_FOUND) {
                return FleetRun.Done.nothing(FleetResult.Outcome.NO_BACKUP);
            }
            throw e;
        }
        try (ReplicaStore store = opened) {
            Restorer restorer = restorers.of(store, progress);
            return dryRun ? planned(restorer.plan(), target) : restored(store, restorer, target);
        } catch (UnrestorableException e) {
            if (ifReplicaExists && e.reason() == UnrestorableException.Reason.NO_BACKUP) {
                return FleetRun.Done.nothing(FleetResult.Outcome.NO_BACKUP);
            }
            throw e;
        }
    }

    private FleetRun.Done planned(RestorePlan plan, Path target) {
        return new FleetRun.Done(
                FleetResult.Outcome.PLANNED,
                state(plan, plan.reachedTime()),
                States.fileCount(plan),
                plan.inputBytes(),
                0,
                null,
                json -> {
                    json.writeStringField("db_path", target.toString());
                    States.writeGap(json, plan.gap());
                });
    }

    private FleetRun.Done restored(ReplicaStore store, Restorer restorer, Path target) throws IOException {
        List<Path> made = outputs.makeFolders(target);
        boolean isRestored = false;
        try {
            Sources.refuseInside(store, target);
            RestoreReport report = restorer.restore(target);
            isRestored = true;
            return done(report, target);
        } finally {
            if (!isRestored) {
                FleetOutputs.remove(made);
            }
        }
    }

    private static FleetRun.Done done(RestoreReport report, Path target) {
        return new FleetRun.Done(
                FleetResult.Outcome.RESTORED,
                state(report.plan(), report.reachedTime()),
                States.fileCount(report.plan()),
                report.databaseBytes(),
                0,
                null,
                json -> {
                    json.writeStringField("db_path", target.toString());
                    json.writeArrayFieldStart("notes");
                    for (String note : report.notes()) {
                        json.writeString(note);
                    }
                    json.writeEndArray();
                    States.writeFiles(json, "bypassed", report.bypassed());
                    States.writeGap(json, report.plan().gap());
                });
    }

    private static FleetResult.State state(RestorePlan plan, Instant time) {
        @Nullable Txid txid = plan instanceof LtxPlan ltx ? ltx.maxTxid() : null;
        return new FleetResult.State(txid == null ? null : txid.toString(), time);
    }
}
