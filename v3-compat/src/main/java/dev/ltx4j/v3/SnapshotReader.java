package dev.ltx4j.v3;

import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.sqlite.DatabaseHeader;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.PageSize;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads a snapshot from front to end: the bytes of a database file, of whole pages. */
final class SnapshotReader {
    private static final int BUFFER_BYTES = 1 << 17;
    private static final long MAX_PAGES = 0xFFFF_FFFEL;

    private final String location;

    private SnapshotReader(String location) {
        this.location = location;
    }

    /** Takes the bytes of the database file, in order. */
    interface Sink {
        /** @param databaseOffset where in the database file the bytes belong */
        void take(long databaseOffset, byte[] array, int byteCount) throws IOException;
    }

    /** What a snapshot is of. */
    record Shape(PageSize pageSize, long databaseBytes) {}

    /**
     * Reads a snapshot.
     *
     * @param sink is told the bytes before the file has been verified to its end; the lock page comes as zeros
     * @throws FileFormatException if the file is damaged, or is no database of whole pages
     */
    static Shape read(ReplicaStore store, FileOpener opener, Snapshot snapshot, Sink sink) throws IOException {
        try (InputStream file = opener.open(snapshot)) {
            return new SnapshotReader(store.locationOf(snapshot.key())).read(file, sink);
        }
    }

    private Shape read(InputStream file, Sink sink) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        int byteCount = file.readNBytes(buffer, 0, buffer.length);
        if (byteCount == 0) {
            throw malformed("the snapshot is empty");
        }
        DatabaseHeader header =
                DatabaseHeader.parse(Arrays.copyOf(buffer, Math.min(byteCount, DatabaseHeader.BYTES)), location);
        PageSize pageSize = header.pageSize();
        long databaseOffset = 0;
        while (byteCount > 0) {
            Interrupts.check();
            if (databaseOffset + byteCount > MAX_PAGES * pageSize.bytes()) {
                throw malformed("the snapshot holds more pages than a database can have");
            }
            clearLockPage(pageSize, databaseOffset, buffer, byteCount);
            sink.take(databaseOffset, buffer, byteCount);
            databaseOffset += byteCount;
            byteCount = file.readNBytes(buffer, 0, buffer.length);
        }
        if (databaseOffset % pageSize.bytes() != 0) {
            throw malformed("the snapshot holds " + databaseOffset + " bytes, which is no multiple of its page size "
                    + pageSize);
        }
        return new Shape(pageSize, databaseOffset);
    }

    /** Nobody reads or writes the lock page; where it is not zeros, it holds what was on the disk before. */
    static void clearLockPage(PageSize pageSize, long databaseOffset, byte[] buffer, int byteCount) {
        long lockStart = PageSize.LOCK_BYTE - databaseOffset;
        long from = Math.max(0, lockStart);
        long to = Math.min(byteCount, lockStart + pageSize.bytes());
        if (from < to) {
            Arrays.fill(buffer, (int) from, (int) to, (byte) 0);
        }
    }

    private MalformedFileException malformed(String detail) {
        return new MalformedFileException(location, FileFormatException.NO_OFFSET, FileFormatException.NO_PAGE, detail);
    }
}
