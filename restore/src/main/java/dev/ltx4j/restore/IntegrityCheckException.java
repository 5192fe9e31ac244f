package dev.ltx4j.restore;

import dev.ltx4j.sqlite.check.CheckFinding;
import dev.ltx4j.sqlite.check.CheckReport;
import java.io.IOException;

/**
 * The database that the files of a replica make is not sound, though each of the files is whole: it was so when it was
 * backed up, or the files are not of one history. It is not published.
 */
public final class IntegrityCheckException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient CheckReport report;

    IntegrityCheckException(CheckReport report) {
        super(describe(report));
        this.report = report;
    }

    private static String describe(CheckReport report) {
        CheckFinding first = report.findings().get(0);
        int count = report.findings().size();
        return "the restored database is not sound, and was not published; "
                + (count == 1 ? "found: " : count + " findings, the first: ") + first.message();
    }

    /** {@return all that was found} */
    public CheckReport report() {
        return report;
    }
}
