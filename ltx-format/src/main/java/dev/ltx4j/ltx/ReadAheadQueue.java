package dev.ltx4j.ltx;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The batches of several files that are wanted, in the order in which they were asked for. Helpers work them off, and so does
 * whoever waits for one that is under way.
 */
final class ReadAheadQueue {
    private final Executor executor;
    private final int mostHelpers;
    private final ArrayDeque<ReadAhead> wanted = new ArrayDeque<>();
    private int helpers;

    /** @param mostHelpers how many threads work at once besides the one that merges */
    ReadAheadQueue(Executor executor, int mostHelpers) {
        this.executor = executor;
        this.mostHelpers = mostHelpers;
    }

    void add(ReadAhead batch) {
        synchronized (this) {
            wanted.add(batch);
            if (helpers >= mostHelpers) {
                return;
            }
            helpers++;
        }
        try {
            executor.execute(this::help);
        } catch (RejectedExecutionException e) {
            // Whoever waits does it.
            synchronized (this) {
                helpers--;
            }
        }
    }

    /** The next one; some have been done, or taken back, meanwhile. Null if there are none. */
    @Nullable
    synchronized ReadAhead poll() {
        return wanted.poll();
    }

    private void help() {
        for (ReadAhead next = pollOrEnd(); next != null; next = pollOrEnd()) {
            next.runIfWanted();
        }
    }

    private synchronized @Nullable ReadAhead pollOrEnd() {
        ReadAhead next = wanted.poll();
        if (next == null) {
            helpers--;
        }
        return next;
    }
}
