package dev.ltx4j.sqlite;

import dev.ltx4j.sqlite.internal.Thrown;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Work on which several threads are at once, the calling one among them. None of them is any more when the call ends. The
 * first failure, or an interrupt of the calling thread, ends it for all.
 */
final class SideBySide {
    private final Work work;

    // Guarded by this object, the failure for writing only.
    private int helpers;
    private boolean closed;
    private volatile @Nullable Throwable failure;

    /** What each thread does, until there is nothing left to do. */
    interface Work {
        /** @param all to be asked now and then whether to go on */
        void run(SideBySide all) throws IOException;
    }

    private SideBySide(Work work) {
        this.work = work;
    }

    /**
     * Does work.
     *
     * @param executor where helpers come from; where it has none, the caller does all
     * @param workers how many threads, the calling one included
     */
    static void run(@Nullable Executor executor, int workers, Work work) throws IOException {
        SideBySide all = new SideBySide(work);
        try {
            for (int i = 1; i < workers && executor != null; i++) {
                executor.execute(all::help);
            }
        } catch (RejectedExecutionException e) {
            // Fewer helpers make it slower, nothing else.
        }
        all.work();
        all.awaitHelpers();
        all.end();
    }

    /** Throws if the work is to end, because of an interrupt or of what happened in another thread. */
    void requireGoing() throws InterruptedIOException {
        if (failure != null || Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
    }

    private void help() {
        synchronized (this) {
            if (closed) {
                return;
            }
            helpers++;
        }
        try {
            work();
        } finally {
            synchronized (this) {
                helpers--;
                notifyAll();
            }
        }
    }

    private void work() {
        try {
            work.run(this);
        } catch (Throwable t) {
            synchronized (this) {
                if (failure == null) {
                    failure = t;
                }
            }
        }
    }

    private void awaitHelpers() {
        boolean interrupted = false;
        synchronized (this) {
            closed = true;
            while (helpers > 0) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                    if (failure == null) {
                        failure = new InterruptedIOException("interrupted");
                    }
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() throws IOException {
        Throwable thrown = failure;
        if (thrown != null && Thread.currentThread().isInterrupted() && !(thrown instanceof InterruptedIOException)) {
            // The interrupt closed the channels, and the helpers may have been the first to see that.
            InterruptedIOException interrupted = new InterruptedIOException("interrupted");
            interrupted.initCause(thrown);
            throw interrupted;
        }
        Thrown.rethrow(thrown);
    }
}
