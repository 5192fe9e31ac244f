package dev.ltx4j.tool;

import dev.ltx4j.ltx.LtxReader;
import dev.ltx4j.sqlite.MalformedFileException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
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
        return SourceFile.existing(file, "an LTX file");
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
        } catch (MalformedFileException e) {
            in.close();
            throw WrongFile.explain(e, file);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }
}
