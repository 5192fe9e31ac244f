package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.sqlite.OutputRefusedException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStateTest {
    @TempDir
    private Path folder;

    private Path database;
    private LocalState state;

    @BeforeEach
    void layOut() throws IOException {
        database = Files.writeString(folder.resolve("app.db"), "database");
        Files.writeString(folder.resolve("app.db-wal"), "log");
        Files.writeString(folder.resolve("app.db-shm"), "index");
        state = LocalState.of(database);
    }

    @Test
    void isTheFolderBesideTheDatabase() throws IOException {
        assertThat(state.folder()).isEqualTo(folder.resolve(".app.db-litestream"));
        assertThat(state.exists()).isFalse();
        assertThat(state.lastTxid()).isEqualTo(Txid.ZERO);
        assertThat(state.amount()).isEqualTo(new LocalState.Amount(0, 0));
        assertThat(state.remove()).isEqualTo(new LocalState.Amount(0, 0));
    }

    @Test
    void isRemovedWithNothingElse() throws IOException {
        Fixture.open("v5-levels").copyReplica(state.folder());
        assertThat(state.lastTxid()).isEqualTo(new Txid(0xe5));
        LocalState.Amount amount = state.amount();
        assertThat(amount.files()).isEqualTo(53);
        assertThat(state.remove()).isEqualTo(amount);
        assertThat(names()).containsExactly("app.db", "app.db-shm", "app.db-wal");
    }

    @Test
    void linksInsideAreRemovedAndNotFollowed() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path kept = Files.writeString(elsewhere.resolve("kept"), "kept");
        Files.createDirectories(state.folder().resolve("ltx"));
        Files.createSymbolicLink(state.folder().resolve("ltx/0"), elsewhere);
        Files.createSymbolicLink(state.folder().resolve("file"), kept);
        state.remove();
        assertThat(kept).hasContent("kept");
        assertThat(state.exists()).isFalse();
    }

    @Test
    void aLinkOrAFileInItsPlaceIsRefused() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path kept = Files.writeString(elsewhere.resolve("kept"), "kept");
        Files.createSymbolicLink(state.folder(), elsewhere);
        assertThatThrownBy(state::remove)
                .isInstanceOf(OutputRefusedException.class)
                .hasMessageEndingWith(" is a link, which Litestream does not make; look at it, and remove it by hand");
        assertThat(kept).hasContent("kept");
        Files.delete(state.folder());
        Files.writeString(state.folder(), "a file");
        assertThatThrownBy(state::remove).isInstanceOf(OutputRefusedException.class);
        assertThat(state.folder()).hasContent("a file");
    }

    @Test
    void whatARemovalThatWasKilledHasLeftIsRemovedByTheNext() throws IOException {
        Path left = folder.resolve(".app.db-litestream.removed-0123456789abcdef");
        Files.createDirectories(left.resolve("ltx/0"));
        Files.writeString(left.resolve("ltx/0/file"), "12345");
        Path other = Files.createDirectory(folder.resolve(".app.db-litestream.removed-by-hand"));
        assertThat(state.amount()).isEqualTo(new LocalState.Amount(1, 5));
        assertThat(state.remove()).isEqualTo(new LocalState.Amount(1, 5));
        assertThat(left).doesNotExist();
        assertThat(other).exists();
    }

    @Test
    void controlSocketsAreProbed() throws IOException {
        Path socket = folder.resolve("s");
        assertThat(ControlSocket.probe(socket)).isEqualTo(ControlSocket.State.ABSENT);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            assertThat(ControlSocket.probe(socket)).isEqualTo(ControlSocket.State.ANSWERS);
        }
        assertThat(ControlSocket.probe(socket)).isEqualTo(ControlSocket.State.STALE);
        assertThat(ControlSocket.probe(database)).isEqualTo(ControlSocket.State.NO_SOCKET);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
