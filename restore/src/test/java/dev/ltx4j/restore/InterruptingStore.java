package dev.ltx4j.restore;

import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreFile;
import dev.ltx4j.replica.StoreReader;
import dev.ltx4j.replica.StoreVisitor;
import java.io.IOException;
import java.util.Optional;

/** Interrupts the thread that made it in a certain read, and counts what is read after that. */
final class InterruptingStore implements ReplicaStore {
    private static final int MOST_BYTES = 4096;

    private final ReplicaStore store;
    private final int readsBefore;
    private final Thread thread = Thread.currentThread();
    private int reads;
    private long bytesSince;

    InterruptingStore(ReplicaStore store, int readsBefore) {
        this.store = store;
        this.readsBefore = readsBefore;
    }

    synchronized long bytesSince() {
        return bytesSince;
    }

    private synchronized void count(int byteCount) {
        if (++reads == readsBefore) {
            thread.interrupt();
        } else if (reads > readsBefore) {
            bytesSince += byteCount;
        }
    }

    @Override
    public String location() {
        return store.location();
    }

    @Override
    public String locationOf(String key) {
        return store.locationOf(key);
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
        StoreReader reader = store.open(key);
        return new StoreReader() {
            @Override
            public long size() {
                return reader.size();
            }

            @Override
            public int read(long fileOffset, byte[] array, int arrayOffset, int byteCount) throws IOException {
                int read = reader.read(fileOffset, array, arrayOffset, Math.min(byteCount, MOST_BYTES));
                count(read);
                return read;
            }

            @Override
            public void close() throws IOException {
                reader.close();
            }
        };
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
