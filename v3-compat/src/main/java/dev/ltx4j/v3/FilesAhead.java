package dev.ltx4j.v3;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Reads and decompresses files in the order in which they are going to be asked for, by a helper and before they are.
 * What goes wrong with a file comes out when it is read, so nothing differs but the time that it takes. As long as no
 * helper has come, whoever reads does its work.
 *
 * <p>For one reading thread. No helper outlives {@link #close}. Memory: 3 MiB beside what decompressing takes.
 */
final class FilesAhead implements FileOpener, AutoCloseable {
    /** Small ones would have both threads wait for each other all the time; a block of 4 MiB comes at once. */
    private static final int CHUNK_BYTES = 1 << 19;
    private static final int MOST_CHUNKS = 6;

    private final FileOpener opener;
    private final List<? extends GenerationFile> files;
    private final Thread caller = Thread.currentThread();
    private final Object lock = new Object();

    // Used by whoever produces: the helper, or the caller as long as there is none.
    private int filesOpened;
    private @Nullable InputStream in;

    // All below are guarded by the lock.
    private final ArrayDeque<Chunk> ready = new ArrayDeque<>();
    private final ArrayDeque<Chunk> idle = new ArrayDeque<>();
    private int chunks;
    private boolean callerProduces;
    private boolean closed;
    private @Nullable Thread helper;

    // Used by the caller alone.
    private int filesRead;

    /** Some bytes of a file. */
    private static final class Chunk {
        final byte[] array = new byte[CHUNK_BYTES];
        int byteCount;
        boolean endOfFile;
        @Nullable Throwable failure;
    }

    /**
     * Starts at once.
     *
     * @param opener is used by this object alone
     * @param files in the order in which they are going to be opened; another one is never asked for
     * @param executor runs the helper
     */
    FilesAhead(FileOpener opener, List<? extends GenerationFile> files, Executor executor) {
        this.opener = opener;
        this.files = files;
        try {
            executor.execute(this::help);
        } catch (RejectedExecutionException e) {
            // Without a helper it is slower, nothing else.
        }
    }

    @Override
    public InputStream open(GenerationFile file) {
        if (filesRead == files.size() || !files.get(filesRead).equals(file)) {
            throw new IllegalStateException(file.key() + " is not the next file");
        }
        return new ChunkStream();
    }

    /** What one file holds. */
    private final class ChunkStream extends InputStream {
        private @Nullable Chunk chunk;
        private int arrayOffset;
        private boolean atEnd;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] array, int toOffset, int byteCount) throws IOException {
            Objects.checkFromIndexSize(toOffset, byteCount, array.length);
            if (byteCount == 0) {
                return 0;
            }
            while (!atEnd) {
                Chunk now = chunk == null ? nextChunk() : chunk;
                chunk = now;
                int count = Math.min(byteCount, now.byteCount - arrayOffset);
                if (count > 0) {
                    System.arraycopy(now.array, arrayOffset, array, toOffset, count);
                    arrayOffset += count;
                    return count;
                }
                rethrow(now.failure);
                atEnd = now.endOfFile;
                chunk = null;
                arrayOffset = 0;
                giveBack(now);
            }
            return -1;
        }

        @Override
        public void close() {
            // Whoever closes a file before its end reads no other.
            filesRead = atEnd ? filesRead + 1 : files.size();
        }
    }

    private Chunk nextChunk() throws InterruptedIOException {
        Chunk own;
        synchronized (lock) {
            while (ready.isEmpty() && helper != null) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw Interrupts.interrupted();
                }
            }
            if (!ready.isEmpty()) {
                return ready.remove();
            }
            callerProduces = true;
            own = idleChunk();
        }
        fill(own);
        synchronized (lock) {
            callerProduces = false;
            lock.notifyAll();
        }
        return own;
    }

    private boolean isFull() {
        return idle.isEmpty() && chunks == MOST_CHUNKS;
    }

    private Chunk idleChunk() {
        if (!idle.isEmpty()) {
            return idle.remove();
        }
        chunks++;
        return new Chunk();
    }

    private void giveBack(Chunk chunk) {
        synchronized (lock) {
            idle.add(chunk);
            lock.notifyAll();
        }
    }

    private void help() {
        if (Thread.currentThread() == caller) {
            return;
        }
        synchronized (lock) {
            if (closed) {
                return;
            }
            helper = Thread.currentThread();
        }
        try {
            for (Chunk chunk = takeIdle(); chunk != null; chunk = takeIdle()) {
                fill(chunk);
                synchronized (lock) {
                    ready.add(chunk);
                    lock.notifyAll();
                }
            }
        } finally {
            synchronized (lock) {
                helper = null;
                if (closed) {
                    // It was meant for this call, and the thread goes on to others.
                    Thread.interrupted();
                }
                lock.notifyAll();
            }
        }
    }

    /** Null when there is nothing more to do. */
    private @Nullable Chunk takeIdle() {
        synchronized (lock) {
            while (!closed && (callerProduces || isFull())) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    return null;
                }
            }
            boolean atEnd = in == null && filesOpened == files.size();
            return closed || atEnd ? null : idleChunk();
        }
    }

    /** Reads on, to the end of the file at most; after a failure there are no more files. */
    private void fill(Chunk chunk) {
        chunk.byteCount = 0;
        chunk.endOfFile = false;
        chunk.failure = null;
        try {
            if (in == null) {
                in = opener.open(files.get(filesOpened++));
            }
            while (chunk.byteCount < CHUNK_BYTES) {
                int count = in.read(chunk.array, chunk.byteCount, CHUNK_BYTES - chunk.byteCount);
                if (count < 0) {
                    chunk.endOfFile = true;
                    closeFile();
                    break;
                }
                chunk.byteCount += count;
            }
        } catch (Throwable t) {
            chunk.failure = t;
            filesOpened = files.size();
            try {
                closeFile();
            } catch (IOException e) {
                t.addSuppressed(e);
            }
        }
    }

    private void closeFile() throws IOException {
        InputStream open = in;
        in = null;
        if (open != null) {
            open.close();
        }
    }

    /** Gives up what has been read ahead, and waits for the helper. */
    @Override
    public void close() throws IOException {
        boolean interrupted = false;
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
            if (helper != null) {
                helper.interrupt();
            }
            while (helper != null) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        closeFile();
    }

    private static void rethrow(@Nullable Throwable failure) throws IOException {
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
