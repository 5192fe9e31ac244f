package dev.ltx4j.sqlite;

import java.io.IOException;

/**
 * A file is not what its format says: {@linkplain MalformedFileException malformed}, {@linkplain
 * UnsupportedFileException of a kind that is not supported}, or {@linkplain ChecksumMismatchException with a checksum
 * that does not fit}. It always names the file, and the byte and the page as far as they are known.
 */
public abstract class FileFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The value of {@link #fileOffset} where no byte can be named. */
    public static final long NO_OFFSET = -1;

    /** The value of {@link #pageNumber} where no page can be named. */
    public static final long NO_PAGE = 0;

    /** What {@link #file} gives. */
    private final String file;

    /** What {@link #fileOffset} gives. */
    private final long fileOffset;

    /** What {@link #pageNumber} gives. */
    private final long pageNumber;

    /** What {@link #detail} gives. */
    private final String detail;

    FileFormatException(String file, long fileOffset, long pageNumber, String detail, Throwable cause) {
        super(describe(file, fileOffset, pageNumber, detail), cause);
        this.file = file;
        this.fileOffset = fileOffset;
        this.pageNumber = pageNumber;
        this.detail = detail;
    }

    FileFormatException(String file, long fileOffset, long pageNumber, String detail) {
        super(describe(file, fileOffset, pageNumber, detail));
        this.file = file;
        this.fileOffset = fileOffset;
        this.pageNumber = pageNumber;
        this.detail = detail;
    }

    /** {@return the file as the caller named it: a path, or a key of a store} */
    public String file() {
        return file;
    }

    /** {@return the byte of the file where the trouble starts, or {@link #NO_OFFSET}} */
    public long fileOffset() {
        return fileOffset;
    }

    /** {@return the page concerned, or {@link #NO_PAGE}} */
    public long pageNumber() {
        return pageNumber;
    }

    /** {@return what is wrong, without the file, byte and page that the message adds} */
    public String detail() {
        return detail;
    }

    private static String describe(String file, long fileOffset, long pageNumber, String detail) {
        StringBuilder text = new StringBuilder(file).append(": ").append(detail);
        if (fileOffset != NO_OFFSET || pageNumber != NO_PAGE) {
            text.append(" (");
            if (fileOffset != NO_OFFSET) {
                text.append("at byte ").append(fileOffset);
            }
            if (pageNumber != NO_PAGE) {
                text.append(fileOffset != NO_OFFSET ? ", page " : "page ").append(pageNumber);
            }
            text.append(')');
        }
        return text.toString();
    }
}
