package dev.ltx4j.sqlite;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Looks at what is about to be opened: a folder in a file's place gives an error that does not say which, and a pipe waits
 * for ever for somebody who writes to it.
 */
final class RegularFile {
    private RegularFile() {}

    /**
     * Refuses what is there but is no file. Links are followed. What is not there, or cannot be looked at, is left to
     * whoever opens it.
     *
     * @param what it should be, with an article
     * @throws FileSystemException if it is a folder, a pipe, a device or the like; names it
     */
    static void require(Path file, String what) throws IOException {
        BasicFileAttributes found;
        try {
            found = Files.readAttributes(file, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            return;
        }
        if (!found.isRegularFile()) {
            String kind = found.isDirectory() ? "is a folder" : "is a pipe, a device or the like";
            throw new FileSystemException(file.toString(), null, kind + ", not " + what);
        }
    }

    /** Refuses a database of which one of the files is none. SQLite would look for all of them. */
    static void requireDatabase(Path database) throws IOException {
        require(database, "a database");
        require(Sidecar.WAL.of(database), "a write-ahead log; move it away");
        require(Sidecar.SHM.of(database), "the index of a write-ahead log; move it away");
        require(Sidecar.JOURNAL.of(database), "a rollback journal; move it away");
    }
}
