package dev.ltx4j.sqlite;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The steps in which a folder changes when a database is published. Tests stop at each of them. */
class FolderOperations {
    /** Gives a file a second name; fails if the name is taken. */
    void link(Path existing, Path name) throws IOException {
        Files.createLink(name, existing);
    }

    /** Gives a file another name at once, in place of what had that name. */
    void rename(Path existing, Path name) throws IOException {
        Files.move(existing, name, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Takes a file's name away, if it has it. */
    void delete(Path name) throws IOException {
        Files.deleteIfExists(name);
    }

    /** How many bytes may still be written in a folder; {@link Long#MAX_VALUE} where that cannot be told. */
    long usableBytes(Path folder) {
        try {
            FileStore store = Files.getFileStore(folder);
            return store.getTotalSpace() > 0 ? store.getUsableSpace() : Long.MAX_VALUE;
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    /**
     * Makes what was linked, renamed and deleted in the folder last through a loss of power. Systems and file systems
     * that cannot do this for a folder say so in too many ways: none of them counts.
     *
     * @throws IOException if the disk has failed or is full
     */
    void force(Path folder) throws IOException {
        boolean interrupted = false;
        try {
            while (!forceUnlessInterrupted(folder)) {
                // What follows relies on it, be it the end of the work or its rolling back.
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean forceUnlessInterrupted(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (ClosedByInterruptException e) {
            return false;
        } catch (IOException e) {
            // Windows does not open folders; some network file systems do not force them.
            if (OutputRefusedException.isOfDisk(e)) {
                throw new IOException("the folder " + folder + " cannot be forced to the disk: " + e.getMessage(), e);
            }
        }
        return true;
    }
}
