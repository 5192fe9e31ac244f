package dev.ltx4j.sqlite;

import java.nio.file.Files;
import java.nio.file.LinkOption;
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
}
