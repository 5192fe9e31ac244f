package dev.ltx4j.restore;

import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Sends a database to the disk while it is being written, so that little is left to do when it is forced in the end. A
 * thread of its own forces the file whenever enough has come since it began to do so the last time; it is started when that
 * is so for the first time, so small databases have none.
 *
 * <p>A system tells of a write that failed once. So what fails here is kept and thrown by {@link #close}: forcing again
 * might say that all is well.
 */
final class EarlyWriteback implements AutoCloseable {
    /** Forcing less at a time costs more than it brings. */
    static final long STEP_BYTES = 32 << 20;

    private final FileChannel database;
    private final Object lock = new Object();

    // All below are guarded by the lock.
    private long bytesUntilForce = STEP_BYTES;
    private boolean closed;
    private @Nullable Thread thread;
    private @Nullable Throwable failure;

    /** @param database is forced, not closed */
    EarlyWriteback(FileChannel database) {
        this.database = database;
    }

    /**
     * Says that so many bytes more have been written, in order. Forcing a file whose pages are written here and there takes
     * longer than forcing it once in the end.
     */
    void add(long byteCount) {
        synchronized (lock) {
            bytesUntilForce -= byteCount;
            if (bytesUntilForce > 0 || closed) {
                return;
            }
            if (thread == null) {
                thread = new Thread(this::run, "ltx4j-writeback");
                thread.setDaemon(true);
                thread.start();
            }
            lock.notifyAll();
        }
    }

    private void run() {
        try {
            while (awaitWork()) {
                database.force(false);
            }
        } catch (Throwable t) {
            synchronized (lock) {
                failure = t;
            }
        }
    }

    private boolean awaitWork() throws InterruptedException {
        synchronized (lock) {
            while (bytesUntilForce > 0 && !closed) {
                lock.wait();
            }
            bytesUntilForce = STEP_BYTES;
            return !closed;
        }
    }

    /**
     * Waits until the thread has ended, which may be busy forcing.
     *
     * @throws IOException if forcing has failed at any time
     */
    @Override
    public void close() throws IOException {
        Thread running;
        synchronized (lock) {
            closed = true;
            running = thread;
            lock.notifyAll();
        }
        if (running != null) {
            join(running);
        }
        synchronized (lock) {
            FilesInTurn.rethrow(failure);
        }
    }

    private static void join(Thread running) {
        boolean interrupted = false;
        while (running.isAlive()) {
            try {
                running.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
