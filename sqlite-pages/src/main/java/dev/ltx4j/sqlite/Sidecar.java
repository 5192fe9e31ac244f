package dev.ltx4j.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The files that SQLite keeps beside a database; they belong to it by their names alone. */
enum Sidecar {
    /** The write-ahead log. */
    WAL("-wal"),
    /** The index of the log, shared memory with a name. */
    SHM("-shm"),
    /** The rollback journal. */
    JOURNAL("-journal");

    private final String ending;

    Sidecar(String ending) {
        this.ending = ending;
    }

    /** @param database the database with links resolved, as SQLite does before it looks for these files */
    Path of(Path database) {
        return database.resolveSibling(database.getFileName() + ending);
    }

    boolean exists(Path database) {
        return Files.exists(of(database), LinkOption.NOFOLLOW_LINKS);
    }

    /** Its length in bytes, 0 if it does not exist. */
    long byteCount(Path database) throws IOException {
        try {
            return Files.size(of(database));
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
