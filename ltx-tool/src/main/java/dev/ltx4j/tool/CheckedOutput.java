package dev.ltx4j.tool;

import dev.ltx4j.sqlite.OutputRefusedException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Objects;

/** A database's way to standard output: what a {@link PrintStream} keeps to itself is an error here. */
final class CheckedOutput extends FilterOutputStream {
    private static final Path NAME = Path.of("standard output");

    private final PrintStream printer;

    CheckedOutput(PrintStream printer) {
        super(OutputStream.nullOutputStream());
        this.printer = printer;
    }

    /** Where the system wants temporary files. */
    static Path temporaryFolder() {
        return Path.of(Objects.requireNonNullElse(System.getenv("TMPDIR"), System.getProperty("java.io.tmpdir")));
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] array, int arrayOffset, int byteCount) throws IOException {
        printer.write(array, arrayOffset, byteCount);
        requireWritten();
    }

    @Override
    public void flush() throws IOException {
        printer.flush();
        requireWritten();
    }

    private void requireWritten() throws OutputRefusedException {
        if (printer.checkError()) {
            throw new OutputRefusedException(
                    OutputRefusedException.Reason.NOT_WRITABLE,
                    NAME,
                    "standard output was closed, or could not be written, before all of the database was there");
        }
    }
}
