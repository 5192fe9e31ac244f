package dev.ltx4j.restore;

import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.sqlite.DatabasePages;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.check.CheckFinding;
import dev.ltx4j.sqlite.check.CheckMode;
import dev.ltx4j.sqlite.check.CheckReport;
import dev.ltx4j.sqlite.check.DatabaseChecker;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Restores the latest state to a temporary place, checks it as SQLite does, and removes it. */
final class LatestStateCheck {
    private LatestStateCheck() {}

    /**
     * Runs the check. What is wrong is a finding, what there is to say else a note.
     *
     * @throws dev.ltx4j.sqlite.OutputRefusedException if the temporary place has no room
     */
    static void run(ReplicaStore store, int workers, CheckMode mode, List<Finding> findings, List<String> notes)
            throws IOException {
        Path folder = Files.createTempDirectory("ltx4j-verify");
        Path database = folder.resolve("latest.db");
        try {
            RestoreReport restored = restore(store, workers, database, findings);
            if (restored != null) {
                String state = restored.plan() instanceof LtxPlan ltx
                        ? "the latest state (TXID " + ltx.reached() + ")"
                        : "the latest state";
                check(database, state, mode, store.location(), findings, notes);
            }
        } finally {
            Files.deleteIfExists(database);
            Files.deleteIfExists(folder);
        }
    }

    private static @Nullable RestoreReport restore(
            ReplicaStore store, int workers, Path database, List<Finding> findings) throws IOException {
        try {
            return Restorer.builder(store).workers(workers).build().restore(database);
        } catch (UnrestorableException | FileFormatException e) {
            findings.add(finding(
                    store.location(),
                    FileFormatException.NO_PAGE,
                    "the latest state cannot be restored: " + e.getMessage()));
            return null;
        }
    }

    private static void check(
            Path database, String state, CheckMode mode, String location, List<Finding> findings, List<String> notes)
            throws IOException {
        if (Files.size(database) == 0) {
            notes.add(state + " is an empty database");
            return;
        }
        try (FileChannel channel = FileChannel.open(database, StandardOpenOption.READ);
                DatabasePages pages = new DatabasePages(channel, "the database")) {
            CheckReport report = DatabaseChecker.of(pages).mode(mode).build().check();
            for (CheckFinding finding : report.findings()) {
                long page = finding.pageNumber() == 0 ? FileFormatException.NO_PAGE : finding.pageNumber();
                findings.add(finding(location, page, state + " is not sound: " + finding.message()));
            }
            if (report.isSound()) {
                notes.add(state + " was restored and is a sound database of " + report.pages() + " pages");
            }
        } catch (FileFormatException e) {
            findings.add(finding(location, e.pageNumber(), state + " is not sound: " + e.getMessage()));
        }
    }

    private static Finding finding(String location, long page, String what) {
        return new Finding(
                Finding.Kind.INTEGRITY, location, FileFormatException.NO_OFFSET, page, location + ": " + what);
    }
}
