package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.sqlite.OutputRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing leaves the folder, and no database is taken for a part of another. */
class FleetOutputsTest {
    @TempDir
    private Path folder;

    private static FleetDatabase database(String key) {
        return new FleetDatabase(key, key, Arrays.asList(key.split("/", -1)), false, () -> {
            throw new AssertionError("not to be opened");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../a", "a/../../b", ".", "a/./b", "", "a//b", "/a", "a/", "a\0b"})
    void keyThatIsNoPathBelowTheFolderIsRefused(String key) {
        assertThatThrownBy(() -> new FleetOutputs(folder).of(database(key)))
                .isInstanceOf(OutputRefusedException.class)
                .hasMessageContaining("is no path below " + folder);
    }

    @Test
    void otherNamesStayAsTheyAre() throws IOException {
        assertThat(new FleetOutputs(folder).of(database("a/...b/ä \n.db")))
                .isEqualTo(folder.resolve("a").resolve("...b").resolve("ä \n.db"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.db-wal", "a.db-shm", "a.db-journal"})
    void sidecarOfAnotherDatabaseIsRefused(String name) {
        FleetOutputs outputs = new FleetOutputs(folder);
        outputs.expect(new Fleet("backups", List.of(database("x/a.db"), database("x/" + name), database(name))));

        assertThatThrownBy(() -> outputs.of(database("x/" + name)))
                .isInstanceOf(OutputRefusedException.class)
                .hasMessageContaining("another database");
        assertThat(folder.resolve(name))
                .satisfies(path -> assertThat(outputs.of(database(name))).isEqualTo(path));
    }

    @Test
    void linksBelowTheFolderAreNotFollowed() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Path into = Files.createDirectory(folder.resolve("into"));
        Files.createSymbolicLink(into.resolve("link"), outside);
        FleetOutputs outputs = new FleetOutputs(into);

        for (String key : List.of("link/a.db", "link/deep/a.db")) {
            assertThatThrownBy(() -> outputs.makeFolders(outputs.of(database(key))))
                    .isInstanceOf(OutputRefusedException.class)
                    .hasMessage(into.resolve("link") + " is a link; what goes below " + into + " is to stay there");
        }
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void foldersAreMadeAndRemovedAgainIfNothingIsInThem() throws IOException {
        FleetOutputs outputs = new FleetOutputs(folder.resolve("new/into"));
        Path target = outputs.of(database("a/b/c.db"));

        List<Path> made = outputs.makeFolders(target);

        assertThat(made).hasSize(4);
        assertThat(target.getParent()).isDirectory();
        FleetOutputs.remove(made);
        assertThat(folder).isEmptyDirectory();

        outputs.makeFolders(target);
        Files.writeString(folder.resolve("new/into/a/other"), "");
        FleetOutputs.remove(made);
        assertThat(folder.resolve("new/into/a/b")).doesNotExist();
        assertThat(folder.resolve("new/into/a/other")).exists();
    }

    @Test
    void folderThatCannotBeMadeIsARefusal() throws IOException {
        Files.writeString(folder.resolve("file"), "");
        FleetOutputs outputs = new FleetOutputs(folder);

        assertThatThrownBy(() -> outputs.makeFolders(outputs.of(database("file/a/b.db"))))
                .isInstanceOf(OutputRefusedException.class);
    }
}
