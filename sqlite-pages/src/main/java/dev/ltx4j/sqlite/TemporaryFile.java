package dev.ltx4j.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A file that is being written beside its target: {@code .NAME.ltx4j-<16 hex digits>.tmp}, for its owner only, and
 * locked at one byte as long as it is in use. A run that was killed leaves its file without the lock, so the next run
 * can tell it from one in use and deletes it.
 *
 * <p>Between its creation and its lock a file looks like a leftover. So its creator looks once more when it has the lock:
 * whoever deletes a leftover holds the lock while doing so, hence a file that is still there then stays. Names are never
 * used twice, so a name that is gone cannot stand for another file.
 *
 * <p>Locks do not work between threads: closing any descriptor of a file drops the whole process's locks on it. So the
 * names in use in this JVM are kept in a set, and files of these names are not opened.
 */
final class TemporaryFile {
    private static final int MAX_ATTEMPTS = 100;
    private static final String ENDING = ".tmp";

    /** A byte that no database reaches: SQLite locks bytes from 1 GiB on, and files end before it. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private static final Set<String> IN_USE = ConcurrentHashMap.newKeySet();

    /** Channels that must not be closed, see {@link #deleteUnlessLocked}. */
    private static final Queue<FileChannel> LEFT_OPEN = new ConcurrentLinkedQueue<>();

    private static final Set<OpenOption> CREATE = Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> OPEN =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private final Path path;
    private final FileChannel channel;

    // Held so that it is not collected: the JVM would forget about it.
    @SuppressWarnings("unused")
    private final @Nullable FileLock lock;

    private TemporaryFile(Path path, FileChannel channel, @Nullable FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    Path path() {
        return path;
    }

    FileChannel channel() {
        return channel;
    }

    static TemporaryFile create(OutputTarget target) throws IOException {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Path path = newName(target, ENDING);
            TemporaryFile created = tryCreate(path, nameOf(path));
            if (created != null) {
                return created;
            }
        }
        throw new IOException("cannot keep a temporary file beside " + target.file() + ": another program deletes it");
    }

    /** A name that nobody has had and that {@link #names} knows. */
    static Path newName(OutputTarget target, String ending) {
        String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        return target.folder().resolve("." + target.name() + ".ltx4j-" + random + ending);
    }

    /** What all new names for a target match; what follows the ending may be one of some more endings. */
    static Pattern names(OutputTarget target, String ending, List<String> moreEndings) {
        String more = moreEndings.stream().map(Pattern::quote).collect(Collectors.joining("|", "(", ")?"));
        return Pattern.compile(
                Pattern.quote("." + target.name()) + "\\.ltx4j-[0-9a-f]{16}" + Pattern.quote(ending) + more);
    }

    private static String nameOf(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static @Nullable TemporaryFile tryCreate(Path path, String name) throws IOException {
        IN_USE.add(name);
        TemporaryFile created = null;
        FileChannel channel = null;
        try {
            channel = FileChannel.open(path, CREATE, ownerOnly(path));
            created = tryLock(path, channel);
        } catch (FileAlreadyExistsException e) {
            // Another name, then.
        } finally {
            if (created == null) {
                try {
                    if (channel != null) {
                        discard(path, channel);
                    }
                } finally {
                    IN_USE.remove(name);
                }
            }
        }
        return created;
    }

    private static void discard(Path path, FileChannel channel) throws IOException {
        try {
            Files.deleteIfExists(path);
        } finally {
            channel.close();
        }
    }

    /** Null if another run took the file for a leftover. */
    private static @Nullable TemporaryFile tryLock(Path path, FileChannel channel) {
        FileLock lock;
        try {
            lock = channel.tryLock(LOCKED_BYTE, 1, false);
        } catch (OverlappingFileLockException e) {
            return null;
        } catch (IOException e) {
            // A file system without locks. Nobody else gets one there either, so nobody deletes the file.
            return new TemporaryFile(path, channel, null);
        }
        boolean kept = lock != null && Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        return kept ? new TemporaryFile(path, channel, lock) : null;
    }

    private static FileAttribute<?>[] ownerOnly(Path path) {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        };
    }

    /** Deletes the file if it has its name still, and ends its use. */
    void delete() throws IOException {
        try {
            Files.deleteIfExists(path);
        } finally {
            close();
        }
    }

    /** Ends the use of the file, which has got another name. */
    void close() throws IOException {
        try {
            channel.close();
        } finally {
            IN_USE.remove(nameOf(path));
        }
    }

    /** Deletes what killed runs left for this target, as far as that can be told and done. */
    static void deleteLeftovers(OutputTarget target) {
        Pattern names = names(target, ENDING, List.of());
        try (DirectoryStream<Path> found = Files.newDirectoryStream(
                target.folder(), path -> names.matcher(nameOf(path)).matches())) {
            for (Path path : found) {
                deleteLeftover(path);
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Not a reason to refuse the work: the next run tries again.
        }
    }

    private static void deleteLeftover(Path path) {
        try {
            if (IN_USE.contains(nameOf(path)) || !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            if (hasOtherNames(path)) {
                // The run was killed when the file had got its proper name already and still had this one. It may be
                // somebody's open database, which must not be opened and closed here.
                Files.deleteIfExists(path);
                return;
            }
            deleteUnlessLocked(path);
        } catch (IOException e) {
            // Somebody else's, or gone.
        }
    }

    private static boolean hasOtherNames(Path path) throws IOException {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix")
                && Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS) instanceof Integer links
                && links > 1;
    }

    @SuppressWarnings("resource") // a channel is left open on purpose
    private static void deleteUnlessLocked(Path path) throws IOException {
        FileChannel leftover = FileChannel.open(path, OPEN);
        try {
            if (leftover.tryLock(LOCKED_BYTE, 1, false) != null) {
                Files.deleteIfExists(path);
            }
        } catch (OverlappingFileLockException e) {
            // In use in this JVM by a second copy of this class. Closing the channel would drop that one's lock.
            LEFT_OPEN.add(leftover);
            return;
        } catch (IOException | RuntimeException e) {
            leftover.close();
            throw e;
        }
        leftover.close();
    }
}
