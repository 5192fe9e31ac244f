package dev.ltx4j.restore;

import dev.ltx4j.sqlite.DatabasePages;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.check.CheckFinding;
import dev.ltx4j.sqlite.check.CheckMode;
import dev.ltx4j.sqlite.check.CheckReport;
import dev.ltx4j.sqlite.check.DatabaseChecker;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;

/** Looks into a database before it is published. */
final class IntegrityCheck {
    private static final String NAME = "the restored database";

    private IntegrityCheck() {}

    /**
     * Checks a database.
     *
     * @param database stays open: a descriptor of its own would drop the lock of the temporary file when it is closed
     * @throws IntegrityCheckException if anything is wrong
     */
    @SuppressWarnings("resource") // closing the pages would close the channel
    static void run(FileChannel database, CheckMode mode) throws IOException {
        if (database.size() == 0) {
            return;
        }
        CheckReport report;
        try {
            report = DatabaseChecker.of(new DatabasePages(database, NAME))
                    .mode(mode)
                    .build()
                    .check();
        } catch (MalformedFileException e) {
            CheckFinding finding = new CheckFinding(CheckFinding.Kind.HEADER, 1, null, String.valueOf(e.getMessage()));
            report = new CheckReport(NAME, mode, 0, 0, 0, 0, 0, 0, 0, List.of(finding), List.of(), true);
        }
        if (!report.isSound()) {
            throw new IntegrityCheckException(report);
        }
    }
}
