package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in a file's place is named, and not waited for. */
@Timeout(60)
class RegularFileTest {
    @TempDir
    private Path folder;

    private Path database = Path.of("");

    @BeforeEach
    void create() throws IOException {
        database = Files.write(folder.toRealPath().resolve("app.db"), new byte[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-wal", "-shm", "-journal"})
    void aFolderBesideADatabaseIsNamed(String ending) throws Exception {
        Path stray = Files.createDirectory(folder.toRealPath().resolve("app.db" + ending));
        assertNamed(() -> DatabaseLock.reading(database, Duration.ZERO), stray, "is a folder, not ");
        assertNamed(() -> DatabaseLock.exclusive(database, Duration.ZERO), stray, "is a folder, not ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-wal", "-shm", "-journal"})
    void aPipeBesideADatabaseIsNamed(String ending) throws Exception {
        Path stray = pipe("app.db" + ending);
        assertNamed(
                () -> DatabaseLock.reading(database, Duration.ZERO), stray, "is a pipe, a device or the like, not ");
    }

    @Test
    void aLogThatIsNoFileIsNamed() throws Exception {
        Path stray = Files.createDirectory(folder.resolve("app.db-wal"));
        assertNamed(() -> WalPages.open(database, stray), stray, "is a folder, not a write-ahead log");
        assertNamed(() -> WalRecovery.scan(stray), stray, "is a folder, not a write-ahead log");
        Path out = folder.resolve("out.db");
        assertNamed(
                () -> Checkpoint.of(database, stray).publish(out, false), stray, "is a folder, not a write-ahead log");
        assertThat(out).doesNotExist();
        Path pipe = pipe("pipe-wal");
        assertNamed(() -> WalPages.open(database, pipe), pipe, "is a pipe");
        assertNamed(() -> WalRecovery.scan(pipe), pipe, "is a pipe");
        assertNamed(() -> Checkpoint.of(database, pipe).publish(out, false), pipe, "is a pipe");
    }

    @Test
    void aDatabaseThatIsNoFileIsNamed() throws Exception {
        Path pipe = pipe("pipe.db");
        assertNamed(
                () -> DatabaseLock.reading(pipe, Duration.ZERO),
                pipe,
                "is a pipe, a device or the like, not a database");
        assertNamed(() -> DatabasePages.open(pipe), pipe, "is a pipe, a device or the like, not a database");
    }

    private Path pipe(String name) throws Exception {
        Path pipe = folder.toRealPath().resolve(name);
        boolean made = false;
        try {
            Process mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).start();
            made = mkfifo.waitFor(10, TimeUnit.SECONDS) && mkfifo.exitValue() == 0;
        } catch (IOException e) {
            // No such program here.
        }
        assumeTrue(made, "no pipes can be made here");
        return pipe;
    }

    private static void assertNamed(ThrowingCallable work, Path file, String words) {
        assertThatThrownBy(work).isInstanceOf(FileSystemException.class).hasMessageStartingWith(file + ": " + words);
    }
}
