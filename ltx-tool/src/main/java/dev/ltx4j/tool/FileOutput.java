package dev.ltx4j.tool;

import dev.ltx4j.sqlite.FilePublication;
import dev.ltx4j.sqlite.OutputRefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes small files that appear at once, when all of them is on the disk. */
final class FileOutput {
    private FileOutput() {}

    /**
     * Writes a file that nobody else may read, or one with other permissions.
     *
     * @param permissions null for 0600
     * @throws OutputRefusedException if it cannot be written, or exists and is not to be replaced
     */
    static void publish(
            Path file, byte[] bytes, boolean replaceExisting, @Nullable Set<PosixFilePermission> permissions)
            throws IOException {
        try (FilePublication publication = FilePublication.begin(file)) {
            if (permissions != null) {
                publication.mode(permissions);
            }
            ByteBuffer content = ByteBuffer.wrap(bytes);
            while (content.hasRemaining()) {
                publication.channel().write(content);
            }
            publication.publish(replaceExisting);
        } catch (IOException e) {
            throw OutputRefusedException.of(e, file);
        }
    }
}
