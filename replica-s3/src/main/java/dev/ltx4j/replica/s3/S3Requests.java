package dev.ltx4j.replica.s3;

import dev.ltx4j.replica.StoreRequests;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Makes requests in threads of its own, so that whoever waits for one can be interrupted; counts them; and makes them again
 * where that can help.
 */
final class S3Requests implements Closeable {
    static final int MAX_THREADS = 32;
    /** Where nobody ever answered, the address is more likely wrong than the network bad for a moment. */
    private static final int FIRST_CONNECTIONS = 3;

    private final AbortableHttpClient.Watch watch;
    private final S3Failures failures;
    private final Backoff backoff;
    private final ThreadPoolExecutor threads;
    private final AtomicLong lists = new AtomicLong();
    private final AtomicLong gets = new AtomicLong();
    private final AtomicLong heads = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private volatile boolean answered;
    private volatile boolean closed;

    S3Requests(AbortableHttpClient.Watch watch, S3Failures failures, Backoff backoff) {
        this.watch = watch;
        this.failures = failures;
        this.backoff = backoff;
        this.threads = new ThreadPoolExecutor(
                MAX_THREADS, MAX_THREADS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "ltx4j-s3");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    boolean isClosed() {
        return closed;
    }

    StoreRequests count() {
        return new StoreRequests(lists.get(), gets.get(), heads.get(), bytes.get());
    }

    void received(int byteCount) {
        answered = true;
        bytes.addAndGet(byteCount);
    }

    /** One page of a listing. */
    <T> T list(Callable<T> request) throws IOException {
        return call(lists, null, request);
    }

    /** A look at the bucket. */
    <T extends @Nullable Object> T head(Callable<T> request) throws IOException {
        return call(heads, null, request);
    }

    /** Begins a look at an object. */
    <T extends @Nullable Object> Running<T> beginHead(String key, Callable<T> request) {
        return begin(heads, key, request);
    }

    private <T extends @Nullable Object> T call(AtomicLong counter, @Nullable String key, Callable<T> request)
            throws IOException {
        return await(begin(counter, key, request));
    }

    private <T extends @Nullable Object> Running<T> begin(
            AtomicLong counter, @Nullable String key, Callable<T> request) {
        return start(() -> {
            for (int failed = 0; ; ) {
                counter.incrementAndGet();
                try {
                    T result = request.call();
                    answered = true;
                    return result;
                } catch (Exception e) {
                    failed = pauseOrGiveUp(e, key, failed + 1);
                } finally {
                    watch.done();
                }
            }
        });
    }

    /** Says that this thread waits for no answer any more. */
    void doneWaiting() {
        watch.done();
    }

    /** Counts a read that is about to be made. */
    void countGet() {
        gets.incrementAndGet();
    }

    /**
     * Waits after a failure, if another try can help.
     *
     * @param failed how many failures there have been in a row, this one included
     * @return the same number
     * @throws IOException what to tell, if no other try is due
     */
    int pauseOrGiveUp(Exception failure, @Nullable String key, int failed) throws IOException {
        if (closed || Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
        if (!(failure instanceof SdkException) && !(failure instanceof IOException)) {
            throw failure instanceof RuntimeException runtime ? runtime : new IllegalStateException(failure);
        }
        boolean connected = answered || !S3Failures.isAboutConnecting(failure);
        if (failure instanceof AwsServiceException) {
            answered = true;
        }
        int enough = connected ? backoff.attempts() : Math.min(FIRST_CONNECTIONS, backoff.attempts());
        if (!S3Failures.isWorthAnotherTry(failure) || failed >= enough) {
            throw failures.explain(failure, key, failed);
        }
        try {
            TimeUnit.NANOSECONDS.sleep(
                    backoff.pauseAfter(failed, S3Failures.retryAfter(failure)).toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        return failed;
    }

    /** Starts work in one of the threads. */
    <T extends @Nullable Object> Running<T> start(Callable<T> work) {
        Running<T> running = new Running<>(work);
        if (closed) {
            throw new IllegalStateException("the store is closed");
        }
        threads.execute(running);
        return running;
    }

    /**
     * Waits for work.
     *
     * @throws InterruptedIOException if the waiting thread is interrupted; the work is broken off then
     */
    <T extends @Nullable Object> T await(Running<T> running) throws IOException {
        try {
            return running.result.get();
        } catch (InterruptedException e) {
            running.cancel();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IOException io) {
                throw io;
            }
            if (cause instanceof RuntimeException runtime) {
                throw runtime;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(cause);
        }
    }

    /** Breaks off what is under way. The threads end. */
    @Override
    public void close() {
        closed = true;
        threads.shutdownNow();
        watch.abortAll();
    }

    /** Work that is done in another thread. */
    final class Running<T extends @Nullable Object> implements Runnable {
        private final Callable<T> work;
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private @Nullable Thread thread;
        private boolean cancelled;

        Running(Callable<T> work) {
            this.work = work;
        }

        @Override
        public void run() {
            synchronized (this) {
                if (cancelled) {
                    return;
                }
                thread = Thread.currentThread();
            }
            try {
                result.complete(work.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            } finally {
                synchronized (this) {
                    thread = null;
                    // Not to the next work of this thread.
                    Thread.interrupted();
                }
            }
        }

        void cancel() {
            synchronized (this) {
                cancelled = true;
                Thread running = thread;
                if (running != null) {
                    running.interrupt();
                    watch.abort(running);
                }
            }
            result.completeExceptionally(new InterruptedIOException("interrupted"));
        }
    }
}
