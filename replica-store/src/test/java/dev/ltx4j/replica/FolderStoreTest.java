package dev.ltx4j.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.replica.StoreUnavailableException.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderStoreTest {
    private static final Instant TIME = Instant.parse("2026-11-23T14:01:15.439Z");

    @TempDir
    Path folder;

    @Test
    void listingGivesFilesWithSizeAndTimeAndFolders() throws IOException {
        put("a.ltx", "hello");
        put("sub/b.ltx", "");
        Files.setLastModifiedTime(folder.resolve("a.ltx"), FileTime.from(TIME));

        Listed listed = list(FolderStore.open(folder), "");

        assertThat(listed.files).containsOnlyKeys("a.ltx");
        assertThat(listed.files.get("a.ltx")).isEqualTo(new StoreFile("a.ltx", 5, TIME));
        assertThat(listed.folders).containsExactly("sub/");
        assertThat(list(FolderStore.open(folder), "sub/").files).containsOnlyKeys("sub/b.ltx");
    }

    @Test
    void everyFileOfAGoldenReplicaIsListedWithTheTimeOfTheAnswerSheet() throws IOException {
        Fixture fixture = Fixture.open("v3-generations");
        Map<String, StoreFile> expected = new TreeMap<>();
        fixture.answers().get("files").forEach(file -> {
            String key = file.get("path").asText();
            Instant modified = Instant.ofEpochMilli(file.get("mtime_ms").asLong());
            expected.put(key, new StoreFile(key, file.get("size").asLong(), modified));
        });
        FolderStore store = FolderStore.open(fixture.replica());

        Map<String, StoreFile> found = new TreeMap<>();
        List<String> open = new ArrayList<>(List.of(""));
        while (!open.isEmpty()) {
            Listed listed = list(store, open.remove(0));
            found.putAll(listed.files);
            open.addAll(listed.folders);
        }

        assertThat(found).isEqualTo(expected).hasSizeGreaterThan(100);
    }

    @Test
    void manyFilesAreListedOnceEach() throws IOException {
        assertListedOnceEach(5_000);
    }

    @Test
    @Tag("exhaustive")
    void aHundredThousandFilesAreListedOnceEach() throws IOException {
        assertListedOnceEach(100_000);
    }

    /** Makes most of the files as second names of a few, which is faster. */
    private void assertListedOnceEach(int count) throws IOException {
        Path many = Files.createDirectory(folder.resolve("many"));
        Path one = Files.createFile(many.resolve("0.ltx"));
        boolean links = supportsHardLinks(one);
        for (int i = 1; i < count; i++) {
            Path file = many.resolve(i + ".ltx");
            if (!links || i % 30_000 == 0) {
                one = Files.createFile(file);
            } else {
                Files.createLink(file, one);
            }
        }
        assertThat(list(FolderStore.open(folder), "many/").files).hasSize(count);
    }

    private static boolean supportsHardLinks(Path file) {
        try {
            Files.delete(Files.createLink(file.resolveSibling("link"), file));
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    @Test
    void aFolderThatDoesNotExistHoldsNothing() throws IOException {
        put("file", "x");
        FolderStore store = FolderStore.open(folder);
        assertThat(list(store, "ltx/0/").isEmpty()).isTrue();
        assertThat(list(store, "file/").isEmpty()).isTrue();
        assertThat(list(store, "file/below/").isEmpty()).isTrue();
    }

    @Test
    void aRootThatDoesNotExistIsUnavailable() {
        Path missing = folder.resolve("backups");
        assertThatThrownBy(() -> FolderStore.open(missing))
                .isInstanceOfSatisfying(
                        StoreUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND))
                .hasMessage(missing + " does not exist; check the path, and that its disk is mounted");
    }

    @Test
    void aRootThatIsAFileIsUnavailable() throws IOException {
        Path file = put("app.db", "x");
        assertThatThrownBy(() -> FolderStore.open(file))
                .isInstanceOfSatisfying(
                        StoreUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND))
                .hasMessage(file + " is not a folder; give the folder that holds the replica");
    }

    @Test
    void aRootThatDisappearsIsAnErrorAndNotAnEmptyReplica() throws IOException {
        Path root = Files.createDirectory(folder.resolve("root"));
        FolderStore store = FolderStore.open(root);
        Files.delete(root);
        for (String key : List.of("", "ltx/0/")) {
            assertThatThrownBy(() -> list(store, key)).isInstanceOf(StoreUnavailableException.class);
        }
        assertThatThrownBy(() -> store.stat("a")).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> store.open("a")).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void whatMayNotBeReadIsForbidden() throws IOException {
        put("closed/a.ltx", "x");
        put("b.ltx", "x");
        Files.setPosixFilePermissions(folder.resolve("b.ltx"), PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(folder.resolve("closed"), PosixFilePermissions.fromString("---------"));
        try {
            assumeTrue(!Files.isReadable(folder.resolve("b.ltx")), "this user may read everything");
            FolderStore store = FolderStore.open(folder);
            assertForbidden(() -> list(store, "closed/"));
            assertForbidden(() -> store.stat("closed/a.ltx"));
            assertForbidden(() -> store.open("b.ltx"));
            assertForbidden(() -> FolderStore.open(folder.resolve("closed/sub")));
        } finally {
            Files.setPosixFilePermissions(folder.resolve("closed"), PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static void assertForbidden(ThrowingAction action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        StoreUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.FORBIDDEN));
    }

    private interface ThrowingAction {
        void run() throws IOException;
    }

    @Test
    void theFileSystemsWordsBecomeReasons() {
        Path path = Path.of("backups");
        StoreUnavailableException denied = FolderTrouble.unavailable(path, new AccessDeniedException("backups/closed"));
        assertThat(denied.reason()).isEqualTo(Reason.FORBIDDEN);
        assertThat(denied)
                .hasMessage("no permission to read backups; run as a user who may read it, or change its permissions");
        StoreUnavailableException broken =
                FolderTrouble.unavailable(path, new FileSystemException("backups", null, "Stale file handle"));
        assertThat(broken.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(broken).hasMessage("backups cannot be read: Stale file handle");
    }

    @Test
    void statTellsSizeAndTimeOfFilesOnly() throws IOException {
        put("ltx/a.ltx", "hello");
        Files.setLastModifiedTime(folder.resolve("ltx/a.ltx"), FileTime.from(TIME));
        FolderStore store = FolderStore.open(folder);
        assertThat(store.stat("ltx/a.ltx")).contains(new StoreFile("ltx/a.ltx", 5, TIME));
        assertThat(store.stat("ltx/b.ltx")).isEmpty();
        assertThat(store.stat("ltx")).isEmpty();
        assertThat(store.stat("ltx/a.ltx/c")).isEmpty();
    }

    @Test
    void openingWhatIsNoFileSaysSo() throws IOException {
        put("ltx/a.ltx", "hello");
        FolderStore store = FolderStore.open(folder);
        for (String key : List.of("b.ltx", "ltx", "ltx/a.ltx/c")) {
            assertThatThrownBy(() -> store.open(key))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining(folder.resolve(key).toString());
        }
    }

    @Test
    @Timeout(30)
    void pipesAreNeitherListedNorOpened() throws Exception {
        boolean made;
        try {
            Process mkfifo =
                    new ProcessBuilder("mkfifo", folder.resolve("pipe.ltx").toString()).start();
            made = mkfifo.waitFor(10, TimeUnit.SECONDS) && mkfifo.exitValue() == 0;
        } catch (IOException e) {
            made = false;
        }
        assumeTrue(made, "no pipes here");
        FolderStore store = FolderStore.open(folder);
        assertThat(list(store, "").isEmpty()).isTrue();
        assertThat(store.stat("pipe.ltx")).isEmpty();
        assertThatThrownBy(() -> store.open("pipe.ltx")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void whatTheVisitorThrowsEndsTheListingUnchanged() throws IOException {
        put("a", "");
        IOException own = new NoSuchFileException("of the visitor");
        assertThatThrownBy(() -> FolderStore.open(folder).list("", file -> {
                    throw own;
                }))
                .isSameAs(own);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "../x",
                "a/../../x",
                "a/..",
                ".",
                "./a",
                "a/./b",
                "/etc/passwd",
                "",
                "a//b",
                "a/",
                "/",
                "a\0b"
            })
    void keysThatCouldLeaveTheRootAreRefused(String key) throws IOException {
        FolderStore store = FolderStore.open(folder);
        assertThatThrownBy(() -> store.stat(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.open(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.locationOf(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> list(store, key + "/")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFoldersKeyEndsInASlash() throws IOException {
        FolderStore store = FolderStore.open(folder);
        assertThatThrownBy(() -> list(store, "ltx")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void locationsArePathsAsGiven() throws IOException {
        try (FolderStore store = FolderStore.open(folder)) {
            assertThat(store.location()).isEqualTo(folder.toString());
            assertThat(store.locationOf("ltx/0/a.ltx"))
                    .isEqualTo(
                            folder.resolve("ltx").resolve("0").resolve("a.ltx").toString());
            assertThat(store.root()).isEqualTo(folder);
        }
    }

    private Path put(String key, String content) throws IOException {
        Path file = folder.resolve(key);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private static Listed list(ReplicaStore store, String folder) throws IOException {
        Listed listed = new Listed();
        store.list(folder, listed);
        return listed;
    }

    private static final class Listed implements StoreVisitor {
        final Map<String, StoreFile> files = new TreeMap<>();
        final List<String> folders = new ArrayList<>();

        @Override
        public void file(StoreFile file) {
            assertThat(files.put(file.key(), file)).isNull();
        }

        @Override
        public void folder(String key) {
            folders.add(key);
        }

        boolean isEmpty() {
            return files.isEmpty() && folders.isEmpty();
        }
    }
}
