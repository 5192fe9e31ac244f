package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a killed run leaves goes with the next run; what is in use, or not ours, stays. */
class LeftoversTest {
    private static final String LEFTOVER = ".app.db.ltx4j-0123456789abcdef.tmp";

    @TempDir
    private Path temp;

    private Path folder;
    private Path target;

    @BeforeEach
    void resolveLinks() throws IOException {
        folder = temp.toRealPath();
        target = folder.resolve("app.db");
    }

    /** Begins a publication, says so, and waits to be killed. */
    static final class Writer {
        public static void main(String[] args) throws Exception {
            try (DatabasePublication publication = DatabasePublication.begin(Path.of(args[0]))) {
                publication.channel().write(ByteBuffer.wrap(new byte[1000]));
                System.out.println(publication.temporaryFile());
                System.in.read();
                publication.publish(false);
            }
        }
    }

    @Test
    void aRunningProcessKeepsItsFileAndAKilledOneLosesIt() throws Exception {
        Process writer = startWriter();
        try (BufferedReader out = writer.inputReader()) {
            Path theirs = Path.of(out.readLine());
            assertThat(theirs).exists();

            DatabasePublication.begin(target).close();
            DatabasePublication.begin(target).close();
            assertThat(names()).containsExactly(theirs.getFileName().toString());

            writer.destroyForcibly().waitFor();
            assertThat(theirs).exists();
            DatabasePublication.begin(target).close();
            assertThat(names()).isEmpty();
        } finally {
            writer.destroyForcibly();
        }
    }

    @Test
    void aRunningProcessPublishesBesideOthersThatComeAndGo() throws Exception {
        Process writer = startWriter();
        try (BufferedReader out = writer.inputReader()) {
            out.readLine();
            for (int round = 0; round < 20; round++) {
                DatabasePublication.begin(target).close();
            }
            writer.getOutputStream().close();
            assertThat(writer.waitFor()).isZero();
            assertThat(target).hasSize(1000);
            assertThat(names()).containsExactly("app.db");
        } finally {
            writer.destroyForcibly();
        }
    }

    /** Had the second run opened and closed the first one's file, the system would have dropped the first one's lock. */
    @Test
    void aRunInTheSameProcessDoesNotUnlockTheFileOfAnother() throws Exception {
        try (DatabasePublication first = DatabasePublication.begin(target)) {
            DatabasePublication.begin(target).close();
            Process other = startWriter();
            try (BufferedReader out = other.inputReader()) {
                assertThat(out.readLine()).isNotNull();
                assertThat(first.temporaryFile()).exists();
            } finally {
                other.destroyForcibly().waitFor();
            }
        }
    }

    private Process startWriter() throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new ProcessBuilder(
                        java.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        target.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void filesInUseByOtherThreadsAreLeftAlone() throws Exception {
        try (DatabasePublication first = DatabasePublication.begin(target);
                DatabasePublication second = DatabasePublication.begin(target)) {
            assertThat(names()).hasSize(2);
            second.channel().write(ByteBuffer.wrap(new byte[7]));
            second.publish(false);
            assertThat(first.temporaryFile()).exists();
            first.publish(true);
        }
        assertThat(names()).containsExactly("app.db");
    }

    /** The moment between a file's creation and its lock: other threads look for leftovers all the time. */
    @Test
    void nobodyLosesItsFileToARunThatStartsAtTheSameTime() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Integer> run = () -> {
                int kept = 0;
                for (int round = 0; round < 100; round++) {
                    try (DatabasePublication publication = DatabasePublication.begin(target)) {
                        kept += Files.exists(publication.temporaryFile()) ? 1 : 0;
                    }
                }
                return kept;
            };
            List<Future<Integer>> runs = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                runs.add(threads.submit(run));
            }
            for (Future<Integer> each : runs) {
                assertThat(each.get()).isEqualTo(100);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(names()).isEmpty();
    }

    @Test
    void aLeftoverGoes() throws Exception {
        Files.writeString(folder.resolve(LEFTOVER), "half a database");
        DatabasePublication.begin(target).close();
        assertThat(names()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".app.db.ltx4j-0123456789abcdef.tmp~",
                ".app.db.ltx4j-0123456789abcde.tmp",
                ".app.db.ltx4j-0123456789abcdef0.tmp",
                ".app.db.ltx4j-0123456789ABCDEF.tmp",
                ".app.db.ltx4j-.tmp",
                "app.db.ltx4j-0123456789abcdef.tmp",
                ".appXdb.ltx4j-0123456789abcdef.tmp",
                ".other.db.ltx4j-0123456789abcdef.tmp",
                ".app.db.tmp",
                "x.app.db.ltx4j-0123456789abcdef.tmp",
            })
    void aFileOfAnotherNameStays(String name) throws Exception {
        Path other = Files.writeString(folder.resolve(name), "not ours");
        DatabasePublication.begin(target).close();
        assertThat(other).hasContent("not ours");
    }

    @Test
    void aNameWithPatternCharactersIsTakenLiterally() throws Exception {
        Path odd = folder.resolve("a.*\\E[x]$.db");
        Files.writeString(folder.resolve(".a.*\\E[x]$.db.ltx4j-0123456789abcdef.tmp"), "half a database");
        Files.writeString(folder.resolve(".aZZ.db.ltx4j-0123456789abcdef.tmp"), "not ours");
        DatabasePublication.begin(odd).close();
        assertThat(names()).containsExactly(".aZZ.db.ltx4j-0123456789abcdef.tmp");
    }

    @Test
    void noLinkIsFollowedAndNoFolderDeleted() throws Exception {
        Path precious = Files.writeString(folder.resolve("precious"), "precious");
        Path link = Files.createSymbolicLink(folder.resolve(LEFTOVER), precious);
        Path directory = Files.createDirectory(folder.resolve(".app.db.ltx4j-00000000000000ff.tmp"));

        DatabasePublication.begin(target).close();

        assertThat(precious).hasContent("precious");
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(directory).isDirectory();
    }

    /** Killed between giving the file its name and taking the other one away. */
    @Test
    void theSecondNameOfAPublishedDatabaseGoesAndTheDatabaseStays() throws Exception {
        Files.writeString(target, "complete");
        Files.createLink(folder.resolve(LEFTOVER), target);

        DatabasePublication.begin(target).close();

        assertThat(names()).containsExactly("app.db");
        assertThat(target).hasContent("complete");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
