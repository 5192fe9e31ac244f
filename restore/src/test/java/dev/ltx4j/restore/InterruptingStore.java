package dev.ltx4j.restore;

import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreReader;
import java.io.IOException;

/** Interrupts the thread that made it in a certain read, and counts what is read after that. */
final class InterruptingStore extends ForwardingStore {
    private static final int MOST_BYTES = 4096;

    private final int readsBefore;
    private final Thread thread = Thread.currentThread();
    private int reads;
    private long bytesSince;

    InterruptingStore(ReplicaStore store, int readsBefore) {
        super(store);
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
    public StoreReader open(String key) throws IOException {
        return new ForwardingReader(super.open(key)) {
            @Override
            public int read(long fileOffset, byte[] array, int arrayOffset, int byteCount) throws IOException {
                int read = super.read(fileOffset, array, arrayOffset, Math.min(byteCount, MOST_BYTES));
                count(read);
                return read;
            }
        };
    }
}
