package dev.ltx4j.restore;

import dev.ltx4j.replica.LayeredStore;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreFile;
import dev.ltx4j.replica.StoreReader;
import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.replica.StoreVisitor;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A store whose failures to read a file say which file it is: an {@link UnusableFileException} each. So a restore can
 * tell them from failures to write the database. Where the store has several layers, it is told which copy of a file is of
 * no use, and gives the next.
 */
final class SourceStore implements ReplicaStore {
    private final ReplicaStore store;
    private final @Nullable ReadDigests digests;
    private final List<ReplicaStore> layers;
    private final Map<String, Integer> copies = new ConcurrentHashMap<>();

    /**
     * @param store is not closed with this one
     * @param digests takes the sums of the files that are read, or null
     */
    SourceStore(ReplicaStore store, @Nullable ReadDigests digests) {
        this.store = store;
        this.digests = digests;
        this.layers = LayeredStore.layersOf(store);
    }

    /** Leaves the copy of a file that was read last, for the one of the next layer that has it. False if there is none. */
    boolean hasNextCopy(String key) throws IOException {
        for (int next = copy(key) + 1; next < layers.size(); next++) {
            if (layers.get(next).stat(key).isPresent()) {
                copies.put(key, next);
                return true;
            }
        }
        return false;
    }

    private int copy(String key) {
        return copies.getOrDefault(key, 0);
    }

    @Override
    public String location() {
        return store.location();
    }

    @Override
    public String locationOf(String key) {
        ReplicaStore layer = layers.get(copy(key));
        return layers.size() == 1 || copies.containsKey(key) ? layer.locationOf(key) : store.locationOf(key);
    }

    @Override
    public void list(String folder, StoreVisitor visitor) throws IOException {
        store.list(folder, visitor);
    }

    @Override
    public Optional<StoreFile> stat(String key) throws IOException {
        return store.stat(key);
    }

    @Override
    public StoreReader open(String key) throws IOException {
        try {
            return new SourceReader(key, openCopy(key), digests == null ? null : digests.start(key));
        } catch (IOException e) {
            throw explain(key, e);
        }
    }

    /** Not every layer has every file; the first that has it counts. They are not asked before, for that can cost a request. */
    private StoreReader openCopy(String key) throws IOException {
        int first = copy(key);
        for (int copy = first; ; copy++) {
            try {
                StoreReader reader = layers.get(copy).open(key);
                if (copy != first) {
                    copies.put(key, copy);
                }
                return reader;
            } catch (NoSuchFileException e) {
                if (copy + 1 == layers.size()) {
                    throw e;
                }
            }
        }
    }

    private IOException explain(String key, IOException failure) {
        boolean storeIsGone = failure instanceof StoreUnavailableException unavailable
                && unavailable.reason() == StoreUnavailableException.Reason.NOT_FOUND;
        if (storeIsGone || failure instanceof InterruptedIOException || failure instanceof ClosedChannelException) {
            return failure;
        }
        return failure instanceof NoSuchFileException missing
                ? UnusableFileException.vanished(key, locationOf(key), missing)
                : UnusableFileException.unreadable(key, locationOf(key), failure);
    }

    @Override
    public void expect(List<String> keys) {
        store.expect(keys);
    }

    @Override
    public void expectStats(List<String> keys) {
        store.expectStats(keys);
    }

    @Override
    public void close() {}

    private final class SourceReader implements StoreReader {
        private final String key;
        private final StoreReader reader;
        private final ReadDigests.@Nullable Running digest;

        SourceReader(String key, StoreReader reader, ReadDigests.@Nullable Running digest) {
            this.key = key;
            this.reader = reader;
            this.digest = digest;
        }

        @Override
        public long size() {
            return reader.size();
        }

        @Override
        public int read(long fileOffset, byte[] array, int arrayOffset, int byteCount) throws IOException {
            try {
                int read = reader.read(fileOffset, array, arrayOffset, byteCount);
                if (digest != null && read > 0) {
                    digest.update(fileOffset, array, arrayOffset, read);
                }
                return read;
            } catch (IOException e) {
                throw explain(key, e);
            }
        }

        @Override
        public void close() throws IOException {
            if (digest != null) {
                digest.end(reader.size());
            }
            reader.close();
        }
    }
}
