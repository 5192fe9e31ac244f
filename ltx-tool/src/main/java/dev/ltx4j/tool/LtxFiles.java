package dev.ltx4j.tool;

import dev.ltx4j.ltx.LtxReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** LTX files that are named one by one. */
final class LtxFiles {
    private static final int BUFFER_BYTES = 1 << 16;

    private LtxFiles() {}

    static LtxReader open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "is a folder, not an LTX file");
        }
        InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
        try {
            return LtxReader.open(in, file.toString());
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }
}
