package dev.ltx4j.tool;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file that is given as an argument, to be read. */
final class SourceFile {
    private SourceFile() {}

    /**
     * Looks whether a file can be read at all, and more than once.
     *
     * @param what it should be, with an article
     * @return the same file
     */
    static Path regular(Path file, String what) throws IOException {
        if (!Files.isRegularFile(existing(file, what))) {
            throw new FileSystemException(file.toString(), null, "is a pipe, a device or the like, not " + what);
        }
        return file;
    }

    /**
     * Looks whether a file can be read at all.
     *
     * @param what it should be, with an article
     * @return the same file
     */
    static Path existing(Path file, String what) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "is a folder, not " + what);
        }
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        return file;
    }
}
