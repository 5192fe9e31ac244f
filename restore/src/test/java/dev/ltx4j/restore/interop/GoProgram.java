package dev.ltx4j.restore.interop;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One of the real programs. */
record GoProgram(Path path) {
    private static final int MAX_SECONDS = 120;

    /**
     * What a run came to.
     *
     * @param output of both streams
     */
    record Result(int exitCode, String output) {
        boolean succeeded() {
            return exitCode == 0;
        }
    }

    /** Runs the program to its end. */
    Result run(String... arguments) throws IOException {
        Path output = Files.createTempFile("interop", ".log");
        try {
            Process process = start(output, arguments);
            if (!waitFor(process, MAX_SECONDS)) {
                throw new IOException(path + " " + String.join(" ", arguments) + " did not end in " + MAX_SECONDS
                        + " s: " + Files.readString(output));
            }
            return new Result(process.exitValue(), Files.readString(output));
        } finally {
            Files.delete(output);
        }
    }

    /** Starts the program with both output streams in a file. It does not outlive this JVM. */
    Process start(Path output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(path.toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.redirectInput(new File("/dev/null"));
        // The S3 client inside reads it at every start, and fails where it names a file that is not there.
        builder.environment().remove("AWS_CA_BUNDLE");
        return builder.start();
    }

    /** Whether the process ended in time. If not, it is killed. */
    static boolean waitFor(Process process, int seconds) {
        try {
            if (process.waitFor(seconds, TimeUnit.SECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        return false;
    }
}
