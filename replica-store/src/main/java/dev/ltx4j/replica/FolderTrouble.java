package dev.ltx4j.replica;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** What the file system's exceptions mean for a store. */
final class FolderTrouble {
    private FolderTrouble() {}

    /** The trouble with a file or folder that exists, in words that say what to do. */
    static StoreUnavailableException unavailable(Path path, IOException trouble) {
        if (trouble instanceof StoreUnavailableException known) {
            return known;
        }
        if (trouble instanceof AccessDeniedException) {
            return new StoreUnavailableException(
                    StoreUnavailableException.Reason.FORBIDDEN,
                    "no permission to read " + path + "; run as a user who may read it, or change its permissions",
                    trouble);
        }
        String reason = trouble instanceof FileSystemException system ? system.getReason() : null;
        return new StoreUnavailableException(
                StoreUnavailableException.Reason.UNREACHABLE,
                path + " cannot be read: " + (reason == null ? trouble.getMessage() : reason),
                trouble);
    }

    /**
     * Whether the trouble is only that no such file can exist: a part of the path is a file, or a link that leads back
     * to itself. Some systems say so in words only, so the path is looked at.
     */
    static boolean isNoFile(Path path, FileSystemException trouble) {
        if (trouble instanceof FileSystemLoopException || trouble instanceof NotDirectoryException) {
            return true;
        }
        if (trouble instanceof AccessDeniedException) {
            return false;
        }
        for (Path part = path; part != null; part = part.getParent()) {
            if (Files.isSymbolicLink(part) && !Files.exists(part)) {
                return true;
            }
            if (!part.equals(path) && Files.exists(part)) {
                return !Files.isDirectory(part);
            }
        }
        return false;
    }
}
