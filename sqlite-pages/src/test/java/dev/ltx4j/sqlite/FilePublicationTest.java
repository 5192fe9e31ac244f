package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link DatabasePublicationTest} shows of the common part is not repeated. */
class FilePublicationTest {
    @TempDir
    private Path folder;

    @Test
    void theFileAppearsWithItsModificationTimeForItsOwnerAlone() throws Exception {
        Path target = folder.resolve("1.ltx");
        try (FilePublication publication = FilePublication.begin(target)) {
            publication.channel().write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            publication.modifiedMillis(1_700_000_000_123L);
            assertThat(target).doesNotExist();
            publication.publish(false);
        }
        assertThat(target).hasBinaryContent(new byte[] {1, 2, 3});
        assertThat(Files.getLastModifiedTime(target).toMillis()).isEqualTo(1_700_000_000_123L);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("rw-------");
    }

    @Test
    void whatLooksLikeASidecarIsNotTouched() throws Exception {
        Path target = folder.resolve("1.ltx");
        Path neighbour = Files.writeString(folder.resolve("1.ltx-wal"), "kept");

        FilePublication.checkTarget(target, false, List.of());
        publish(target, false);
        publish(target, true);

        assertThat(neighbour).hasContent("kept");
    }

    @Test
    void whatExistsIsReplacedOnlyWhenAskedAndAnInputNever() throws Exception {
        Path target = Files.writeString(folder.resolve("1.ltx"), "old");

        assertThatThrownBy(() -> publish(target, false)).isInstanceOf(OutputRefusedException.class);
        assertThatThrownBy(() -> FilePublication.checkTarget(target, false, List.of()))
                .isInstanceOf(OutputRefusedException.class)
                .hasMessageContaining("exists; use -force to replace it");
        assertThatThrownBy(() -> FilePublication.checkTarget(target, true, List.of(target)))
                .isInstanceOf(OutputRefusedException.class)
                .hasMessage(target.toRealPath() + " is read for the output; write that to another place");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(target);
        }
    }

    private static void publish(Path target, boolean replaceExisting) throws Exception {
        try (FilePublication publication = FilePublication.begin(target)) {
            publication.publish(replaceExisting);
        }
    }
}
