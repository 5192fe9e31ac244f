package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.fixtures.Fixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** Real files of each kind are recognised by their first bytes. */
class FileKindTest {
    @Test
    void realFilesAreRecognised() throws IOException {
        Path folder = Fixture.open("wal").folder();
        assertThat(FileKind.of(Files.readAllBytes(folder.resolve("plain-512.db"))))
                .contains(FileKind.DATABASE);
        assertThat(FileKind.of(Files.readAllBytes(folder.resolve("plain-512.db-wal"))))
                .contains(FileKind.WAL);
        assertThat(FileKind.of(new WalForge(ByteOrder.BIG_ENDIAN, 512).bytes())).contains(FileKind.WAL);
        assertThat(FileKind.of(Files.readAllBytes(
                        Fixture.open("v5-page512").files(".ltx").get(0))))
                .contains(FileKind.LTX);
        assertThat(FileKind.of(Files.readAllBytes(
                        Fixture.open("v3-page512").files(".snapshot.lz4").get(0))))
                .contains(FileKind.LZ4);
        assertThat(FileKind.of(Files.readAllBytes(Fixture.projectRoot().resolve("fixtures/wal.tar.xz"))))
                .contains(FileKind.XZ);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(1);
        }
        assertThat(FileKind.of(packed.toByteArray())).contains(FileKind.GZIP);
        packed.reset();
        try (ZipOutputStream zip = new ZipOutputStream(packed)) {
            zip.putNextEntry(new ZipEntry("a"));
        }
        assertThat(FileKind.of(packed.toByteArray())).contains(FileKind.ZIP);
    }

    @Test
    void theRestIsNot() {
        for (String text : new String[] {"", "S", "SQLite format 2", "LTX", "hello", "<", "\0\0\0\0"}) {
            assertThat(FileKind.of(text.getBytes(StandardCharsets.ISO_8859_1))).isEmpty();
        }
    }

    @Test
    void whoGivesTheWrongFileIsToldWhatItIs() {
        byte[] log = new WalForge(ByteOrder.LITTLE_ENDIAN, 512).frame(1, 1, 5).bytes();
        String message = "f: not a SQLite database: it does not start with \"SQLite format 3\"; ";
        assertThatThrownBy(() -> DatabaseHeader.parse(log, "f"))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage(message + "it looks like a SQLite write-ahead log (at byte 0)");
        assertThatThrownBy(() -> DatabaseHeader.parse(Arrays.copyOf(log, 32), "f"))
                .hasMessage(message + "it looks like a SQLite write-ahead log (at byte 0)");
        assertThatThrownBy(() -> DatabaseHeader.parse(new byte[100], "f"))
                .hasMessage(message + "it starts with zeros only (at byte 0)");
        assertThatThrownBy(() -> DatabaseHeader.parse("SQLite format 3\0".getBytes(StandardCharsets.UTF_8), "f"))
                .hasMessageContaining("the file ends inside it");
    }
}
