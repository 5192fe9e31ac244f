package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.sqlite.Experimental;
import dev.ltx4j.sqlite.OutputRefusedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What Litestream keeps beside a database: the folder {@code .NAME-litestream} with the newest LTX files, before they are
 * uploaded and for a while afterwards. Without it, Litestream (0.5.18) goes on behind the replica's last transaction: with a
 * copy of all pages where the write-ahead log does not continue that, or where the replica is empty.
 *
 * <p>It must not be removed while Litestream runs; whoever calls {@link #remove} has to see to that. Immutable.
 */
@Experimental
public final class LocalState {
    private static final String SUFFIX = "-litestream";

    /** A folder that was moved aside to be removed has this and random digits behind its name. */
    private static final String REMOVED = ".removed-";

    private static final int RANDOM_BYTES = 8;

    private final Path folder;

    private LocalState(Path folder) {
        this.folder = folder;
    }

    /**
     * How much there is.
     *
     * @param files of any kind
     * @param bytes their sizes together
     */
    public record Amount(long files, long bytes) {}

    /**
     * That of a database, which need not exist.
     *
     * @param database the database file
     * @return where its state is, whether there is one or not
     * @throws IllegalArgumentException if the path has no file name
     */
    public static LocalState of(Path database) {
        Path name = database.getFileName();
        if (name == null) {
            throw new IllegalArgumentException("not a database: " + database);
        }
        return new LocalState(database.resolveSibling("." + name + SUFFIX));
    }

    /** {@return the folder, whether it exists or not} */
    public Path folder() {
        return folder;
    }

    /** {@return whether there is a folder, or anything else with its name} */
    public boolean exists() {
        return Files.exists(folder, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * The LTX files in it, by level.
     *
     * @return them, or empty if there is no such folder
     * @throws dev.ltx4j.replica.StoreUnavailableException if it cannot be read
     */
    public Optional<ReplicaListing> listing() throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (FolderStore store = FolderStore.open(folder)) {
            return Optional.of(ReplicaListing.read(store));
        }
    }

    /**
     * The last transaction in it.
     *
     * @return {@link Txid#ZERO} if there is none
     * @throws dev.ltx4j.replica.StoreUnavailableException if it cannot be read
     * @throws IOException if reading fails
     */
    public Txid lastTxid() throws IOException {
        return listing().map(ReplicaListing::lastTxid).orElse(Txid.ZERO);
    }

    /**
     * What {@link #remove} would remove: the folder's files, and those of folders that an earlier removal left.
     *
     * @return how many they are
     * @throws IOException if they cannot be looked at
     */
    public Amount amount() throws IOException {
        Counter counter = new Counter(false);
        for (Path part : parts()) {
            Files.walkFileTree(part, counter);
        }
        return counter.amount();
    }

    /**
     * Removes it, and what an earlier removal that was cut off has left. The folder is moved aside first, so that at
     * each moment all of it is in place or nothing. Links are removed and not followed.
     *
     * @return what was removed
     * @throws IOException if something goes wrong on the way; what is left is moved aside already
     * @throws OutputRefusedException if it is not a folder, as when it is a link, or a permission is missing
     */
    public Amount remove() throws IOException {
        if (exists()) {
            requireFolder();
            Path aside = folder.resolveSibling(folder.getFileName() + REMOVED + randomDigits());
            try {
                Files.move(folder, aside, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                // Cannot be, inside one folder; but it must never become a copy.
                throw e;
            } catch (IOException e) {
                throw OutputRefusedException.explain(e, folder);
            }
            forceParent();
        }
        Counter counter = new Counter(true);
        for (Path part : parts()) {
            try {
                Files.walkFileTree(part, counter);
            } catch (IOException e) {
                throw OutputRefusedException.explain(e, part);
            }
        }
        forceParent();
        return counter.amount();
    }

    private void requireFolder() throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new OutputRefusedException(
                    OutputRefusedException.Reason.NOT_WRITABLE,
                    folder,
                    folder + (Files.isSymbolicLink(folder) ? " is a link" : " is not a folder")
                            + ", which Litestream does not make; look at it, and remove it by hand");
        }
    }

    /** The folder, and those that were moved aside; links among them are none of them. */
    private List<Path> parts() throws IOException {
        List<Path> parts = new ArrayList<>();
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            parts.add(folder);
        }
        String prefix = folder.getFileName() + REMOVED;
        try (DirectoryStream<Path> siblings = Files.newDirectoryStream(parent(), entry -> {
            String name = String.valueOf(entry.getFileName());
            return name.startsWith(prefix)
                    && name.substring(prefix.length()).matches("[0-9a-f]{" + 2 * RANDOM_BYTES + "}")
                    && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
        })) {
            siblings.forEach(parts::add);
        } catch (NoSuchFileException e) {
            // Then there is nothing.
        }
        return parts;
    }

    private Path parent() {
        Path parent = folder.toAbsolutePath().getParent();
        return parent == null ? folder.toAbsolutePath() : parent;
    }

    private void forceParent() {
        try (FileChannel channel = FileChannel.open(parent(), StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Some systems cannot open folders; the order of the steps is right even so.
        }
    }

    private static String randomDigits() {
        byte[] random = new byte[RANDOM_BYTES];
        ThreadLocalRandom.current().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** Counts files, and deletes what it has counted if it is to. Does not follow links. */
    private static final class Counter extends SimpleFileVisitor<Path> {
        private final boolean deletes;
        private long files;
        private long bytes;

        Counter(boolean deletes) {
            this.deletes = deletes;
        }

        Amount amount() {
            return new Amount(files, bytes);
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            files++;
            bytes += attributes.isRegularFile() ? attributes.size() : 0;
            if (deletes) {
                Files.delete(file);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException trouble) throws IOException {
            if (trouble != null) {
                throw trouble;
            }
            if (deletes) {
                Files.delete(directory);
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
