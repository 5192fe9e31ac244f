package dev.ltx4j.sqlite.check;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Has trees checked by several threads, each with all that it needs for itself. None is at work any more in the end. */
final class TreeHelpers {
    /** One tree. */
    interface Unit {
        void check(CheckContext context, TreeWalk walk) throws IOException;
    }

    private final CheckContext context;
    private final ArrayDeque<Unit> units;

    // Guarded by this object, as the units are.
    private int helpers;
    private boolean closed;
    private @Nullable Throwable failure;

    TreeHelpers(CheckContext context, List<Unit> units) {
        this.context = context;
        this.units = new ArrayDeque<>(units);
    }

    /** Checks all of them. */
    void run(Executor executor, int workers, TreeWalk ownWalk) throws IOException {
        for (int i = 1; i < Math.min(workers, units.size()); i++) {
            try {
                executor.execute(this::help);
            } catch (RejectedExecutionException e) {
                // Fewer helpers make it slower, nothing else.
                break;
            }
        }
        work(context, ownWalk);
        awaitHelpers();
        rethrow();
    }

    private void help() {
        synchronized (this) {
            if (closed) {
                return;
            }
            helpers++;
        }
        try {
            CheckContext own = context.forHelper();
            work(own, new TreeWalk(own));
        } finally {
            synchronized (this) {
                helpers--;
                notifyAll();
            }
        }
    }

    private void work(CheckContext own, TreeWalk walk) {
        try {
            for (Unit unit = next(); unit != null; unit = next()) {
                unit.check(own, walk);
            }
        } catch (Throwable t) {
            fail(t);
        }
    }

    private synchronized @Nullable Unit next() {
        return failure == null ? units.poll() : null;
    }

    private synchronized void fail(Throwable t) {
        if (failure == null) {
            failure = t;
        }
        context.stop();
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
                    fail(new InterruptedIOException("the check was interrupted"));
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void rethrow() throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }
}
