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
import java.util.function.LongConsumer;

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
    static void run(FileChannel database, CheckMode mode) throws IOException {
        CheckReport report = check(database, NAME, mode, pages -> {});
        if (!report.isSound()) {
            throw new IntegrityCheckException(report);
        }
    }

    /**
     * The same, and tells what is wrong. A database without pages is sound.
     *
     * @param progress is told of pages as they are looked at
     */
    @SuppressWarnings("resource") // closing the pages would close the channel
    static CheckReport check(FileChannel database, String name, CheckMode mode, LongConsumer progress)
            throws IOException {
        if (database.size() == 0) {
            return report(name, mode, List.of());
        }
        long[] told = new long[1];
        try {
            return DatabaseChecker.of(new DatabasePages(database, name))
                    .mode(mode)
                    .listener((done, total) -> {
                        progress.accept(done - told[0]);
                        told[0] = done;
                    })
                    .build()
                    .check();
        } catch (MalformedFileException e) {
            return report(
                    name,
                    mode,
                    List.of(new CheckFinding(CheckFinding.Kind.HEADER, 1, null, String.valueOf(e.getMessage()))));
        }
    }

    private static CheckReport report(String name, CheckMode mode, List<CheckFinding> findings) {
        return new CheckReport(name, mode, 0, 0, 0, 0, 0, 0, 0, findings, List.of(), true);
    }
}
