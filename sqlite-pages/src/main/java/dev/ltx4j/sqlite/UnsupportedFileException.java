package dev.ltx4j.sqlite;

/** The file is of a version or kind that this library knows of and does not read, such as an encrypted one. It is not damaged. */
public final class UnsupportedFileException extends FileFormatException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what is wrong, and where.
     *
     * @param file the file, as a person would name it
     * @param fileOffset the byte concerned, or {@link #NO_OFFSET}
     * @param pageNumber the page concerned, or {@link #NO_PAGE}
     * @param detail what is wrong, without file, byte and page
     */
    public UnsupportedFileException(String file, long fileOffset, long pageNumber, String detail) {
        super(file, fileOffset, pageNumber, detail);
    }

    /**
     * The same, with the exception that told it.
     *
     * @param file the file, as a person would name it
     * @param fileOffset the byte concerned, or {@link #NO_OFFSET}
     * @param pageNumber the page concerned, or {@link #NO_PAGE}
     * @param detail what is wrong, without file, byte and page
     * @param cause the exception that told it
     */
    public UnsupportedFileException(String file, long fileOffset, long pageNumber, String detail, Throwable cause) {
        super(file, fileOffset, pageNumber, detail, cause);
    }
}
