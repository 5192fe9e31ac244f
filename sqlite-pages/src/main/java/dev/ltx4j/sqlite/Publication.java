package dev.ltx4j.sqlite;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file on its way to its name: what {@link DatabasePublication} and {@link FilePublication} have in common. They differ
 * in their {@link OutputTarget} only: a database has sidecars, other files have none.
 */
final class Publication implements Closeable {
    private final FolderOperations folder;
    private final OutputTarget target;
    private final TemporaryFile temporary;
    private @Nullable Set<PosixFilePermission> mode;
    private long modifiedMillis = -1;
    private boolean ended;

    private Publication(FolderOperations folder, OutputTarget target, TemporaryFile temporary) {
        this.folder = folder;
        this.target = target;
        this.temporary = temporary;
    }

    /** Refuses a target, or a folder, that must not be written to. */
    static void checkTarget(OutputTarget output, boolean replaceExisting) throws IOException {
        output.check(replaceExisting);
        output.requireWritableFolder();
    }

    static Publication begin(OutputTarget output, FolderOperations folder) throws IOException {
        TemporaryFile.deleteLeftovers(output);
        try {
            return new Publication(folder, output, TemporaryFile.create(output));
        } catch (IOException e) {
            throw OutputRefusedException.of(e, output.file());
        }
    }

    TemporaryFile temporary() {
        return temporary;
    }

    OutputTarget target() {
        return target;
    }

    synchronized void mode(Set<PosixFilePermission> permissions) {
        mode = Set.copyOf(permissions);
    }

    /** Refuses a file that is clearly too large for where it is written. */
    void requireSpace(long byteCount) throws OutputRefusedException {
        long usable = folder.usableBytes(target.folder());
        if (byteCount > usable) {
            throw new OutputRefusedException(
                    OutputRefusedException.Reason.NO_SPACE,
                    target.file(),
                    "no space to write " + target.file() + ": it will have " + byteCount + " bytes, and "
                            + target.folder() + " has room for " + usable);
        }
    }

    /** At once, so that a refusal comes before the work. */
    void owner(FileOwner owner) throws IOException {
        try {
            owner.give(temporary.path());
        } catch (IOException | UnsupportedOperationException e) {
            throw new OutputRefusedException(
                    OutputRefusedException.Reason.NOT_WRITABLE,
                    target.file(),
                    "the owner of " + target.file() + " cannot be set to " + owner + ": " + reason(e)
                            + "; on most systems only root may give files away");
        }
    }

    private static String reason(Exception failure) {
        String reason = failure instanceof FileSystemException system ? system.getReason() : failure.getMessage();
        return reason == null ? failure.getClass().getSimpleName() : reason.toLowerCase(Locale.ROOT);
    }

    /** In ms since 1970; what is before that is not set. */
    synchronized void modifiedMillis(long millis) {
        modifiedMillis = millis;
    }

    synchronized void publish(boolean replaceExisting) throws IOException {
        if (ended) {
            throw new IllegalStateException("published or closed already: " + target.file());
        }
        target.check(replaceExisting);
        SetAside old = null;
        try {
            setMode();
            setModified();
            temporary.channel().force(true);
            if (replaceExisting) {
                old = replace();
            } else {
                create();
            }
        } catch (IOException e) {
            throw OutputRefusedException.of(e, target.file());
        }
        ended = true;
        try {
            forceFolder();
            if (old != null) {
                old.delete();
            }
            SetAside.deleteLeftovers(folder, target);
        } finally {
            // Not before the renaming: without the lock the file would have looked like a leftover.
            temporary.close();
        }
    }

    /** The new file has its name; what it replaced is kept until that is on the disk. */
    private void forceFolder() throws IOException {
        try {
            folder.force(target.folder());
        } catch (IOException e) {
            throw new OutputRefusedException(
                    OutputRefusedException.Reason.IO_ERROR,
                    target.file(),
                    target.file() + " is complete and in its place, but a loss of power may undo that: "
                            + e.getMessage());
        }
    }

    private void setMode() throws IOException {
        if (mode != null && Files.getFileStore(temporary.path()).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(temporary.path(), mode);
        }
    }

    /** By its name: a descriptor of its own would, when closed, drop the temporary file's lock. */
    private void setModified() throws IOException {
        if (modifiedMillis >= 0 && !temporary.path().toFile().setLastModified(modifiedMillis)) {
            throw new IOException("cannot set the modification time of " + temporary.path());
        }
    }

    /** What had to make room; null if the renaming replaces all that there is. */
    private @Nullable SetAside replace() throws IOException {
        target.check(true);
        if (target.sidecars().isEmpty()) {
            rename();
            return null;
        }
        SetAside old = new SetAside(folder, target);
        try {
            old.moveAll();
            rename();
            return old;
        } catch (IOException e) {
            old.putBack(e);
            throw e;
        }
    }

    private void create() throws IOException {
        target.check(false);
        if (target.exists() || !link()) {
            target.check(false);
            rename();
        }
    }

    /** False if the name is taken, or the file system knows no hard links. */
    private boolean link() {
        try {
            folder.link(temporary.path(), target.file());
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
        try {
            folder.delete(temporary.path());
        } catch (IOException e) {
            // The database has its name, that is what counts. The next run deletes the other one.
        }
        return true;
    }

    private void rename() throws IOException {
        folder.rename(temporary.path(), target.file());
    }

    @Override
    public synchronized void close() throws IOException {
        if (!ended) {
            ended = true;
            temporary.delete();
        }
    }
}
