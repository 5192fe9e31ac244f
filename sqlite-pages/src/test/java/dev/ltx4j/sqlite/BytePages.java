package dev.ltx4j.sqlite;

/** The pages of a database that stands in an array. */
final class BytePages implements PageSource {
    private final byte[] database;
    private final DatabaseHeader header;

    BytePages(byte[] database) throws MalformedFileException {
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
        int from = (int) pageSize().fileOffset(pageNumber);
        if (from + page.length > database.length) {
            throw new MalformedFileException("a.db", from, pageNumber, "the file ends before this page");
        }
        System.arraycopy(database, from, page, 0, page.length);
    }

    @Override
    public void close() {}
}
