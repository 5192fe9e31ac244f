package dev.ltx4j.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrintableTest {
    @Test
    void whatMovesTheCursorOrTurnsTheTextIsSpelledOut() {
        assertThat(Printable.of("a\nb\u001b[2Jc\u202ed\u2028")).isEqualTo("a\\u000ab\\u001b[2Jc\\u202ed\\u2028");
    }

    @Test
    void anyOtherNameStaysAsItIs() {
        assertThat(Printable.of("/backup/größe 数据 \uD83D\uDE00.ltx")).isEqualTo("/backup/größe 数据 \uD83D\uDE00.ltx");
    }

    @Test
    void aFolderStoreNamesItsFilesSo(@TempDir Path folder) throws IOException {
        Files.createFile(folder.resolve("x\nnote: all is well"));
        try (ReplicaStore store = FolderStore.open(folder)) {
            assertThat(store.locationOf("x\nnote: all is well")).endsWith("/x\\u000anote: all is well");
        }
    }
}
