package dev.ltx4j.sqlite;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Set;

/** The steps in which a database changes in place, and its journal comes and goes. Tests stop at each of them. */
class FileOperations extends FolderOperations {
    private static final Set<OpenOption> CREATE =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    /** The database, through the descriptor that is locked. */
    WritableFile database(DatabaseLock lock) {
        return new WritableFile(lock.uninterruptible());
    }

    /** A journal that is there. */
    WritableFile openJournal(Path journal) throws IOException {
        return new WritableFile(new RandomAccessFile(journal.toFile(), "rw"));
    }

    /** A new, empty journal, for the same users as the database: any of them may have to roll back. */
    WritableFile createJournal(Path journal, Path database) throws IOException {
        FileChannel.open(journal, CREATE).close();
        makeAccessibleAs(database, journal);
        return new WritableFile(new RandomAccessFile(journal.toFile(), "rw"));
    }

    /** Gives a file the owner, as far as that is allowed, and the permissions of another one. */
    static void makeAccessibleAs(Path other, Path file) throws IOException {
        if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
            return;
        }
        PosixFileAttributes wanted = Files.readAttributes(other, PosixFileAttributes.class);
        PosixFileAttributes found = Files.readAttributes(file, PosixFileAttributes.class);
        try {
            if (!wanted.owner().equals(found.owner()) || !wanted.group().equals(found.group())) {
                Files.setAttribute(file, "unix:gid", Files.getAttribute(other, "unix:gid"));
                Files.setAttribute(file, "unix:uid", Files.getAttribute(other, "unix:uid"));
            }
        } catch (IOException | UnsupportedOperationException e) {
            // Only root may give files away; SQLite does not insist either.
        }
        Files.setPosixFilePermissions(file, wanted.permissions());
    }
}
