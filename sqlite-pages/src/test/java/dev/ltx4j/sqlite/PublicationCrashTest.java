package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Publications that stop, or fail, at each step in which the folder changes. */
class PublicationCrashTest {
    private static final String NEW = "new";
    private static final Map<String, String> OLD =
            Map.of("app.db", "old", "app.db-wal", "old log", "app.db-shm", "shm");

    @TempDir
    private Path temp;

    /** The process is gone: nothing after the step happens, not even the cleaning up. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** Does a number of steps and then stops before the next. */
    private static final class StoppingAt extends FolderOperations {
        private final int steps;
        private final boolean kill;
        private final boolean hardLinks;
        private final List<String> done = new ArrayList<>();

        StoppingAt(int steps, boolean kill, boolean hardLinks) {
            this.steps = steps;
            this.kill = kill;
            this.hardLinks = hardLinks;
        }

        private void step(String name) throws IOException {
            if (done.size() == steps) {
                if (kill) {
                    throw new Killed();
                }
                done.add("failed");
                throw new IOException("Input/output error");
            }
            done.add(name);
        }

        @Override
        void link(Path existing, Path name) throws IOException {
            step("link " + plain(existing) + " " + plain(name));
            if (!hardLinks) {
                throw new UnsupportedOperationException();
            }
            super.link(existing, name);
        }

        @Override
        void rename(Path existing, Path name) throws IOException {
            step("rename " + plain(existing) + " " + plain(name));
            super.rename(existing, name);
        }

        @Override
        void delete(Path name) throws IOException {
            step("delete " + plain(name));
            super.delete(name);
        }

        @Override
        void force(Path folder) throws IOException {
            if (done.size() < steps || kill) {
                try {
                    step("force");
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
            super.force(folder);
        }

        private static String plain(Path path) {
            return path.getFileName()
                    .toString()
                    .replaceFirst("\\.app\\.db\\.ltx4j-[0-9a-f]{16}\\.tmp", "TEMP")
                    .replaceFirst("\\.app\\.db\\.ltx4j-[0-9a-f]{16}\\.old", "OLD");
        }
    }

    @Test
    void theStepsAreInTheOrderThatKeepsOldLogsFromNewDatabases() throws Exception {
        assertThat(stepsOf(Map.of(), false, true)).containsExactly("link TEMP app.db", "delete TEMP", "force");
        assertThat(stepsOf(Map.of(), false, false)).containsExactly("link TEMP app.db", "rename TEMP app.db", "force");
        assertThat(stepsOf(Map.of("app.db", ""), false, true)).containsExactly("rename TEMP app.db", "force");
        assertThat(stepsOf(Map.of("app.db", "old"), true, true)).containsExactly("rename TEMP app.db", "force");
        assertThat(stepsOf(OLD, true, true))
                .containsExactly(
                        "rename app.db OLD",
                        "force",
                        "rename app.db-wal OLD-wal",
                        "rename app.db-shm OLD-shm",
                        "force",
                        "rename TEMP app.db",
                        "force",
                        "delete OLD-shm",
                        "delete OLD-wal",
                        "delete OLD");
        assertThat(stepsOf(Map.of("app.db-wal", "stray"), true, true))
                .containsExactly("rename app.db-wal OLD-wal", "force", "rename TEMP app.db", "force", "delete OLD-wal");
    }

    private List<String> stepsOf(Map<String, String> before, boolean replace, boolean hardLinks) throws IOException {
        StoppingAt operations = new StoppingAt(Integer.MAX_VALUE, false, hardLinks);
        Path folder = prepare(before);
        try (DatabasePublication publication = begin(folder, operations)) {
            publication.publish(replace);
        }
        assertThat(contents(folder)).isEqualTo(Map.of("app.db", NEW));
        return operations.done;
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void killedAtAnyStepTheTargetIsAbsentOrOldOrComplete(boolean replace, boolean hardLinks) throws Exception {
        Map<String, String> before = replace ? OLD : Map.of();
        Set<Map<String, String>> seen = new HashSet<>();
        boolean finished = false;
        for (int steps = 0; !finished; steps++) {
            Path folder = prepare(before);
            DatabasePublication publication = begin(folder, new StoppingAt(steps, true, hardLinks));
            try {
                publication.publish(replace);
                finished = true;
            } catch (Killed e) {
                finished = false;
            }
            Map<String, String> found = contents(folder);
            found.keySet().removeIf(name -> name.contains(".ltx4j-"));
            boolean absent = !found.containsKey("app.db");
            boolean complete = found.equals(Map.of("app.db", NEW));
            assertThat(absent || found.equals(before) || complete)
                    .as("killed after " + steps + " steps: " + found)
                    .isTrue();
            assertThat(!finished || complete).isTrue();
            seen.add(found);
            publication.close();
        }
        assertThat(seen).contains(before, Map.of("app.db", NEW));
    }

    @Test
    void ifAStepFailsTheOldDatabaseIsBackWithAllItsSidecars() throws Exception {
        int failed = 0;
        // Three moves, two forces in between that cannot fail, and the renaming.
        for (int steps : new int[] {0, 2, 3, 5}) {
            Path folder = prepare(OLD);
            try (DatabasePublication publication = begin(folder, new StoppingAt(steps, false, true))) {
                assertThatThrownBy(() -> publication.publish(true))
                        .isInstanceOf(IOException.class)
                        .hasMessageEndingWith(": Input/output error");
                failed++;
            }
            assertThat(contents(folder)).isEqualTo(OLD);
        }
        assertThat(failed).isEqualTo(4);
    }

    /** The second name could not be taken away: the database is there, and the next run sweeps up. */
    @Test
    void aDatabaseThatHasItsNameIsPublished() throws Exception {
        Path folder = prepare(Map.of());
        try (DatabasePublication publication = begin(folder, new StoppingAt(1, false, true))) {
            publication.publish(false);
        }
        assertThat(folder.resolve("app.db")).hasContent(NEW);
        assertThat(contents(folder)).hasSize(2);

        DatabasePublication.begin(folder.resolve("app.db")).close();
        assertThat(contents(folder)).isEqualTo(Map.of("app.db", NEW));
    }

    private static DatabasePublication begin(Path folder, FolderOperations operations) throws IOException {
        DatabasePublication publication = DatabasePublication.begin(folder.resolve("app.db"), operations);
        publication.channel().write(ByteBuffer.wrap(NEW.getBytes(StandardCharsets.UTF_8)));
        return publication;
    }

    private Path prepare(Map<String, String> before) throws IOException {
        Path folder = Files.createTempDirectory(temp, "run");
        for (Map.Entry<String, String> file : before.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
        return folder;
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                found.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return found;
    }
}
