package dev.ltx4j.restore;

import dev.ltx4j.sqlite.Experimental;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The helpers of one call: daemon threads that are started when there is work for them and end with {@link #close}. */
@Experimental
public final class WorkerThreads implements Executor, AutoCloseable {
    private final ThreadPoolExecutor executor;

    /** Those that were started. There are as many as helpers, unless some were idle for a second in between. */
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

    /**
     * Starts no thread yet.
     *
     * @param workers how many threads work in all; the caller is one of them. 1 or more
     */
    public WorkerThreads(int workers) {
        int helpers = Math.max(1, workers - 1);
        executor = new ThreadPoolExecutor(helpers, helpers, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "ltx4j-worker");
            thread.setDaemon(true);
            threads.add(thread);
            return thread;
        });
        executor.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    /** Waits until all threads have ended. Whoever gave them work has waited for that already. */
    @Override
    public void close() {
        executor.shutdownNow();
        boolean interrupted = false;
        // The executor calls itself terminated when its last thread is about to end, which is a moment too early.
        for (Thread thread = threads.poll(); thread != null; thread = threads.poll()) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
