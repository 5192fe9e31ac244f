package dev.ltx4j.v3;

import java.io.IOException;
import java.io.InputStream;

/** Gives what compressed files hold, one file at a time. */
@FunctionalInterface
interface FileOpener {
    /**
     * Opens a file; the one before it must have been closed.
     *
     * @return what it holds, known to be right when {@code read} has returned −1; its exceptions name the file
     * @throws java.nio.file.NoSuchFileException if it is not there any more; may also be thrown by the first read
     * @throws dev.ltx4j.sqlite.FileFormatException if it is empty or encrypted; may also be thrown by the first read
     */
    InputStream open(GenerationFile file) throws IOException;
}
