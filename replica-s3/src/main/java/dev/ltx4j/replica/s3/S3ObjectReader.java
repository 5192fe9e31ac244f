package dev.ltx4j.replica.s3;

import dev.ltx4j.replica.StoreReader;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads an object in pieces. Read from front to end, the next pieces are fetched meanwhile; elsewhere only what is wanted
 * comes. All pieces are of one version of the object.
 *
 * <p>Locks are taken in the order reader, then {@link ReadAhead}, but for {@link #wantsPiece} and {@link #beginPiece}, which
 * only touch what the read-ahead's lock guards.
 */
final class S3ObjectReader implements StoreReader {
    static final int PIECE_BYTES = 2 << 20;
    private static final int WINDOW_BYTES = 64 << 10;
    /** How often an answer that contradicts what is known is asked for again. */
    private static final int MAX_DOUBTS = 5;

    private final String key;
    private final S3Bucket bucket;
    private final S3Requests requests;
    private final ReadAhead ahead;
    /** Guarded by {@code ahead}. */
    private final Map<Long, S3Requests.Running<S3Bucket.Range>> begun = new TreeMap<>();
    /** Guarded by {@code ahead}: the place of the next piece to begin, or -1 for none. */
    private long nextPiece = -1;

    private volatile long size;
    private volatile @Nullable String tag;
    private volatile boolean isClosed;
    private byte @Nullable [] current;
    private long currentOffset;
    private boolean delivered;
    private long expectedOffset;

    S3ObjectReader(String key, long size, S3Bucket bucket, S3Requests requests, ReadAhead ahead) {
        this.key = key;
        this.size = size;
        this.bucket = bucket;
        this.requests = requests;
        this.ahead = ahead;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public synchronized int read(long fileOffset, byte[] array, int arrayOffset, int byteCount) throws IOException {
        Objects.checkFromIndexSize(arrayOffset, byteCount, array.length);
        if (fileOffset < 0 || byteCount < 1) {
            throw new IllegalArgumentException("a read of " + byteCount + " bytes at byte " + fileOffset);
        }
        if (isClosed) {
            throw new IOException("s3://…/" + key + " is closed");
        }
        if (fileOffset >= size) {
            return -1;
        }
        byte[] piece = current;
        if (piece == null || fileOffset < currentOffset || fileOffset >= currentOffset + piece.length) {
            piece = fileOffset == expectedOffset ? nextPiece(fileOffset) : window(fileOffset, byteCount);
            if (piece.length == 0) {
                return -1;
            }
        }
        int at = (int) (fileOffset - currentOffset);
        int count = Math.min(byteCount, piece.length - at);
        System.arraycopy(piece, at, array, arrayOffset, count);
        expectedOffset = fileOffset + count;
        return count;
    }

    /** The piece that begins where the last read ended. */
    private byte[] nextPiece(long fileOffset) throws IOException {
        current = null;
        S3Requests.Running<S3Bucket.Range> running;
        int length = lengthAt(fileOffset);
        synchronized (ahead) {
            running = begun.remove(fileOffset);
            if (running == null) {
                dropBegun();
                ahead.reserve(length);
                running = fetching(fileOffset, length);
                nextPiece = fileOffset + length;
            }
        }
        try {
            ahead.advance();
            return taken(fileOffset, requests.await(running));
        } finally {
            ahead.release(length);
            ahead.advance();
        }
    }

    /** Only what is wanted, and a little more: nobody reads on from here. */
    private byte[] window(long fileOffset, int byteCount) throws IOException {
        synchronized (ahead) {
            dropBegun();
            nextPiece = -1;
        }
        int length = (int) Math.min(Math.max(byteCount, WINDOW_BYTES), size - fileOffset);
        return taken(fileOffset, requests.await(fetching(fileOffset, length)));
    }

    private byte[] taken(long fileOffset, S3Bucket.Range range) throws IOException {
        S3Bucket.Range taken = isOther(range) ? confirmed(fileOffset, range) : range;
        tag = taken.tag();
        delivered = true;
        current = taken.bytes();
        currentOffset = fileOffset;
        return taken.bytes();
    }

    private boolean isOther(S3Bucket.Range range) {
        return range.total() != size || (tag != null && range.tag() != null && !tag.equals(range.tag()));
    }

    /**
     * A piece of another version of the object, or so it seems: the same piece once more, until an answer is as expected or
     * two agree that the object was replaced. If nothing of the old one was read, the new one is as good.
     */
    private S3Bucket.Range confirmed(long fileOffset, S3Bucket.Range first) throws IOException {
        boolean readsOn;
        synchronized (ahead) {
            dropBegun();
            readsOn = nextPiece >= 0;
            nextPiece = -1;
        }
        S3Bucket.Range before = first;
        for (int i = 0; i < MAX_DOUBTS; i++) {
            S3Bucket.Range again = requests.await(fetching(fileOffset, lengthAt(fileOffset), null));
            boolean agree = again.total() == before.total() && Objects.equals(again.tag(), before.tag());
            if (agree && delivered && isOther(again)) {
                break;
            }
            if (agree || !isOther(again)) {
                synchronized (ahead) {
                    size = again.total();
                    nextPiece = readsOn ? fileOffset + again.bytes().length : -1;
                }
                return again;
            }
            before = again;
        }
        throw bucket.changed(key);
    }

    private int lengthAt(long fileOffset) {
        return (int) Math.min(PIECE_BYTES, size - fileOffset);
    }

    private S3Requests.Running<S3Bucket.Range> fetching(long fileOffset, int length) {
        return fetching(fileOffset, length, tag);
    }

    private S3Requests.Running<S3Bucket.Range> fetching(long fileOffset, int length, @Nullable String version) {
        return requests.start(() -> bucket.fetch(key, fileOffset, length, version));
    }

    /** Will be read from its first byte on. */
    void readOn() {
        nextPiece = 0;
    }

    /** Whether there is a piece to begin; under the lock of the read-ahead. */
    boolean wantsPiece() {
        return !isClosed && nextPiece >= 0 && nextPiece < size;
    }

    /** Begins the next piece; under the lock of the read-ahead. */
    void beginPiece() {
        int length = lengthAt(nextPiece);
        ahead.reserve(length);
        begun.put(nextPiece, fetching(nextPiece, length));
        nextPiece += length;
    }

    /** Under the lock of the read-ahead. */
    private void dropBegun() {
        begun.forEach((fileOffset, running) -> {
            running.cancel();
            ahead.release(lengthOf(fileOffset));
        });
        begun.clear();
    }

    private int lengthOf(long fileOffset) {
        return (int) Math.max(0, Math.min(PIECE_BYTES, size - fileOffset));
    }

    @Override
    public void close() {
        isClosed = true;
        synchronized (ahead) {
            dropBegun();
            ahead.closed(this);
        }
        ahead.advance();
    }
}
