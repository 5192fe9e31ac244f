package dev.ltx4j.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The pages of a database file, without its write-ahead log: {@link WalPages} reads both. See {@link PageSource}.
 *
 * <p>The number of pages is the header's if that is up to date, else the file's ({@link DatabaseHeader#databasePages}).
 * It is not compared with the file: SQLite refuses a database that is shorter than its header says, but whoever looks
 * for damage can still read the pages that are there.
 *
 * <p>Source: SQLite file format, section 1.
 */
@Experimental
public final class DatabasePages implements PageSource {
    private final FileChannel database;
    private final String file;
    private final DatabaseHeader header;
    private final long pageCount;
    private final PageFile pages;

    /**
     * Reads the header.
     *
     * @param database open for reading; its position does not matter and is not changed. It is closed with this object
     * @param file the database, as a person would name it, for exceptions
     * @throws MalformedFileException if it is no database, or the file is empty
     * @throws IOException if reading fails; the channel is not closed then
     */
    public DatabasePages(FileChannel database, String file) throws IOException {
        this.database = database;
        this.file = file;
        this.header = DatabaseHeader.read(database, file);
        this.pageCount = header.databasePages(database.size());
        this.pages = new PageFile(database, header.pageSize());
    }

    /**
     * Opens a database file for reading.
     *
     * @param database the database file
     * @return its pages
     * @throws MalformedFileException if it is no database, or the file is empty
     * @throws IOException if the file cannot be read
     */
    public static DatabasePages open(Path database) throws IOException {
        RegularFile.require(database, "a database");
        FileChannel channel = FileChannel.open(database, StandardOpenOption.READ);
        try {
            return new DatabasePages(channel, database.toString());
        } catch (IOException | RuntimeException | Error e) {
            PageFile.closeAfter(e, channel);
            throw e;
        }
    }

    @Override
    public String file() {
        return file;
    }

    @Override
    public DatabaseHeader header() {
        return header;
    }

    @Override
    public long pageCount() {
        return pageCount;
    }

    @Override
    public void readPage(long pageNumber, byte[] page) throws IOException {
        PageFile.requirePage(this, pageNumber, page);
        int byteCount = pages.read(pageNumber, page);
        if (byteCount < page.length) {
            throw new MalformedFileException(
                    file,
                    pageSize().fileOffset(pageNumber) + byteCount,
                    pageNumber,
                    "the file ends " + (byteCount == 0 ? "before" : "inside") + " this page of " + pageCount);
        }
    }

    @Override
    public int readPages(long firstPage, int count, byte[] target) throws IOException {
        if (firstPage < 1 || firstPage > pageCount) {
            return 0;
        }
        return pages.readRun(firstPage, (int) Math.min(count, pageCount - firstPage + 1), target);
    }

    /** Closes the file. */
    @Override
    public void close() throws IOException {
        database.close();
    }
}
