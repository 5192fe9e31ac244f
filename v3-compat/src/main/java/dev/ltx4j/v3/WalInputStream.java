package dev.ltx4j.v3;

import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The WAL file of one index: its segments one after another, each starting where the one before it ends. */
final class WalInputStream extends InputStream {
    private final ReplicaStore store;
    private final List<WalSegment> segments;
    private final FileOpener opener;
    private @Nullable InputStream current;
    private int opened;
    private long walOffset;

    /** @param segments by offset, the first at offset 0 */
    WalInputStream(ReplicaStore store, FileOpener opener, List<WalSegment> segments) {
        this.store = store;
        this.opener = opener;
        this.segments = segments;
    }

    /** How many segments have been begun; after an exception the last of them is the one that it is about. */
    int opened() {
        return opened;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] array, int arrayOffset, int byteCount) throws IOException {
        Objects.checkFromIndexSize(arrayOffset, byteCount, array.length);
        if (byteCount == 0) {
            return 0;
        }
        Interrupts.check();
        while (current != null || opened < segments.size()) {
            InputStream segment = current == null ? openNext() : current;
            int read = segment.read(array, arrayOffset, byteCount);
            if (read >= 0) {
                walOffset += read;
                return read;
            }
            close();
        }
        return -1;
    }

    private InputStream openNext() throws IOException {
        WalSegment next = segments.get(opened);
        opened++;
        if (next.offset() != walOffset) {
            throw doesNotJoin(next);
        }
        InputStream file = opener.open(next);
        current = file;
        return file;
    }

    private MalformedFileException doesNotJoin(WalSegment next) {
        String before = LayoutNames.offset(walOffset);
        String detail = next.offset() > walOffset
                ? "a WAL segment is missing before it: this one starts at offset " + LayoutNames.offset(next.offset())
                        + ", but the one before it ends at " + before
                : "starts at offset " + LayoutNames.offset(next.offset())
                        + " of the WAL, inside the segment before it, which ends at " + before;
        return new MalformedFileException(
                store.locationOf(next.key()), FileFormatException.NO_OFFSET, FileFormatException.NO_PAGE, detail);
    }

    @Override
    public void close() throws IOException {
        if (current != null) {
            InputStream closing = current;
            current = null;
            closing.close();
        }
    }
}
