package dev.ltx4j.tool;

import java.io.IOException;

/** A file that should hold results is not as they are written. */
final class ReportFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long line;

    /** @param line from 1 */
    ReportFormatException(String file, long line, String detail) {
        super(file + ", line " + line + ": " + detail);
        this.file = file;
        this.line = line;
    }

    String file() {
        return file;
    }

    long line() {
        return line;
    }
}
