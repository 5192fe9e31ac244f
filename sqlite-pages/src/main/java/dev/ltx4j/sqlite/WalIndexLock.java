package dev.ltx4j.sqlite;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The locks of a reader in the {@code -shm} file of a database in WAL mode. They are two of the five that readers
 * share: the first of them keeps every checkpoint from writing to the database file, and any other keeps writers from
 * starting the log again from its front. So the frames that count now stay where they are, and others go on reading, and
 * appending to the log.
 *
 * <p>The "dead man's switch" is not taken: it says that the content of the file can be trusted, and whoever comes first
 * must be free to find that it cannot, and to make it anew. That does not disturb the locks.
 */
final class WalIndexLock implements Closeable {
    private static final Set<OpenOption> READ_WRITE = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ);

    /** The value of {@link #walBytes} where the index cannot be asked. */
    static final long UNKNOWN = -1;

    private final FileChannel shm;
    private final long walBytes;

    private WalIndexLock(FileChannel shm, long walBytes) {
        this.shm = shm;
        this.walBytes = walBytes;
    }

    /**
     * @param shm an existing file; whoever calls keeps it from being deleted by a lock on the database
     * @return null if somebody holds a lock that excludes these, which passes
     * @throws IOException if the file cannot be opened, or has no locks
     */
    static @Nullable WalIndexLock tryLock(Path shm) throws IOException {
        boolean writable = true;
        FileChannel channel;
        try {
            channel = FileChannel.open(shm, READ_WRITE);
        } catch (AccessDeniedException e) {
            writable = false;
            channel = FileChannel.open(shm, READ);
        } catch (FileSystemException e) {
            // A file system that is read-only.
            writable = false;
            channel = FileChannel.open(shm, READ);
        }
        WalIndexLock locked = null;
        try {
            locked = tryLock(channel, writable);
            return locked;
        } finally {
            if (locked == null) {
                channel.close();
            }
        }
    }

    private static @Nullable WalIndexLock tryLock(FileChannel channel, boolean writable) throws IOException {
        try {
            if (channel.tryLock(LockLayout.SHM_READ_0, 1, true) == null
                    || channel.tryLock(LockLayout.SHM_READ_LAST, 1, true) == null) {
                return null;
            }
            if (!writable || !isInUse(channel)) {
                return new WalIndexLock(channel, UNKNOWN);
            }
        } catch (OverlappingFileLockException e) {
            return null;
        }
        byte[] header = new byte[WalIndexHeader.BYTES];
        PageFile.readFully(channel, 0, header);
        WalIndexHeader index = WalIndexHeader.parse(header);
        return index == null ? null : new WalIndexLock(channel, index.walBytes());
    }

    /** Whether anybody has the database open in WAL mode; else what the file says is left from earlier times. */
    private static boolean isInUse(FileChannel channel) throws IOException {
        FileLock nobody = channel.tryLock(LockLayout.SHM_DEAD_MAN, 1, false);
        if (nobody == null) {
            return true;
        }
        nobody.release();
        return false;
    }

    /**
     * How much of the log counts, in bytes, according to those who use the database. What follows may look as if it
     * counted, if a process was killed between writing to the log and to the index, but will be written over. {@link
     * #UNKNOWN} if nobody uses the database: the log itself tells.
     */
    long walBytes() {
        return walBytes;
    }

    boolean isHeld() {
        return shm.isOpen();
    }

    @Override
    public void close() throws IOException {
        shm.close();
    }
}
