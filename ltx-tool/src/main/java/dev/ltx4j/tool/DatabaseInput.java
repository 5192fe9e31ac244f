package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ltx4j.ltx.DatabaseChecksum;
import dev.ltx4j.sqlite.Checkpoint;
import dev.ltx4j.sqlite.FilePages;
import dev.ltx4j.sqlite.PageReader;
import dev.ltx4j.sqlite.PageSize;
import dev.ltx4j.sqlite.PageSource;
import dev.ltx4j.sqlite.WalPages;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A database that a command reads.
 *
 * @param path where it is
 * @param pages its pages, those of the log beside it included
 * @param walFrames how many frames of the log count that are not in the database file yet
 */
record DatabaseInput(Path path, PageReader pages, long walFrames) implements Closeable {
    /**
     * Opens a database as SQLite would show it, or a file of pages as it is.
     *
     * @param pageSize that of a file that is taken as it is, null for a database with a header
     * @param withoutWal whether the log is left aside
     */
    static DatabaseInput open(Path path, @Nullable PageSize pageSize, boolean withoutWal) throws IOException {
        SourceFile.existing(path, "a database");
        if (pageSize != null) {
            return new DatabaseInput(path, FilePages.open(path, pageSize), 0);
        }
        PageSource pages = WalPages.open(path, Checkpoint.walBeside(path));
        if (pages instanceof WalPages wal && !withoutWal) {
            return new DatabaseInput(path, wal, wal.recovery().committedFrames());
        }
        PageSize inHeader = pages.pageSize();
        pages.close();
        return new DatabaseInput(path, FilePages.open(path, inHeader), 0);
    }

    /** The log that SQLite would look for. */
    Path wal() {
        return Checkpoint.walBeside(path);
    }

    DatabaseChecksum checksum() throws IOException {
        if (walFrames > 0) {
            return DatabaseChecksum.of(pages);
        }
        try (InputStream in = Files.newInputStream(path)) {
            return DatabaseChecksum.of(in, path.toString(), pages.pageSize());
        }
    }

    /** Says on which files the result rests, if it is not the database file alone. */
    void printNote(Console console, String command) {
        if (walFrames > 0) {
            console.err()
                    .println(command + ": " + walFrames + (walFrames == 1 ? " frame of " : " frames of ") + wal()
                            + " are not in the database file yet; they are included");
        }
    }

    /** Writes the keys of the database into an object. */
    void write(JsonGenerator json) throws IOException {
        json.writeStringField("db", path.toString());
        json.writeNumberField("page_size", pages.pageSize().bytes());
        json.writeNumberField("db_pages", pages.pageCount());
        json.writeNumberField("wal_frames", walFrames);
    }

    @Override
    public void close() throws IOException {
        pages.close();
    }
}
