package dev.ltx4j.restore.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A running {@code litestream replicate}. */
final class Replication implements AutoCloseable {
    private static final int MAX_SECONDS_TO_STOP = 60;

    private final Process process;
    private final Path log;
    private final Thread killer;

    private Replication(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.killer = new Thread(process::destroyForcibly);
    }

    /**
     * Starts Litestream.
     *
     * @param folder where its configuration and its log are put
     * @param configuration the content of its yml file
     */
    static Replication start(GoProgram litestream, Path folder, String configuration) throws IOException {
        Path yml = Files.writeString(folder.resolve("litestream.yml"), configuration);
        Path log = folder.resolve("litestream.log");
        Process process = litestream.start(log, "replicate", "-no-expand-env", "-config", yml.toString());
        Replication replication = new Replication(process, log);
        Runtime.getRuntime().addShutdownHook(replication.killer);
        return replication;
    }

    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError("litestream ended: " + Files.readString(log));
        }
    }

    /** Ends it as an administrator would, so that it finishes what it is at. */
    @Override
    public void close() throws IOException {
        process.destroy();
        boolean ended = GoProgram.waitFor(process, MAX_SECONDS_TO_STOP);
        Runtime.getRuntime().removeShutdownHook(killer);
        assertThat(ended).as("litestream stops when it is asked to").isTrue();
        assertThat(process.exitValue())
                .as("exit code; %s", Files.readString(log))
                .isZero();
    }
}
