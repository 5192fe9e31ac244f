package dev.ltx4j.replica;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A replica in a folder of the file system. The time of a file is its modification time.
 *
 * <p>Only regular files are files of the store; pipes, sockets and devices are never listed and never opened. The root
 * may be a link. Below it a link stands for what it leads to as long as that lies inside of the root; a link that leads
 * out of it, or nowhere, is listed, so that nothing that should be there is overlooked, and refused when it is used.
 * Where a folder leads to is looked at when its first file is used.
 *
 * <p>Safe for use by several threads. It holds no resources: {@link #close} does nothing.
 */
public final class FolderStore implements ReplicaStore {
    /** A replica has a dozen; more are looked at each time. */
    private static final int MAX_FOLDERS = 1000;

    private final Path root;

    /** Folders that were seen to be inside of the root, so that each is looked at once and not for each of its files. */
    private final Set<Path> foldersInside = ConcurrentHashMap.newKeySet();

    private FolderStore(Path root) {
        this.root = root;
    }

    /**
     * {@return the store in a folder}
     *
     * @param root the folder
     * @throws StoreUnavailableException if there is no such folder, it is not a folder, or may not be read
     */
    public static FolderStore open(Path root) throws StoreUnavailableException {
        FolderStore store = new FolderStore(root);
        store.requireRoot();
        return store;
    }

    /** {@return the folder as it was given} */
    public Path root() {
        return root;
    }

    @Override
    public String location() {
        return root.toString();
    }

    /** @throws IllegalArgumentException if the key could leave the root or has empty parts */
    @Override
    public String locationOf(String key) {
        return Printable.of(pathOf(key).toString());
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the folder's key could leave the root or has empty parts
     */
    @Override
    public void list(String folder, StoreVisitor visitor) throws IOException {
        Path path = folderPath(folder);
        if (!folder.isEmpty() && !isInsideRoot(path)) {
            return;
        }
        try (DirectoryStream<Path> entries = entriesOf(path)) {
            if (entries == null) {
                return;
            }
            Iterator<Path> iterator = entries.iterator();
            for (Path entry = next(path, iterator); entry != null; entry = next(path, iterator)) {
                visit(folder, entry, visitor);
            }
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the key could leave the root or has empty parts
     */
    @Override
    public Optional<StoreFile> stat(String key) throws IOException {
        Path path = pathOf(key);
        try {
            BasicFileAttributes attributes = attributesOfFile(path);
            return attributes == null ? Optional.empty() : Optional.of(file(key, attributes));
        } catch (NoSuchFileException e) {
            requireRoot();
            return Optional.empty();
        } catch (FileSystemException e) {
            if (FolderTrouble.isNoFile(path, e)) {
                return Optional.empty();
            }
            throw FolderTrouble.unavailable(path, e);
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the key could leave the root or has empty parts
     */
    @Override
    public StoreReader open(String key) throws IOException {
        Path path = pathOf(key);
        try {
            // Asked before it is opened: opening a pipe would wait for somebody to write to it.
            if (attributesOfFile(path) == null) {
                throw new NoSuchFileException(path.toString(), null, "is not a regular file");
            }
            return FolderFileReader.of(FileChannel.open(path, StandardOpenOption.READ), path.toString());
        } catch (NoSuchFileException e) {
            requireRoot();
            throw e;
        } catch (FileSystemException e) {
            if (FolderTrouble.isNoFile(path, e)) {
                throw new NoSuchFileException(path.toString(), null, "is not a file");
            }
            throw FolderTrouble.unavailable(path, e);
        }
    }

    @Override
    public void close() {}

    /** The entries of a folder, which the caller closes, or null if there is no such folder below the root. */
    @SuppressWarnings("StreamResourceLeak")
    private @Nullable DirectoryStream<Path> entriesOf(Path folder) throws StoreUnavailableException {
        try {
            return Files.newDirectoryStream(folder);
        } catch (NoSuchFileException | NotDirectoryException e) {
            requireRoot();
            return null;
        } catch (IOException e) {
            throw FolderTrouble.unavailable(folder, e);
        }
    }

    private static @Nullable Path next(Path folder, Iterator<Path> entries) throws StoreUnavailableException {
        try {
            return entries.hasNext() ? entries.next() : null;
        } catch (DirectoryIteratorException e) {
            throw FolderTrouble.unavailable(folder, Objects.requireNonNull(e.getCause()));
        }
    }

    private void visit(String folder, Path entry, StoreVisitor visitor) throws IOException {
        String name = StoreKeys.nameOf(entry);
        if (name == null) {
            return;
        }
        BasicFileAttributes attributes = attributes(entry);
        if (attributes == null) {
            return;
        }
        String key = folder + name;
        if (attributes.isDirectory()) {
            visitor.folder(key + "/");
        } else if (attributes.isRegularFile() || attributes.isSymbolicLink()) {
            visitor.file(file(key, attributes));
        }
    }

    /** One stat for what is no link; those of the link itself where it leads nowhere; null if the entry is gone. */
    private static @Nullable BasicFileAttributes attributes(Path entry) throws IOException {
        BasicFileAttributes own;
        try {
            own = Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw FolderTrouble.unavailable(entry, e);
        }
        if (!own.isSymbolicLink()) {
            return own;
        }
        try {
            return Files.readAttributes(entry, BasicFileAttributes.class);
        } catch (FileSystemException e) {
            return own;
        }
    }

    private static StoreFile file(String key, BasicFileAttributes attributes) {
        return new StoreFile(
                key, attributes.size(), attributes.lastModifiedTime().toInstant());
    }

    /**
     * Those of a regular file inside of the root, links followed, or null if it is something else. One stat as a rule: real
     * paths are asked for where there is a link, and once for each folder.
     */
    private @Nullable BasicFileAttributes attributesOfFile(Path path) throws IOException {
        BasicFileAttributes own = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (own.isSymbolicLink()) {
            BasicFileAttributes target = Files.readAttributes(path, BasicFileAttributes.class);
            return target.isRegularFile() && isInsideRoot(path) ? target : null;
        }
        return own.isRegularFile() && isInFolderInsideRoot(path) ? own : null;
    }

    private boolean isInFolderInsideRoot(Path path) throws IOException {
        Path folder = Objects.requireNonNull(path.getParent());
        if (foldersInside.contains(folder)) {
            return true;
        }
        if (!isInsideRoot(folder)) {
            return false;
        }
        if (foldersInside.size() < MAX_FOLDERS) {
            foldersInside.add(folder);
        }
        return true;
    }

    /** Whether a path exists, links followed; one that leads out of the root is refused. */
    private boolean isInsideRoot(Path path) throws IOException {
        Path real;
        boolean inside;
        try {
            real = path.toRealPath();
            inside = real.startsWith(root.toRealPath());
        } catch (NoSuchFileException e) {
            requireRoot();
            return false;
        } catch (FileSystemException e) {
            if (FolderTrouble.isNoFile(path, e)) {
                return false;
            }
            throw FolderTrouble.unavailable(path, e);
        }
        if (!inside) {
            throw new StoreUnavailableException(
                    StoreUnavailableException.Reason.FORBIDDEN,
                    path + " is a link that leads out of the replica, to " + real
                            + "; such links are not followed: put the files themselves there");
        }
        return true;
    }

    private void requireRoot() throws StoreUnavailableException {
        try {
            if (!Files.readAttributes(root, BasicFileAttributes.class).isDirectory()) {
                throw new StoreUnavailableException(
                        StoreUnavailableException.Reason.NOT_FOUND,
                        root + " is not a folder; give the folder that holds the replica");
            }
        } catch (NoSuchFileException e) {
            throw new StoreUnavailableException(
                    StoreUnavailableException.Reason.NOT_FOUND,
                    root + " does not exist; check the path, and that its disk is mounted",
                    e);
        } catch (IOException e) {
            throw FolderTrouble.unavailable(root, e);
        }
    }

    private Path pathOf(String key) {
        return StoreKeys.resolve(root, key);
    }

    private Path folderPath(String folder) {
        if (folder.isEmpty()) {
            return root;
        }
        if (!folder.endsWith("/")) {
            throw new IllegalArgumentException("not a folder's key, it does not end in /: \"" + folder + "\"");
        }
        return pathOf(folder.substring(0, folder.length() - 1));
    }
}
