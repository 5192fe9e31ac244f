package dev.ltx4j.ltx;

import java.io.IOException;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;

/**
 * The next batch of a file, read and decompressed by another thread while the pages of the one before are used. If no thread
 * has come to it when it is needed, the one that needs it does the work itself. One batch at a time; for one consumer.
 */
final class ReadAhead {
    /** What there is to do for a batch. */
    interface Work {
        /** @return false when there are no more frames */
        boolean fill(FrameBatch batch) throws IOException;
    }

    private enum State {
        IDLE,
        WANTED,
        RUNNING,
        DONE
    }

    private final ReadAheadQueue queue;
    private final String file;
    private final Work work;

    // All below are guarded by this object.
    private State state = State.IDLE;
    private @Nullable FrameBatch batch;
    private boolean filled;
    private @Nullable Throwable failure;

    ReadAhead(ReadAheadQueue queue, String file, Work work) {
        this.queue = queue;
        this.file = file;
        this.work = work;
    }

    /** Asks for a batch; nothing is done yet if no thread has time. */
    void start(FrameBatch next) {
        synchronized (this) {
            batch = next;
            state = State.WANTED;
        }
        queue.add(this);
    }

    boolean isStarted() {
        synchronized (this) {
            return state != State.IDLE;
        }
    }

    /** Waits for the batch that was asked for; false if there are no more frames. */
    boolean finish() throws IOException {
        runIfWanted();
        // The next file's batch is likely to be needed next: better to do that than to wait.
        for (ReadAhead other = isRunning() ? queue.poll() : null;
                other != null;
                other = isRunning() ? queue.poll() : null) {
            other.runIfWanted();
        }
        synchronized (this) {
            while (state == State.RUNNING) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("interrupted while reading " + file);
                }
            }
            state = State.IDLE;
            Thrown.rethrow(failure);
            return filled;
        }
    }

    private synchronized boolean isRunning() {
        return state == State.RUNNING;
    }

    /** Takes the work back, or waits for the thread that does it; afterwards nobody reads the file. */
    void stop() {
        boolean interrupted = false;
        synchronized (this) {
            while (state == State.RUNNING) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            state = State.IDLE;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Does the work unless somebody has, or nobody wants it any more. */
    void runIfWanted() {
        FrameBatch target;
        synchronized (this) {
            if (state != State.WANTED || batch == null) {
                return;
            }
            state = State.RUNNING;
            target = batch;
        }
        boolean more = false;
        Throwable thrown = null;
        try {
            more = work.fill(target);
        } catch (Throwable t) {
            thrown = t;
        }
        synchronized (this) {
            filled = more;
            failure = thrown;
            state = State.DONE;
            notifyAll();
        }
    }
}
