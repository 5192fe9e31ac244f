package dev.ltx4j.restore;

import dev.ltx4j.ltx.LtxReadAhead;
import dev.ltx4j.ltx.LtxSummary;
import dev.ltx4j.ltx.PageConsumer;
import dev.ltx4j.ltx.ParallelLtxReader;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Brings the files of a replica in their order, one at a time, to somebody who takes their pages. A large file is read by
 * all workers together. Small files that follow one another are read ahead, one by each worker, and wait for their turn:
 * so opening, reading, decompressing and hashing them goes on side by side, and what is made of their pages is as if
 * they had been read one after the other.
 *
 * <p>What goes wrong with a file that is read ahead comes out in its turn, so it is always the first bad file in the order
 * that ends a reading, and all before it have been taken.
 */
final class FilesInTurn {
    /** A larger file is worth all workers, and two files ahead may not cost more than a batch of a large one. */
    private static final long MOST_BYTES_AHEAD = 128 * 1024;

    private final ReplicaStore store;
    private final ParallelLtxReader reader;
    private final Executor executor;
    private final int workers;
    private final LongConsumer progress;

    /**
     * @param reader reads the large files
     * @param executor runs the helpers of the calling thread; none of them outlives a call
     * @param workers how many threads read, the calling one included
     * @param progress is told how many bytes have been read; called by several threads, but by one at a time
     */
    FilesInTurn(ReplicaStore store, ParallelLtxReader reader, Executor executor, int workers, LongConsumer progress) {
        this.store = store;
        this.reader = reader;
        this.executor = executor;
        this.workers = workers;
        this.progress = progress;
    }

    /** Does with a file what its turn asks for; called for one file at a time, perhaps by a helper. */
    @FunctionalInterface
    interface Turn {
        void take(LtxFile file, Content content) throws IOException;
    }

    /** A file in its turn, of which something may have been read. */
    @FunctionalInterface
    interface Content {
        /** Gives the pages away, and reads and verifies all of the file; what failed before fails now. */
        LtxSummary read(PageConsumer pages) throws IOException;
    }

    /**
     * Goes through all files.
     *
     * @param wanted which files are going to be read at all; the others get their turn too
     * @throws IOException what a turn throws; no later file gets its turn then
     */
    void read(List<LtxFile> files, Predicate<LtxFile> wanted, Turn turn) throws IOException {
        Predicate<LtxFile> ahead = file -> workers > 1 && file.size() <= MOST_BYTES_AHEAD && wanted.test(file);
        int at = 0;
        while (at < files.size()) {
            int end = at;
            while (end < files.size() && ahead.test(files.get(end))) {
                end++;
            }
            if (end - at > 1) {
                new Stretch(files.subList(at, end), turn).read();
                at = end;
            } else {
                LtxFile file = files.get(at);
                turn.take(file, pages -> readAlone(file, pages));
                at++;
            }
        }
    }

    private LtxSummary readAlone(LtxFile file, PageConsumer pages) throws IOException {
        try (InputStream in = new StoreInputStream(store.open(file.key()), progress)) {
            return reader.read(in, store.locationOf(file.key()), pages);
        }
    }

    /** One file that is read ahead, or why it could not be. */
    private final class Ahead implements AutoCloseable {
        private @Nullable InputStream in;
        private @Nullable LtxReadAhead content;
        private @Nullable Throwable failure;
        private long bytesUntold;

        Ahead(LtxFile file) {
            try {
                in = new StoreInputStream(store.open(file.key()), bytes -> bytesUntold += bytes);
                content = reader.readAhead(in, store.locationOf(file.key()));
            } catch (Throwable t) {
                failure = t;
            }
        }

        LtxSummary read(PageConsumer pages) throws IOException {
            try {
                rethrow(failure);
                return reader.finish(Objects.requireNonNull(content), pages);
            } finally {
                if (bytesUntold > 0) {
                    progress.accept(bytesUntold);
                }
            }
        }

        @Override
        public void close() throws IOException {
            if (content != null) {
                content.close();
            }
            InputStream open = in;
            in = null;
            if (open != null) {
                open.close();
            }
        }
    }

    /** Small files that follow one another, on their way through the workers. */
    private final class Stretch {
        private final List<LtxFile> files;
        private final Turn turn;
        private final Thread caller = Thread.currentThread();
        private final Object lock = new Object();

        // All below are guarded by the lock.
        private int filesTaken;
        private int turnsDone;
        private final Set<Thread> helpers = new HashSet<>();
        private boolean closed;
        private boolean stopped;
        private @Nullable Throwable failure;

        Stretch(List<LtxFile> files, Turn turn) {
            this.files = files;
            this.turn = turn;
        }

        void read() throws IOException {
            for (int i = 1; i < Math.min(workers, files.size()); i++) {
                try {
                    executor.execute(this::help);
                } catch (RejectedExecutionException e) {
                    // Fewer helpers make it slower, nothing else.
                }
            }
            work();
            awaitHelpers();
            synchronized (lock) {
                rethrow(failure);
            }
        }

        private void help() {
            synchronized (lock) {
                if (closed) {
                    return;
                }
                helpers.add(Thread.currentThread());
            }
            try {
                work();
            } finally {
                synchronized (lock) {
                    helpers.remove(Thread.currentThread());
                    if (stopped && Thread.currentThread() != caller) {
                        // It was meant for this call, and the thread goes on to others.
                        Thread.interrupted();
                    }
                    lock.notifyAll();
                }
            }
        }

        private void work() {
            try {
                for (int index = take(); index >= 0; index = take()) {
                    LtxFile file = files.get(index);
                    try (Ahead ahead = new Ahead(file)) {
                        if (!awaitTurn(index)) {
                            return;
                        }
                        turn.take(file, pages -> {
                            // What fails while it is closed belongs to its turn too.
                            try (ahead) {
                                return ahead.read(pages);
                            }
                        });
                    }
                    endTurn();
                }
            } catch (Throwable t) {
                fail(t);
            }
        }

        private int take() {
            synchronized (lock) {
                if (failure == null && caller.isInterrupted()) {
                    stop();
                }
                return failure == null && filesTaken < files.size() ? filesTaken++ : -1;
            }
        }

        private boolean awaitTurn(int index) throws InterruptedIOException {
            synchronized (lock) {
                while (turnsDone != index && failure == null) {
                    try {
                        lock.wait();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new InterruptedIOException(
                                "interrupted while reading " + files.get(index).key());
                    }
                }
                return failure == null;
            }
        }

        private void endTurn() {
            synchronized (lock) {
                turnsDone++;
                lock.notifyAll();
            }
        }

        private void fail(Throwable t) {
            synchronized (lock) {
                if (failure == null) {
                    failure = t;
                }
                lock.notifyAll();
            }
        }

        /** The caller was interrupted: so are the helpers, which may be waiting for a slow store. The lock is held. */
        private void stop() {
            fail(new InterruptedIOException("interrupted while reading the files of " + store.location()));
            stopped = true;
            for (Thread helper : helpers) {
                if (helper != caller) {
                    helper.interrupt();
                }
            }
        }

        private void awaitHelpers() {
            boolean interrupted = false;
            synchronized (lock) {
                closed = true;
                while (!helpers.isEmpty()) {
                    try {
                        lock.wait();
                    } catch (InterruptedException e) {
                        interrupted = true;
                        stop();
                    }
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static void rethrow(@Nullable Throwable failure) throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }
}
