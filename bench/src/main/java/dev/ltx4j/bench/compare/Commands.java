package dev.ltx4j.bench.compare;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Small commands that are not measured. */
final class Commands {
    private static final int MAX_MINUTES = 10;

    private Commands() {}

    /** The folders in which programs are looked for. */
    static List<Path> foldersOfPath() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of)
                .toList();
    }

    /** What a command prints, or nothing where it does not run. */
    static String output(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return isSuccess(process) ? output.strip() : "";
        } catch (IOException e) {
            return "";
        }
    }

    /** The exit code of a command that prints nothing that matters; -1 where it does not run. */
    static int exitCode(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return end(process);
        } catch (IOException e) {
            return -1;
        }
    }

    /** Runs a command, which may print. Whether it ended with exit code 0. */
    static boolean run(ProcessBuilder builder) {
        try {
            return isSuccess(
                    builder.inheritIO().redirectInput(new File("/dev/null")).start());
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isSuccess(Process process) {
        return end(process) == 0;
    }

    /** The exit code; -1 if the process does not end in time, or this thread is interrupted. */
    private static int end(Process process) {
        try {
            return process.waitFor(MAX_MINUTES, TimeUnit.MINUTES) ? process.exitValue() : -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        } finally {
            process.destroyForcibly();
        }
    }
}
