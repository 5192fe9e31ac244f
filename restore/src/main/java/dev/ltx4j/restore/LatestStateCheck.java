package dev.ltx4j.restore;

import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.sqlite.DatabasePages;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.OutputRefusedException;
import dev.ltx4j.sqlite.check.CheckFinding;
import dev.ltx4j.sqlite.check.CheckMode;
import dev.ltx4j.sqlite.check.CheckReport;
import dev.ltx4j.sqlite.check.DatabaseChecker;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Restores the latest state to a temporary place, checks it as SQLite does, and removes it. */
final class LatestStateCheck {
    private LatestStateCheck() {}

    /**
     * Runs the check. What is wrong is a finding, what there is to say else a note.
     *
     * @throws OutputRefusedException if the temporary place has no room
     */
    static void run(ReplicaStore store, int workers, CheckMode mode, List<Finding> findings, List<String> notes)
            throws IOException {
        Path folder = Files.createTempDirectory("ltx4j-verify");
        Path database = folder.resolve("latest.db");
        try {
            RestoreReport restored =
                    Restorer.builder(store).workers(workers).build().restore(database);
            if (Files.size(database) == 0) {
                notes.add("the latest state is an empty database");
                return;
            }
            try (DatabasePages pages = DatabasePages.open(database)) {
                add(
                        store,
                        restored,
                        DatabaseChecker.of(pages).mode(mode).build().check(),
                        findings,
                        notes);
            }
        } catch (StoreUnavailableException | OutputRefusedException | InterruptedIOException e) {
            throw e;
        } catch (UnrestorableException | FileFormatException e) {
            findings.add(finding(store, FileFormatException.NO_PAGE, "cannot be restored: " + e.getMessage()));
        } finally {
            Files.deleteIfExists(database);
            Files.deleteIfExists(folder);
        }
    }

    private static void add(
            ReplicaStore store,
            RestoreReport restored,
            CheckReport report,
            List<Finding> findings,
            List<String> notes) {
        String state = restored.plan() instanceof LtxPlan ltx ? " (TXID " + ltx.reached() + ")" : "";
        for (CheckFinding finding : report.findings()) {
            long page = finding.pageNumber() == 0 ? FileFormatException.NO_PAGE : finding.pageNumber();
            findings.add(finding(store, page, state.strip() + " is not sound: " + finding.message()));
        }
        if (report.isSound()) {
            notes.add("the latest state" + state + " was restored and is a sound database of " + report.pages()
                    + " pages");
        }
    }

    private static Finding finding(ReplicaStore store, long page, String what) {
        return new Finding(
                Finding.Kind.INTEGRITY,
                store.location(),
                FileFormatException.NO_OFFSET,
                page,
                store.location() + ": the latest state " + what);
    }
}
