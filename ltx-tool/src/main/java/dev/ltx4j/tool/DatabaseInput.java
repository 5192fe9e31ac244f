package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ltx4j.ltx.DatabaseChecksum;
import dev.ltx4j.sqlite.DatabaseHeader;
import dev.ltx4j.sqlite.DatabaseLock;
import dev.ltx4j.sqlite.FilePages;
import dev.ltx4j.sqlite.PageReader;
import dev.ltx4j.sqlite.PageSize;
import dev.ltx4j.sqlite.WalRecovery;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A database that a command reads, under SQLite's own locks.
 *
 * @param path where it is
 * @param lock is held as long as this is open
 * @param pages its pages, those of the log beside it included
 * @param walFrames how many frames of the log count that are not in the database file yet
 */
record DatabaseInput(Path path, DatabaseLock lock, PageReader pages, long walFrames) implements Closeable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /**
     * Opens a database as SQLite would show it, or a file of pages as it is.
     *
     * @param pageSize that of a file that is taken as it is, null for a database with a header
     * @param withoutWal whether the log is left aside
     */
    static DatabaseInput open(Path path, @Nullable PageSize pageSize, boolean withoutWal) throws IOException {
        SourceFile.regular(path, "a database");
        DatabaseLock lock = DatabaseLock.reading(path, PATIENCE);
        try {
            return open(path, lock, pageSize, withoutWal);
        } catch (IOException | RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    @SuppressWarnings("resource") // what reads the lock's channel must not be closed
    private static DatabaseInput open(Path path, DatabaseLock lock, @Nullable PageSize pageSize, boolean withoutWal)
            throws IOException {
        long walFrames = pageSize != null || withoutWal ? 0 : committedFrames(lock);
        if (walFrames > 0) {
            return new DatabaseInput(path, lock, lock.pages(), walFrames);
        }
        PageSize wanted = pageSize != null
                ? pageSize
                : DatabaseHeader.read(lock.database(), path.toString()).pageSize();
        return new DatabaseInput(path, lock, new FilePages(lock.database(), path.toString(), wanted), 0);
    }

    private static long committedFrames(DatabaseLock lock) throws IOException {
        try (InputStream wal = lock.openWal()) {
            return WalRecovery.scan(wal, lock.walFile().toString()).committedFrames();
        }
    }

    /** The log that SQLite would look for. */
    Path wal() {
        return lock.walFile();
    }

    /** The checksum of all pages; of those of the file, in long reads, if there are no others. */
    DatabaseChecksum checksum() throws IOException {
        DatabaseChecksum sum = walFrames > 0
                ? DatabaseChecksum.of(pages)
                : DatabaseChecksum.of(
                        Channels.newInputStream(lock.database().position(0)), path.toString(), pages.pageSize());
        lock.verify();
        return sum;
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

    /** Releases the lock; with it, what reads through its descriptor is closed. */
    @Override
    public void close() throws IOException {
        try (lock) {
            if (walFrames > 0) {
                pages.close();
            }
        }
    }
}
