package dev.ltx4j.sqlite;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * Makes a database file appear at once: written under another name in the same folder, forced to the disk, and only then
 * given its name. At every moment, also when the process is killed, the target is absent, old, or complete.
 *
 * <pre>{@code
 * DatabasePublication.checkTarget(target, force);
 * try (DatabasePublication publication = DatabasePublication.begin(target)) {
 *     write(publication.channel());
 *     publication.publish(force);
 * }
 * }</pre>
 *
 * <p><b>The temporary file</b> is called {@code .NAME.ltx4j-<16 hex digits>.tmp}, has mode 0600 from the start, and is
 * locked at one byte that SQLite does not use. {@link #begin} deletes the files of this name pattern that killed runs
 * left, which are those without the lock; runs for the same target do not disturb each other. On POSIX systems, closing
 * any descriptor of a file drops the locks that the whole process holds on it: work through {@link #channel} and do not
 * open {@link #temporaryFile} in this JVM as long as the publication is open.
 *
 * <p><b>The target</b> is a regular file or absent. A symbolic link in its place is never written through: it counts as
 * existing, and is itself replaced, as {@code rename} does; one that leads to a folder or a device never is. An empty file counts as absent. Without {@code
 * replaceExisting} nothing is lost that appeared in between: the file gets its name by a hard link, which fails where the
 * name is taken. (File systems without hard links, and an empty file in the target's place, leave a moment between a
 * last look and the renaming.)
 *
 * <p><b>Sidecars.</b> An old {@code -wal}, {@code -shm} or {@code -journal} must never meet a new database, so they go
 * before it appears. But an old database without its log is not the old database: commits are missing, or it is torn.
 * So where there are sidecars and {@code replaceExisting} is given, the old database is set aside first, then its
 * sidecars, then the new one gets its name, each step forced to the disk before the next; the old files are deleted in
 * the end, and put back if a step fails. A crash in between leaves the target absent, and the old files beside it as
 * {@code .NAME.ltx4j-<16 hex digits>.old}, {@code ….old-wal} and so on; they are deleted when a database has been
 * published there. Without sidecars the old database is there until the new one replaces it.
 *
 * <p>The target must not be open: not in another program, whose database would vanish under it, nor through SQLite in
 * this JVM before {@link #publish} has returned, for the sake of its locks.
 *
 * <p>{@link #publish} and {@link #close} exclude each other, so a shutdown hook may close. An interrupt while a thread
 * uses the channel closes it; publishing fails then.
 */
public final class DatabasePublication implements Closeable {
    private final Publication publication;

    private DatabasePublication(Publication publication) {
        this.publication = publication;
    }

    /**
     * Whether a database may be published here, to be asked before any work is done. {@link #publish} looks again.
     *
     * @param target where the database is to appear
     * @param replaceExisting whether an existing file and its sidecars are to be replaced
     * @throws OutputRefusedException if not; the message says what to do
     * @throws IOException if the folder cannot be looked at
     */
    public static void checkTarget(Path target, boolean replaceExisting) throws IOException {
        Publication.checkTarget(OutputTarget.ofDatabase(target), replaceExisting);
    }

    /**
     * Deletes what killed runs left for this target, and creates the temporary file.
     *
     * @param target where the database is to appear; nothing is done to it yet
     * @return a publication with an empty temporary file
     * @throws OutputRefusedException if the folder does not exist or cannot be written to, or the disk is full
     * @throws IOException if the file cannot be created for another reason
     */
    public static DatabasePublication begin(Path target) throws IOException {
        return begin(target, new FolderOperations());
    }

    static DatabasePublication begin(Path target, FolderOperations folder) throws IOException {
        return new DatabasePublication(Publication.begin(OutputTarget.ofDatabase(target), folder));
    }

    /**
     * {@return the temporary file, open for reading and writing} Failures of writing can be told apart with {@link
     * OutputRefusedException#explain}.
     */
    public FileChannel channel() {
        return publication.temporary().channel();
    }

    /** {@return where the temporary file is: in the target's folder, with links to that folder resolved} */
    public Path temporaryFile() {
        return publication.temporary().path();
    }

    /** {@return where the database will appear: the target, absolute, with links to its folder resolved} */
    public Path target() {
        return publication.target().file();
    }

    /**
     * Sets the permissions that the database is to have; 0600 if this is not called. They are set just before it
     * appears, exactly (no umask). Without effect where there are no POSIX permissions.
     *
     * @param permissions those of the database when it appears
     */
    public void mode(Set<PosixFilePermission> permissions) {
        publication.mode(permissions);
    }

    /**
     * Gives the file to a user or a group. Done at once, so that a refusal comes before the work.
     *
     * @param owner who the database is to belong to
     * @throws OutputRefusedException if this process may not give files away, or the file system knows no owners
     * @throws IOException if it fails for another reason
     */
    public void owner(FileOwner owner) throws IOException {
        publication.owner(owner);
    }

    /**
     * Looks whether the database has room in the target's folder.
     *
     * @param byteCount how large it will be
     * @throws OutputRefusedException if it is clearly too large; the message has both numbers
     */
    public void requireSpace(long byteCount) throws OutputRefusedException {
        publication.requireSpace(byteCount);
    }

    /**
     * Forces the file to the disk and gives it its name. After a refusal the publication is still open, so it can be
     * tried again; after success only {@link #close} is left to do.
     *
     * @param replaceExisting whether an existing file and its sidecars are to be replaced
     * @throws OutputRefusedException if something is in the way that must not be replaced, the disk is full, or a
     *     permission is missing
     * @throws IOException if forcing or renaming fails for another reason
     * @throws IllegalStateException if the database is published already, or the publication closed
     */
    public void publish(boolean replaceExisting) throws IOException {
        publication.publish(replaceExisting);
    }

    /** Deletes the temporary file unless it was published. Does nothing when called again. */
    @Override
    public void close() throws IOException {
        publication.close();
    }
}
