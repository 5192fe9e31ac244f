package dev.ltx4j.v3;

import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.sqlite.ChecksumMismatchException;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.WalRecovery;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The WAL of an index, read through once: every segment has been decoded and verified to its end. What it holds is kept
 * if it is small, as almost all are, so that nothing is fetched twice.
 */
final class WalScan {
    private static final int MAX_KEPT_BYTES = 8 << 20;
    private static final int DRAIN_BYTES = 1 << 13;

    private final ReplicaStore store;
    private final WalIndex wal;
    private final WalRecovery recovery;
    private final byte @Nullable [] kept;

    private WalScan(ReplicaStore store, WalIndex wal, WalRecovery recovery, byte @Nullable [] kept) {
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
    @SuppressWarnings("resource") // the stream is the caller's
    static WalScan read(ReplicaStore store, WalIndex wal, WalInputStream segments) throws IOException {
        RecordingInputStream in = new RecordingInputStream(segments, MAX_KEPT_BYTES);
        String first = store.locationOf(wal.segments().get(0).key());
        WalRecovery recovery = WalRecovery.scan(in, first);
        byte[] rest = new byte[DRAIN_BYTES];
        while (in.read(rest, 0, rest.length) >= 0) {
            // What stands behind the last frame that counts is verified too.
        }
        return new WalScan(store, wal, recovery, in.kept());
    }

    WalRecovery recovery() {
        return recovery;
    }

    /** The same WAL once more, from its start. */
    InputStream again() {
        return kept == null
                ? new WalInputStream(store, wal.segments(), ReadProgress.NONE)
                : new ByteArrayInputStream(kept);
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
