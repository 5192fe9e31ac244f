package dev.ltx4j.v3;

import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.sqlite.ChecksumMismatchException;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.WalInMemory;
import dev.ltx4j.sqlite.WalRecovery;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import org.jspecify.annotations.Nullable;

/** The WAL of an index, read through once: every segment has been decoded and verified to its end. */
final class WalScan {
    private static final int DRAIN_BYTES = 1 << 13;

    private final ReplicaStore store;
    private final WalIndex wal;
    private final WalRecovery recovery;
    private final @Nullable WalInMemory kept;

    private WalScan(ReplicaStore store, WalIndex wal, WalRecovery recovery, @Nullable WalInMemory kept) {
        this.store = store;
        this.wal = wal;
        this.recovery = recovery;
        this.kept = kept;
    }

    /**
     * Reads a WAL.
     *
     * @throws FileFormatException if a segment is damaged, or they do not join; frames are not judged
     */
    static WalScan read(ReplicaStore store, WalIndex wal, InputStream segments) throws IOException {
        WalRecovery recovery = WalRecovery.scan(segments, firstLocation(store, wal));
        drain(segments);
        return new WalScan(store, wal, recovery, null);
    }

    /**
     * The same, and keeps the WAL if it is small, as almost all are, so that nothing is fetched twice.
     *
     * @param buffer nobody else's as long as what has been {@link #kept} is used
     */
    static WalScan keep(ReplicaStore store, WalIndex wal, InputStream segments, WalBuffer buffer) throws IOException {
        buffer.expect(likelyBytes(wal));
        int byteCount = buffer.fill(segments);
        if (byteCount < WalBuffer.MOST_BYTES) {
            WalRecovery recovery = buffer.wal().scan(buffer.bytes(), byteCount, firstLocation(store, wal));
            return new WalScan(store, wal, recovery, buffer.wal());
        }
        return read(
                store,
                wal,
                new SequenceInputStream(new ByteArrayInputStream(buffer.bytes(), 0, byteCount), segments));
    }

    /** Where the segments before the last one end is known; the last is about as long as they are. */
    private static long likelyBytes(WalIndex wal) {
        int count = wal.segments().size();
        WalSegment last = wal.segments().get(count - 1);
        long lastBytes = count == 1 ? last.size() : last.offset() / (count - 1);
        return last.offset() + lastBytes + lastBytes / 4;
    }

    private static String firstLocation(ReplicaStore store, WalIndex wal) {
        return store.locationOf(wal.segments().get(0).key());
    }

    /** What stands behind the last frame that counts is verified too. */
    private static void drain(InputStream segments) throws IOException {
        byte[] rest = new byte[DRAIN_BYTES];
        while (segments.read(rest, 0, rest.length) >= 0) {
            // Nothing is done with it.
        }
    }

    WalRecovery recovery() {
        return recovery;
    }

    /** The WAL, ready to be applied, or null if it has to be read once more. */
    @Nullable
    WalInMemory kept() {
        return kept;
    }

    /** How many frames belong to a transaction that never ended. */
    long unfinishedFrames() {
        return recovery.validFrames() - recovery.committedFrames();
    }

    /**
     * What is wrong with where the frames end, or null. Litestream copies frames only once they are committed and valid,
     * so what SQLite takes for the leftovers of an earlier round cannot be in a replica: behind it, transactions would
     * be lost, and a later WAL would be applied to the wrong state.
     */
    @Nullable
    FileFormatException earlyEnd() {
        return switch (recovery.end()) {
            case END_OF_FILE, CUT_SHORT -> null;
            case NO_WAL -> malformed("the WAL is empty");
            case BAD_HEADER -> malformed("the WAL header is damaged");
            case SALTS_DIFFER -> malformed("a frame of the WAL has other salts than its header");
            case PAGE_NUMBER_ZERO -> malformed("a frame of the WAL is for page 0");
            case CHECKSUM_FAILS ->
                new ChecksumMismatchException(
                        endLocation(),
                        FileFormatException.NO_OFFSET,
                        FileFormatException.NO_PAGE,
                        "a frame of the WAL has a wrong checksum" + endPlace());
        };
    }

    private MalformedFileException malformed(String detail) {
        return new MalformedFileException(
                endLocation(), FileFormatException.NO_OFFSET, FileFormatException.NO_PAGE, detail + endPlace());
    }

    private String endPlace() {
        return ", at offset " + LayoutNames.offset(recovery.endOffset()) + " of the WAL of index "
                + LayoutNames.index(wal.index());
    }

    /** The segment in which the frames end. */
    private String endLocation() {
        WalSegment last = wal.segments().get(0);
        for (WalSegment segment : wal.segments()) {
            if (segment.offset() <= recovery.endOffset()) {
                last = segment;
            }
        }
        return store.locationOf(last.key());
    }
}
