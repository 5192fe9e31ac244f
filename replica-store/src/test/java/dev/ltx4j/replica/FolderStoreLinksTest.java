package dev.ltx4j.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ltx4j.replica.StoreUnavailableException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class FolderStoreLinksTest {
    @TempDir
    Path folder;

    private Path root;

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        boolean links;
        try {
            Files.delete(Files.createSymbolicLink(folder.resolve("link"), root));
            links = true;
        } catch (IOException | UnsupportedOperationException e) {
            links = false;
        }
        assumeTrue(links, "no links here");
    }

    @Test
    void theRootMayBeALink() throws IOException {
        Files.writeString(root.resolve("a.ltx"), "hello");
        Files.createDirectory(root.resolve("sub"));
        Files.writeString(root.resolve("sub/b.ltx"), "hello");
        Path link = Files.createSymbolicLink(folder.resolve("current"), Path.of("root"));
        FolderStore store = FolderStore.open(link);
        assertThat(list(store, "")).containsExactlyInAnyOrder("a.ltx:5", "sub/");
        assertThat(list(store, "sub/")).containsExactly("sub/b.ltx:5");
        assertThat(store.stat("sub/b.ltx")).isPresent();
        try (StoreReader reader = store.open("a.ltx")) {
            assertThat(reader.size()).isEqualTo(5);
        }
    }

    @Test
    void aLinkInsideOfTheReplicaStandsForWhatItLeadsTo() throws IOException {
        Files.createDirectory(root.resolve("real"));
        Files.writeString(root.resolve("real/a.ltx"), "hello");
        Files.createSymbolicLink(root.resolve("b.ltx"), Path.of("real/a.ltx"));
        Files.createSymbolicLink(root.resolve("sub"), Path.of("real"));
        FolderStore store = FolderStore.open(root);
        assertThat(list(store, "")).containsExactlyInAnyOrder("b.ltx:5", "sub/", "real/");
        assertThat(list(store, "sub/")).containsExactly("sub/a.ltx:5");
        try (StoreReader reader = store.open("b.ltx")) {
            assertThat(reader.size()).isEqualTo(5);
        }
    }

    @Test
    void aLinkOutOfTheReplicaIsListedAndRefused() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Path secret = Files.writeString(outside.resolve("a.ltx"), "secret");
        Files.createSymbolicLink(root.resolve("a.ltx"), secret);
        Files.createSymbolicLink(root.resolve("sub"), outside);
        FolderStore store = FolderStore.open(root);
        assertThat(list(store, "")).containsExactlyInAnyOrder("a.ltx:6", "sub/");
        assertRefused(() -> store.open("a.ltx"));
        assertRefused(() -> store.stat("a.ltx"));
        assertRefused(() -> store.open("sub/a.ltx"));
        assertRefused(() -> list(store, "sub/"));
        assertThatThrownBy(() -> store.open("a.ltx"))
                .hasMessage(root.resolve("a.ltx") + " is a link that leads out of the replica, to "
                        + secret.toRealPath() + "; such links are not followed: put the files themselves there");
    }

    @Test
    void aFolderWhoseNameBeginsLikeTheRootsIsOutside() throws IOException {
        Files.createDirectory(folder.resolve("root2"));
        Files.writeString(folder.resolve("root2/a.ltx"), "secret");
        Files.createSymbolicLink(root.resolve("a.ltx"), Path.of("../root2/a.ltx"));
        assertRefused(() -> FolderStore.open(root).open("a.ltx"));
    }

    @Test
    void aLinkToNothingIsListedAndIsNoFile() throws IOException {
        Files.createSymbolicLink(root.resolve("a.ltx"), Path.of("gone"));
        FolderStore store = FolderStore.open(root);
        assertThat(list(store, "")).hasSize(1).allMatch(entry -> entry.startsWith("a.ltx:"));
        assertThat(store.stat("a.ltx")).isEmpty();
        assertThat(list(store, "a.ltx/")).isEmpty();
        assertThatThrownBy(() -> store.open("a.ltx")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void linksThatLeadInACircleEnd() throws IOException {
        Files.createSymbolicLink(root.resolve("a"), Path.of("b"));
        Files.createSymbolicLink(root.resolve("b"), Path.of("a"));
        Files.createSymbolicLink(root.resolve("up"), Path.of("."));
        FolderStore store = FolderStore.open(root);
        assertThat(list(store, "")).hasSize(3).contains("up/");
        assertThat(list(store, "up/up/up/")).hasSize(3);
        assertThat(store.stat("a")).isEmpty();
        assertThat(store.stat("a/c")).isEmpty();
        assertThat(list(store, "a/")).isEmpty();
        assertThatThrownBy(() -> store.open("b")).isInstanceOf(NoSuchFileException.class);
    }

    private interface Action {
        void run() throws IOException;
    }

    private static void assertRefused(Action action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        StoreUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.FORBIDDEN));
    }

    private static List<String> list(ReplicaStore store, String folder) throws IOException {
        List<String> entries = new ArrayList<>();
        store.list(folder, new StoreVisitor() {
            @Override
            public void file(StoreFile file) {
                entries.add(file.key() + ":" + file.size());
            }

            @Override
            public void folder(String key) {
                entries.add(key);
            }
        });
        return entries;
    }
}
