package dev.ltx4j.restore;

import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * In the first read of a large file by another thread than the one that made it nothing comes any more, and the thread that
 * made it is interrupted. Only an interrupt ends that read before its time.
 */
final class StallingStore extends ForwardingStore {
    static final int LARGE_BYTES = 128 << 10;
    private static final long STALL_SECONDS = 60;

    private final Thread caller = Thread.currentThread();
    private final CountDownLatch stalled = new CountDownLatch(1);
    private volatile boolean waitedInVain;

    StallingStore(ReplicaStore store) {
        super(store);
    }

    /** Whether a thread was left waiting until the store gave up. */
    boolean waitedInVain() {
        return waitedInVain;
    }

    @Override
    public StoreReader open(String key) throws IOException {
        return new ForwardingReader(super.open(key)) {
            @Override
            public int read(long fileOffset, byte[] array, int arrayOffset, int byteCount) throws IOException {
                if (size() > LARGE_BYTES) {
                    stall();
                }
                return super.read(fileOffset, array, arrayOffset, Math.min(byteCount, 4096));
            }
        };
    }

    private void stall() throws InterruptedIOException {
        try {
            if (Thread.currentThread() == caller) {
                // Gives the others their turns.
                stalled.await(1, TimeUnit.MILLISECONDS);
                return;
            }
            stalled.countDown();
            caller.interrupt();
            new CountDownLatch(1).await(STALL_SECONDS, TimeUnit.SECONDS);
            waitedInVain = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
