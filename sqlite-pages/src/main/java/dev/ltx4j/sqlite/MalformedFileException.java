package dev.ltx4j.sqlite;

/** The file breaks a rule of its format or ends too early: it is damaged, or not what it seems. */
public final class MalformedFileException extends FileFormatException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what is wrong, and where.
     *
     * @param file the file, as a person would name it
     * @param fileOffset the byte concerned, or {@link #NO_OFFSET}
     * @param pageNumber the page concerned, or {@link #NO_PAGE}
     * @param detail what is wrong, without file, byte and page
     */
    public MalformedFileException(String file, long fileOffset, long pageNumber, String detail) {
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
    public MalformedFileException(String file, long fileOffset, long pageNumber, String detail, Throwable cause) {
        super(file, fileOffset, pageNumber, detail, cause);
    }
}
