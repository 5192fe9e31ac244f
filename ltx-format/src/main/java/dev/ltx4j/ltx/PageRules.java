package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;

/**
 * The rules that hold between the page numbers of a file: strictly ascending, none beyond the commit, never the lock
 * page, and in a snapshot none left out. Source: FORMAT.md, "Header" and "Page frame".
 */
final class PageRules {
    private final LtxHeader header;
    private final String file;
    private final long lockPage;
    private final boolean reading;
    private long lastPage;

    /** The rules for a file that is read. */
    PageRules(LtxHeader header, String file) {
        this(header, file, true);
    }

    private PageRules(LtxHeader header, String file, boolean reading) {
        this.header = header;
        this.file = file;
        this.lockPage = header.pageSize().lockPage();
        this.reading = reading;
    }

    /** The rules for a file that is being written: the same, but it cannot be of an older version. */
    static PageRules forWriting(LtxHeader header, String file) {
        return new PageRules(header, file, false);
    }

    /** The last page that passed, or 0. */
    long lastPage() {
        return lastPage;
    }

    void checkFlags(int flags, long pageNumber, long fileOffset) throws MalformedFileException {
        if ((flags & ~LtxFormat.FRAME_FLAG_BLOCK) != 0) {
            throw malformed(
                    fileOffset + LtxFormat.FRAME_FLAGS,
                    pageNumber,
                    "unknown page flags 0x" + Integer.toHexString(flags) + versionHint());
        }
        if (pageNumber == 0) {
            throw malformed(fileOffset, 0, "page number 0 with page flags" + versionHint());
        }
    }

    void checkPage(long pageNumber, long fileOffset) throws MalformedFileException {
        long expected = next(lastPage);
        if (pageNumber != expected || pageNumber > header.commit()) {
            reject(pageNumber, expected, fileOffset);
        }
        lastPage = pageNumber;
    }

    void checkEnd(long fileOffset) throws MalformedFileException {
        if (header.isSnapshot() && next(lastPage) <= header.commit()) {
            throw malformed(
                    fileOffset,
                    next(lastPage),
                    "snapshot is incomplete: it ends after page " + lastPage + " of " + header.commit());
        }
    }

    /** Versions 1 and 2 share the magic and may look like this; only worth saying where no page has passed yet. */
    String versionHint() {
        return reading && lastPage == 0
                ? " (the first page frame makes no sense: perhaps the file is of LTX version 1 or 2, which are not supported)"
                : "";
    }

    private long next(long pageNumber) {
        return pageNumber + 1 == lockPage ? pageNumber + 2 : pageNumber + 1;
    }

    private void reject(long pageNumber, long expected, long fileOffset) throws MalformedFileException {
        if (pageNumber == lockPage) {
            throw malformed(fileOffset, pageNumber, "the lock page must not be in a file");
        }
        if (pageNumber > header.commit()) {
            throw malformed(
                    fileOffset,
                    pageNumber,
                    "page number is beyond the commit of " + header.commit() + " pages" + versionHint());
        }
        if (pageNumber <= lastPage) {
            throw malformed(
                    fileOffset, pageNumber, "nonsequential page numbers: " + pageNumber + " follows " + lastPage);
        }
        if (header.isSnapshot()) {
            throw malformed(
                    fileOffset,
                    pageNumber,
                    "nonsequential page numbers in a snapshot: page " + expected + " is missing before page "
                            + pageNumber);
        }
    }

    private MalformedFileException malformed(long fileOffset, long pageNumber, String detail) {
        return new MalformedFileException(
                file, fileOffset, pageNumber == 0 ? FileFormatException.NO_PAGE : pageNumber, detail);
    }
}
