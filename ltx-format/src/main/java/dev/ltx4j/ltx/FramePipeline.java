package dev.ltx4j.ltx;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one file on their way through several workers. Each worker takes the next batch of frames under a lock
 * ({@link #take}), decompresses and hashes it and hands the pages on without one, and combines the hashes under another lock
 * when it is its batch's turn ({@link #combine}). Only the first is held while the file is read, which may take as long as a
 * store far away does; whoever waits for it hears interrupts. A failure waits for its batch's turn too, so what is thrown is
 * the first that is wrong in the file, whoever comes across it first; only an interrupt stops all at once.
 */
final class FramePipeline {
    private final FrameScanner scanner;
    private final String file;
    private final LtxHeader header;
    private final FileChecksum checksum;
    private final BatchDecoder.Pool pool;
    private final Thread caller = Thread.currentThread();
    /** Guards the scanner, and the two below. */
    private final ReentrantLock scanning = new ReentrantLock();

    private long batchesTaken;
    private boolean scanFailed;
    private final Object lock = new Object();

    // All below are guarded by the lock.
    private long batchesCombined;
    private final Set<Thread> helpers = new HashSet<>();
    private boolean closed;
    private boolean interrupted;
    private long pagesChecksum = LtxFormat.CHECKSUM_FLAG;
    private @Nullable Throwable failure;

    /** @param pool where the workers' buffers come from and go back to */
    FramePipeline(FrameScanner scanner, String file, LtxHeader header, FileChecksum checksum, BatchDecoder.Pool pool) {
        this.scanner = scanner;
        this.file = file;
        this.header = header;
        this.checksum = checksum;
        this.pool = pool;
    }

    /** Reads, decompresses and hashes the first batch, whose pages somebody takes before {@link #run}. */
    void ahead(BatchDecoder work) throws IOException {
        long turn = take(work.batch());
        if (turn >= 0) {
            work.decode(file);
            combine(work.batch(), turn);
        }
        rethrow();
    }

    /** Runs until all frames have gone through or something failed; all helpers have ended then. */
    void run(Executor executor, int workers, PageConsumer consumer) throws IOException {
        try (Worker worker = new Worker(consumer)) {
            // Most files of a replica are one batch: helpers are only called for what is left after it.
            worker.step();
            if (!scanner.isAtEndOfFrames()) {
                for (int i = 1; i < workers; i++) {
                    callHelper(executor, consumer);
                }
            }
            // Before each step, the first one included: helpers may have left nothing to do for the next.
            do {
                Interrupts.check(file);
            } while (worker.step());
        } catch (Throwable t) {
            fail(t);
        }
        awaitHelpers();
        rethrow();
    }

    /** The xor of all page checksums; only kept up for files with database checksums. */
    long pagesChecksum() {
        synchronized (lock) {
            return pagesChecksum;
        }
    }

    private void callHelper(Executor executor, PageConsumer consumer) {
        try {
            executor.execute(() -> help(consumer));
        } catch (RejectedExecutionException e) {
            // Fewer helpers make it slower, nothing else.
        }
    }

    private void help(PageConsumer consumer) {
        synchronized (lock) {
            if (closed) {
                return;
            }
            helpers.add(Thread.currentThread());
        }
        try (Worker worker = new Worker(consumer)) {
            while (worker.step()) {
                // On to the next batch.
            }
        } catch (Throwable t) {
            fail(t);
        } finally {
            synchronized (lock) {
                helpers.remove(Thread.currentThread());
                if (interrupted && Thread.currentThread() != caller) {
                    // It was meant for this call, and the thread goes on to others.
                    Thread.interrupted();
                }
                lock.notifyAll();
            }
        }
    }

    void fail(Throwable t) {
        synchronized (lock) {
            if (failure == null) {
                failure = t;
            }
            if (Thread.currentThread() == caller && caller.isInterrupted()) {
                interruptHelpers();
            }
            lock.notifyAll();
        }
    }

    /** The caller was interrupted: so are the helpers, which may be waiting for a slow store. The lock is held. */
    private void interruptHelpers() {
        interrupted = true;
        for (Thread helper : helpers) {
            helper.interrupt();
        }
    }

    private void awaitHelpers() {
        boolean wasInterrupted = false;
        synchronized (lock) {
            closed = true;
            while (!helpers.isEmpty()) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    wasInterrupted = true;
                    if (failure == null) {
                        failure = interruption();
                    }
                    interruptHelpers();
                    lock.notifyAll();
                }
            }
        }
        if (wasInterrupted) {
            caller.interrupt();
        }
    }

    private InterruptedIOException interruption() {
        return new InterruptedIOException("interrupted while reading " + file);
    }

    /** Throws what failed, if anything did. */
    void rethrow() throws IOException {
        synchronized (lock) {
            Thrown.rethrow(failure);
        }
    }

    /** One thread's share: its own batch and decoder. */
    private final class Worker implements AutoCloseable {
        private final PageConsumer consumer;
        private final BatchDecoder work = pool.take(header.pageSize());

        Worker(PageConsumer consumer) {
            this.consumer = consumer;
        }

        /** Does one batch; false when there are no more, or all is to stop. */
        boolean step() throws IOException {
            FrameBatch batch = work.batch();
            long turn = take(batch);
            if (turn < 0) {
                return false;
            }
            try {
                work.decode(file);
                consumer.accept(batch);
            } catch (Throwable t) {
                failInTurn(turn, t);
                return false;
            }
            return combine(batch, turn);
        }

        @Override
        public void close() {
            pool.giveBack(work);
        }
    }

    private long take(FrameBatch batch) throws InterruptedIOException {
        try {
            scanning.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interruption();
        }
        long turn;
        Throwable scanFailure;
        try {
            if (scanFailed || isStopped()) {
                return -1;
            }
            return scanner.fill(batch) ? batchesTaken++ : -1;
        } catch (Throwable t) {
            scanFailed = true;
            turn = batchesTaken;
            scanFailure = t;
        } finally {
            scanning.unlock();
        }
        failInTurn(turn, scanFailure);
        return -1;
    }

    private boolean isStopped() {
        synchronized (lock) {
            // Whoever comes first looks: the calling thread itself may be waiting for a core while helpers read on.
            if (failure == null && caller.isInterrupted()) {
                failure = interruption();
                lock.notifyAll();
            }
            return failure != null;
        }
    }

    /** Something before it may be wrong too. */
    private void failInTurn(long turn, Throwable t) throws InterruptedIOException {
        synchronized (lock) {
            if (!(t instanceof InterruptedIOException)) {
                awaitTurn(turn);
            }
            fail(t);
        }
    }

    /** Waits until all batches before one have been combined or something failed. The lock is held. */
    private void awaitTurn(long turn) throws InterruptedIOException {
        while (batchesCombined != turn && failure == null) {
            try {
                lock.wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw interruption();
            }
        }
    }

    private boolean combine(FrameBatch batch, long turn) throws InterruptedIOException {
        synchronized (lock) {
            awaitTurn(turn);
            if (failure != null) {
                return false;
            }
            for (int index = 0; index < batch.count; index++) {
                checksum.updateFrame(
                        batch.input, batch.frameOffsets[index], batch.headerBytes(index), batch.pageRaws[index]);
                if (header.hasDatabaseChecksums()) {
                    pagesChecksum ^= batch.pageChecksum(index) ^ LtxFormat.CHECKSUM_FLAG;
                }
            }
            batchesCombined++;
            lock.notifyAll();
            return true;
        }
    }
}
