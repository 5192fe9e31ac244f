package dev.ltx4j.replica;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A place that holds the files of one replica. Keys are relative to the replica's root, their parts joined by {@code /}
 * and without a leading one.
 *
 * <p>A store is only read. Implementations are safe for use by several threads.
 */
@Experimental
public interface ReplicaStore extends Closeable {
    /** {@return the store as a person would name it: a path or URL without secrets} */
    String location();

    /**
     * {@return a key of this store as a person would name it: a path or URL without secrets}
     *
     * @param key the key
     */
    String locationOf(String key);

    /**
     * Lists one folder, not what is below its folders, in no particular order. A folder that does not exist holds
     * nothing.
     *
     * @param folder {@code ""} for the root, otherwise a key that ends in {@code /}
     * @param visitor is told each entry; what it throws ends the listing
     * @throws StoreUnavailableException if the root of the store does not exist, or the store cannot be read
     */
    void list(String folder, StoreVisitor visitor) throws IOException;

    /**
     * {@return what is known of one file, or empty if there is none with this key}
     *
     * @param key the file's key
     * @throws StoreUnavailableException if the store cannot be read
     */
    Optional<StoreFile> stat(String key) throws IOException;

    /**
     * Opens a file for reads at any offset. The caller closes it.
     *
     * @param key the file's key
     * @return the open file
     * @throws java.nio.file.NoSuchFileException if there is no file with this key
     * @throws StoreUnavailableException if the store cannot be read
     */
    StoreReader open(String key) throws IOException;

    /**
     * Reads the beginning of a file, and no more of it than that.
     *
     * @param key the file's key
     * @param byteCount how many bytes
     * @return as many, or fewer if the file is shorter
     * @throws java.nio.file.NoSuchFileException if there is no file with this key
     * @throws StoreUnavailableException if the store cannot be read
     */
    default byte[] readStart(String key, int byteCount) throws IOException {
        try (StoreInputStream in = new StoreInputStream(open(key), bytes -> {})) {
            return in.readNBytes(byteCount);
        }
    }

    /**
     * Tells that files will be read, from front to end and about in this order. A store that is far away may begin to
     * fetch them. What an earlier call told does not count any more.
     *
     * @param keys files that were listed
     */
    default void expect(List<String> keys) {}

    /**
     * Tells that {@link #stat} will be asked for files, about in this order. A store that is far away may begin to ask. What
     * an earlier call told does not count any more.
     *
     * @param keys files that were listed
     */
    default void expectStats(List<String> keys) {}

    /**
     * {@return whether the times of listed files are only those of their upload} Then {@link #stat} may know better, but a
     * request for each file is its price.
     */
    default boolean listsUploadTimes() {
        return false;
    }

    /** {@return what has been asked of the store so far; nothing, if it is not one that gets requests} */
    default StoreRequests requests() {
        return StoreRequests.NONE;
    }
}
