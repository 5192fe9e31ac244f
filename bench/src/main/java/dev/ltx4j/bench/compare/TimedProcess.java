package dev.ltx4j.bench.compare;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs a command and takes its time and its peak memory.
 *
 * <p>The peak is {@code VmHWM} of {@code /proc/PID/status}, which the kernel keeps itself and which only grows. It is read
 * again and again while the command runs, so at most what a command takes in its last milliseconds is missed. Launcher
 * scripts that end in {@code exec} stay the same process, and the kernel starts anew with the program that they become.
 * Elsewhere than on Linux the peak is unknown.
 *
 * @param seconds from before the start until the process was gone
 * @param peakBytes 0 if unknown
 * @param output standard output
 */
record TimedProcess(double seconds, long peakBytes, String output) {
    private static final int MAX_MINUTES = 15;
    private static final long FREQUENT_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long FREQUENT_MILLIS = 2;
    private static final long MILLIS = 10;
    private static final int SHOWN_ERROR_CHARACTERS = 2_000;
    private static final Pattern PEAK = Pattern.compile("^VmHWM:\\s+(\\d+) kB$", Pattern.MULTILINE);

    /**
     * Runs a command to its end.
     *
     * @param scratch takes what it prints
     * @throws IOException if it does not end with exit code 0 within minutes, with what it said
     */
    static TimedProcess run(List<String> command, Path scratch) throws IOException {
        Path output = scratch.resolve("stdout");
        Path errors = scratch.resolve("stderr");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        // A library inside Litestream reads it at every start, and fails where it names a file that is not there.
        builder.environment().remove("AWS_CA_BUNDLE");
        long start = System.nanoTime();
        Process process = builder.start();
        long peakBytes = 0;
        try {
            Path status = Path.of("/proc/" + process.pid() + "/status");
            long now = start;
            while (!process.waitFor(now - start < FREQUENT_NANOS ? FREQUENT_MILLIS : MILLIS, TimeUnit.MILLISECONDS)) {
                peakBytes = Math.max(peakBytes, peakBytes(status));
                now = System.nanoTime();
                if (now - start > TimeUnit.MINUTES.toNanos(MAX_MINUTES)) {
                    throw new IOException(commandLine(command) + " did not end in " + MAX_MINUTES + " minutes");
                }
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            requireSuccess(process.exitValue(), command, output, errors);
            return new TimedProcess(seconds, peakBytes, Files.readString(output));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        } finally {
            process.destroyForcibly();
        }
    }

    /** The peak so far; 0 where there is no such file, and where the process ends while it is read. */
    private static long peakBytes(Path status) {
        try {
            Matcher matcher = PEAK.matcher(Files.readString(status, StandardCharsets.ISO_8859_1));
            return matcher.find() ? Long.parseLong(matcher.group(1)) * 1024 : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    private static void requireSuccess(int exitCode, List<String> command, Path output, Path errors)
            throws IOException {
        if (exitCode != 0) {
            String said = Files.readString(errors) + Files.readString(output);
            throw new IOException(commandLine(command) + " ended with exit code " + exitCode + ": "
                    + said.substring(0, Math.min(said.length(), SHOWN_ERROR_CHARACTERS))
                            .strip());
        }
    }

    /** As a person would type it; what is long is cut. */
    private static String commandLine(List<String> command) {
        String line = String.join(" ", command);
        return line.length() <= 300 ? line : line.substring(0, 300) + "…";
    }
}
