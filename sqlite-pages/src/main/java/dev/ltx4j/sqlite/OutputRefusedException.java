package dev.ltx4j.sqlite;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A database file is not written: something stands in its place, or it cannot be created. The message says what to do. */
public final class OutputRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Below this, a write that fails for a reason that the system states in another language is put down to space. */
    private static final long HARDLY_ANY_SPACE_BYTES = PageSize.MAX_BYTES;

    private static final List<String> NO_SPACE_WORDS =
            List.of("no space left", "quota exceeded", "not enough space", "disk full", "file too large");
    private static final List<String> NOT_WRITABLE_WORDS =
            List.of("read-only file system", "permission denied", "operation not permitted", "file name too long");

    /** What stands in the way. */
    public enum Reason {
        /** There is a file with content, or a symbolic link. */
        EXISTS,
        /** There is a {@code -wal}, {@code -shm} or {@code -journal}, which SQLite would apply to the new database. */
        STRAY_SIDECAR,
        /** There is a folder, a device or something else that is never replaced. */
        NOT_A_FILE,
        /** The folder to write to does not exist. */
        NO_FOLDER,
        /** The folder or the file must not be written to. */
        NOT_WRITABLE,
        /** The disk, or the user's share of it, is full. */
        NO_SPACE,
        /** The system failed to write or to read it, or does not say why. */
        IO_ERROR
    }

    /** What {@link #file} gives. */
    private final String file;

    /** What {@link #reason} gives. */
    private final Reason reason;

    /**
     * Says why a file cannot be written.
     *
     * @param reason what kind of obstacle
     * @param file the file that was to be written
     * @param message names it and says what to do
     */
    public OutputRefusedException(Reason reason, Path file, String message) {
        super(message);
        this.file = file.toString();
        this.reason = reason;
    }

    private OutputRefusedException(Reason reason, Path file, String message, Throwable cause) {
        super(message, cause);
        this.file = file.toString();
        this.reason = reason;
    }

    /** {@return the file that stands in the way, or that could not be written} */
    public String file() {
        return file;
    }

    /** {@return what stands in the way} */
    public Reason reason() {
        return reason;
    }

    /**
     * Tells a full disk and a lack of permission from other failures to write. For failures of writing only: a failed
     * read says the same words about something else.
     *
     * @param failure what creating, writing, forcing or renaming the file threw
     * @param file the file to be written
     * @return an {@link OutputRefusedException} for what can be told, else the failure itself
     */
    public static IOException explain(IOException failure, Path file) {
        Reason reason = reasonOf(failure, file);
        if (reason == null) {
            return failure;
        }
        String what = switch (reason) {
            case NO_SPACE -> "no space to write ";
            case NO_FOLDER -> "no folder for ";
            default -> "cannot write ";
        };
        return new OutputRefusedException(reason, file, what + file + ": " + textOf(failure), failure);
    }

    /**
     * The same, where a failure can be about nothing but the file: what the system says is then put down to it in any
     * case, so that a message like "Input/output error" names a file.
     *
     * @param failure what creating, writing, reading back, forcing or renaming the file threw
     * @param file the file to be written
     * @return an {@link OutputRefusedException} for what the system threw; the failure itself if it has a type of its own
     */
    public static IOException of(IOException failure, Path file) {
        IOException explained = explain(failure, file);
        boolean isOfSystem = failure.getClass() == IOException.class || failure instanceof FileSystemException;
        return explained == failure && isOfSystem
                ? new OutputRefusedException(
                        Reason.IO_ERROR, file, "cannot write " + file + ": " + textOf(failure), failure)
                : explained;
    }

    /** Whether a disk says that it has failed or is full, and not that it cannot do what it was asked for. */
    static boolean isOfDisk(IOException failure) {
        String text = textOf(failure).toLowerCase(Locale.ROOT);
        return text.contains("input/output error") || NO_SPACE_WORDS.stream().anyMatch(text::contains);
    }

    private static @Nullable Reason reasonOf(IOException failure, Path file) {
        if (failure instanceof OutputRefusedException || failure instanceof FileFormatException) {
            return null;
        }
        if (failure instanceof InterruptedIOException || failure instanceof ClosedChannelException) {
            // Somebody wanted the work to end; the output did not refuse it.
            return null;
        }
        String text = textOf(failure).toLowerCase(Locale.ROOT);
        if (NO_SPACE_WORDS.stream().anyMatch(text::contains)) {
            return Reason.NO_SPACE;
        }
        if (failure instanceof AccessDeniedException
                || failure.getCause() instanceof ReadOnlyFileSystemException
                || NOT_WRITABLE_WORDS.stream().anyMatch(text::contains)) {
            return Reason.NOT_WRITABLE;
        }
        if (failure instanceof NoSuchFileException) {
            return Reason.NO_FOLDER;
        }
        return usableBytes(file) < HARDLY_ANY_SPACE_BYTES ? Reason.NO_SPACE : null;
    }

    private static long usableBytes(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        try {
            return folder == null ? Long.MAX_VALUE : Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    private static String textOf(IOException failure) {
        return failure instanceof AccessDeniedException denied && denied.getReason() == null
                ? "permission denied"
                : String.valueOf(failure.getMessage());
    }
}
