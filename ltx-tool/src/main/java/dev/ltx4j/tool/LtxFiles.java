package dev.ltx4j.tool;

import dev.ltx4j.ltx.LtxReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** LTX files that are named one by one. */
final class LtxFiles {
    private static final int BUFFER_BYTES = 1 << 16;

    private LtxFiles() {}

    /**
     * Looks whether a file can be read at all.
     *
     * @return the same file
     */
    static Path existing(Path file) throws IOException {
        return existing(file, "an LTX file");
    }

    /** Likewise, for a file of another kind. */
    static Path existing(Path file, String kind) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "is a folder, not " + kind);
        }
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        return file;
    }

    static LtxReader open(Path file) throws IOException {
        return open(new BufferedInputStream(Files.newInputStream(existing(file)), BUFFER_BYTES), file);
    }

    /** Opens a file and counts what is read of it. */
    static LtxReader open(Path file, FileProgress read) throws IOException {
        return open(read.of(Files.newInputStream(existing(file))), file);
    }

    private static LtxReader open(InputStream in, Path file) throws IOException {
        try {
            return LtxReader.open(in, file.toString());
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }
}
