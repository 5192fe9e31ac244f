package dev.ltx4j.ltx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that can be read from its start as often as it takes: a local file, an object of a store, an array. */
public interface LtxSource {
    /** Its name for errors, as a person would write it. */
    String file();

    /** Opens it at its first byte; it needs no buffer. */
    InputStream open() throws IOException;

    /** A local file. */
    static LtxSource of(Path file) {
        return new LtxSource() {
            @Override
            public String file() {
                return file.toString();
            }

            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(file);
            }
        };
    }
}
