package dev.ltx4j.sqlite.check;

import dev.ltx4j.sqlite.internal.Thrown;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Has trees, and parts of trees, checked by several threads, each with all that it needs for itself. None is at work any more
 * in the end.
 */
final class TreeHelpers {
    /** A tree or a part of one. */
    interface Unit {
        /** What there is to do instead comes back, if it is too much for one thread; nothing if it is done. */
        List<Unit> check(CheckContext context, TreeWalk walk) throws IOException;
    }

    private static final String INTERRUPTED = "the check was interrupted";

    private final CheckContext context;
    private final ArrayDeque<Unit> units;

    // Guarded by this object, as the units are.
    private int helpers;
    private int unitsUnderWay;
    private boolean closed;
    private @Nullable Throwable failure;

    TreeHelpers(CheckContext context, List<Unit> units) {
        this.context = context;
        this.units = new ArrayDeque<>(units);
    }

    /** Checks all of them. */
    void run(Executor executor, int workers, TreeWalk ownWalk) throws IOException {
        for (int i = 1; i < workers; i++) {
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
                done(unit.check(own, walk));
            }
        } catch (Throwable t) {
            fail(t);
        }
    }

    /** Waits as long as others may bring more; null if there is no more, or something has failed. */
    private synchronized @Nullable Unit next() throws InterruptedIOException {
        try {
            while (failure == null && units.isEmpty() && unitsUnderWay > 0) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(INTERRUPTED);
        }
        if (failure != null || units.isEmpty()) {
            return null;
        }
        unitsUnderWay++;
        return units.poll();
    }

    /** What is left of a tree comes before the next tree, so that few are taken apart at once. */
    private synchronized void done(List<Unit> more) {
        unitsUnderWay--;
        for (int i = more.size() - 1; i >= 0; i--) {
            units.addFirst(more.get(i));
        }
        notifyAll();
    }

    private synchronized void fail(Throwable t) {
        if (failure == null) {
            failure = t;
        }
        context.stop();
        notifyAll();
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
                    fail(new InterruptedIOException(INTERRUPTED));
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void rethrow() throws IOException {
        Thrown.rethrow(failure);
    }
}
