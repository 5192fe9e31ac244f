package dev.ltx4j.sqlite;

/** The pages of a database that stands in an array. */
public class BytePages implements PageSource {
    private final byte[] database;
    private final DatabaseHeader header;

    /** The pages of an array that starts with a database header. */
    public BytePages(byte[] database) throws MalformedFileException {
        this.database = database;
        this.header = DatabaseHeader.parse(database, "a.db");
    }

    @Override
    public String file() {
        return "a.db";
    }

    @Override
    public DatabaseHeader header() {
        return header;
    }

    @Override
    public long pageCount() {
        return header.databasePages(database.length);
    }

    @Override
    public void readPage(long pageNumber, byte[] page) throws MalformedFileException {
        PageFile.requirePage(this, pageNumber, page);
        long from = pageSize().fileOffset(pageNumber);
        if (from + page.length > database.length) {
            throw new MalformedFileException("a.db", from, pageNumber, "the file ends before this page");
        }
        System.arraycopy(database, (int) from, page, 0, page.length);
    }

    @Override
    public int readPages(long firstPage, int count, byte[] pages) {
        int pageBytes = pageSize().bytes();
        long last = Math.min(firstPage + count - 1, Math.min(pageCount(), database.length / pageBytes));
        if (firstPage < 1 || last < firstPage) {
            return 0;
        }
        int run = (int) (last - firstPage + 1);
        System.arraycopy(database, (int) pageSize().fileOffset(firstPage), pages, 0, run * pageBytes);
        return run;
    }

    @Override
    public void close() {}
}
