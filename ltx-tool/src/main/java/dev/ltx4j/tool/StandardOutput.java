package dev.ltx4j.tool;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Standard output that remembers why it could not be written, which a {@link PrintStream} does not. */
final class StandardOutput extends FilterOutputStream {
    /** That of the user's locale, as file names are; JSON is UTF-8 in any case. */
    static final Charset CHARSET = Charset.forName(System.getProperty("native.encoding", "UTF-8"));

    private final PrintStream printer = new PrintStream(new BufferedOutputStream(this), false, CHARSET);
    private @Nullable IOException failure;

    StandardOutput(OutputStream out) {
        super(out);
    }

    static StandardOutput open() {
        return new StandardOutput(new FileOutputStream(FileDescriptor.out));
    }

    /** Prints to this stream, through a buffer. */
    PrintStream printer() {
        return printer;
    }

    /**
     * Writes what is left in the buffer.
     *
     * @param exitCode that of the command
     * @return the same, or that of a refused output if the command was fine and its result got lost
     */
    int finish(Console console, int exitCode) {
        printer.flush();
        IOException trouble = failure;
        if (trouble == null || isClosedByReader(trouble)) {
            return exitCode;
        }
        console.err().println("cannot write to standard output: " + trouble.getMessage());
        return exitCode == ExitCode.DONE ? ExitCode.OUTPUT_REFUSED : exitCode;
    }

    /** As in {@code ltx-tool list … | head}: whoever reads has enough. */
    private static boolean isClosedByReader(IOException trouble) {
        String message = trouble.getMessage();
        return message != null && message.toLowerCase(Locale.ROOT).contains("broken pipe");
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] array, int arrayOffset, int byteCount) throws IOException {
        try {
            out.write(array, arrayOffset, byteCount);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }
}
