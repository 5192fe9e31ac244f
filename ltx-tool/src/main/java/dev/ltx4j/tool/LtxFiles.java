package dev.ltx4j.tool;

import dev.ltx4j.ltx.LtxHeader;
import dev.ltx4j.ltx.LtxReader;
import dev.ltx4j.ltx.LtxSource;
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

    /** Reads the start of a file. */
    static LtxHeader header(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return LtxHeader.parse(in.readNBytes(LtxHeader.BYTES), file.toString());
        } catch (MalformedFileException e) {
            throw WrongFile.explain(e, file);
        }
    }

    /** A file of which is counted what is read. */
    static LtxSource source(Path file, FileProgress read) {
        return new LtxSource() {
            @Override
            public String file() {
                return file.toString();
            }

            @Override
            public InputStream open() throws IOException {
                return read.of(Files.newInputStream(file));
            }
        };
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
