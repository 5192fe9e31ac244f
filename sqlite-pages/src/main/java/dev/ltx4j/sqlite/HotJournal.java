package dev.ltx4j.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A rollback journal beside a database, from which SQLite would restore pages before it reads any. */
final class HotJournal {
    private static final String ENDING = "-journal";

    private HotJournal() {}

    /**
     * Refuses a database whose file holds half of a transaction. A journal that is empty, or starts with a zero byte,
     * is one that SQLite has done with.
     *
     * @throws UnsupportedFileException if there is a journal that counts; names the journal
     */
    static void refuse(Path database) throws IOException {
        Path journal = database.resolveSibling(database.getFileName() + ENDING);
        try (InputStream in = Files.newInputStream(journal)) {
            if (in.read() > 0) {
                throw new UnsupportedFileException(
                        journal.toString(),
                        FileFormatException.NO_OFFSET,
                        FileFormatException.NO_PAGE,
                        "a rollback journal that has not been rolled back: " + database
                                + " is in the middle of a transaction; open and close it once with SQLite");
            }
        } catch (NoSuchFileException e) {
            // As it should be.
        }
    }
}
