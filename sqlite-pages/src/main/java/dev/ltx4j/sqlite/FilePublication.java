package dev.ltx4j.sqlite;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;

/**
 * Makes a file that is no database appear at once, as {@link DatabasePublication} does for one: written under another
 * name in the same folder, forced to the disk, and only then given its name. What is said there holds here, but for what
 * it says of sidecars: files beside the target are not looked at.
 *
 * <p>{@link #publish} and {@link #close} exclude each other, so a shutdown hook may close.
 */
public final class FilePublication implements Closeable {
    private final Publication publication;

    private FilePublication(Publication publication) {
        this.publication = publication;
    }

    /**
     * Whether a file may be published here, to be asked before any work is done. {@link #publish} looks again.
     *
     * @param target where the file is to appear
     * @param replaceExisting whether an existing file is to be replaced
     * @param inputs files that the new one is made of, which it must not replace in any case
     * @throws OutputRefusedException if not; the message says what to do
     * @throws IOException if the folder cannot be looked at
     */
    public static void checkTarget(Path target, boolean replaceExisting, List<Path> inputs) throws IOException {
        OutputTarget output = OutputTarget.ofFile(target);
        output.refuseInputs(inputs);
        Publication.checkTarget(output, replaceExisting);
    }

    /**
     * Deletes what killed runs left for this target, and creates the temporary file.
     *
     * @param target where the file is to appear; nothing is done to it yet
     * @return a publication with an empty temporary file
     * @throws OutputRefusedException if the folder does not exist or cannot be written to, or the disk is full
     * @throws IOException if the file cannot be created for another reason
     */
    public static FilePublication begin(Path target) throws IOException {
        return new FilePublication(Publication.begin(OutputTarget.ofFile(target), new FolderOperations()));
    }

    /**
     * {@return the temporary file, open for reading and writing} Failures of writing can be told apart with {@link
     * OutputRefusedException#explain}.
     */
    public FileChannel channel() {
        return publication.temporary().channel();
    }

    /** {@return where the file will appear: the target, absolute, with links to its folder resolved} */
    public Path target() {
        return publication.target().file();
    }

    /**
     * Sets the modification time that the file is to have when it appears; the time of writing if this is not called.
     *
     * @param millis in ms since 1970 UTC; without effect if it is negative
     */
    public void modifiedMillis(long millis) {
        publication.modifiedMillis(millis);
    }

    /**
     * Sets the permissions that the file is to have when it appears; 0600 if this is not called.
     *
     * @param permissions exactly these, without regard to the umask
     */
    public void mode(Set<PosixFilePermission> permissions) {
        publication.mode(permissions);
    }

    /**
     * Forces the file to the disk and gives it its name. After a refusal the publication is still open, so it can be
     * tried again; after success only {@link #close} is left to do.
     *
     * @param replaceExisting whether an existing file is to be replaced
     * @throws OutputRefusedException if something is in the way that must not be replaced, the disk is full, or a
     *     permission is missing
     * @throws IOException if forcing or renaming fails for another reason
     * @throws IllegalStateException if the file is published already, or the publication closed
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
