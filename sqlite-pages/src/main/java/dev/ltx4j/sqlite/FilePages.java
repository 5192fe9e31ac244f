package dev.ltx4j.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The pages of a file whose page size is known from elsewhere: no header is looked at, so it need not be a SQLite
 * database. There are as many pages as the file is long. See {@link PageReader}.
 */
public final class FilePages implements PageReader {
    private static final long MAX_PAGES = 0xffff_ffffL;

    private final FileChannel channel;
    private final String file;
    private final PageSize pageSize;
    private final long pageCount;
    private final PageFile pages;

    /**
     * Reads the pages of an open file.
     *
     * @param channel open for reading; its position does not matter and is not changed. It is closed with this object
     * @param file its name, as a person would write it, for exceptions
     * @param pageSize the database's
     * @throws MalformedFileException if the file is empty, does not end with a whole page, or has more than 4294967295
     * @throws IOException if reading fails; the channel is not closed then
     */
    public FilePages(FileChannel channel, String file, PageSize pageSize) throws IOException {
        this.channel = channel;
        this.file = file;
        this.pageSize = pageSize;
        this.pageCount = countPages(channel.size(), file, pageSize);
        this.pages = new PageFile(channel, pageSize);
    }

    /**
     * Opens a file for reading; see the constructor for what is thrown.
     *
     * @param file the file
     * @param pageSize the database's
     * @return its pages
     * @throws IOException if it cannot be opened
     */
    public static FilePages open(Path file, PageSize pageSize) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new FilePages(channel, file.toString(), pageSize);
        } catch (IOException | RuntimeException | Error e) {
            PageFile.closeAfter(e, channel);
            throw e;
        }
    }

    private static long countPages(long byteCount, String file, PageSize pageSize) throws MalformedFileException {
        long whole = byteCount / pageSize.bytes();
        if (byteCount % pageSize.bytes() != 0) {
            throw new MalformedFileException(
                    file,
                    pageSize.fileOffset(whole + 1),
                    whole + 1,
                    "the file ends inside a page: " + byteCount + " bytes are no whole number of pages of " + pageSize);
        }
        if (whole == 0 || whole > MAX_PAGES) {
            throw new MalformedFileException(
                    file,
                    FileFormatException.NO_OFFSET,
                    FileFormatException.NO_PAGE,
                    whole == 0 ? "the file is empty" : whole + " pages are more than a database has");
        }
        return whole;
    }

    @Override
    public String file() {
        return file;
    }

    @Override
    public PageSize pageSize() {
        return pageSize;
    }

    @Override
    public long pageCount() {
        return pageCount;
    }

    @Override
    public void readPage(long pageNumber, byte[] page) throws IOException {
        PageFile.requirePage(this, pageNumber, page);
        if (pages.read(pageNumber, page) < page.length) {
            throw new MalformedFileException(
                    file, pageSize.fileOffset(pageNumber), pageNumber, "the file has become shorter");
        }
    }

    /** Closes the file. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
