package dev.ltx4j.restore;

import dev.ltx4j.ltx.LtxHeader;
import dev.ltx4j.ltx.LtxReader;
import dev.ltx4j.ltx.LtxSummary;
import dev.ltx4j.replica.LayeredStore;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreReader;
import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Instant;
import java.util.List;

/** Reads the time of a file from its first 100 bytes. */
final class HeaderTimes {
    private final ReplicaStore store;

    HeaderTimes(ReplicaStore store) {
        this.store = store;
    }

    /**
     * The time in a file's header.
     *
     * @throws StoreUnavailableException if the store cannot be read
     * @throws IOException if this file cannot, its header breaks a rule, or is that of another file
     */
    Instant read(LtxFile file) throws IOException {
        return firstOf(layer -> readFrom(layer, file));
    }

    private static Instant readFrom(ReplicaStore store, LtxFile file) throws IOException {
        String name = store.locationOf(file.key());
        LtxHeader header = LtxHeader.parse(store.readStart(file.key(), LtxHeader.BYTES), name);
        requireRange(file, name, header);
        return header.timestamp();
    }

    private interface Task<T> {
        T in(ReplicaStore layer) throws IOException;
    }

    /** Where a store has several copies of a file, the first that is whole counts. */
    private <T> T firstOf(Task<T> task) throws IOException {
        List<ReplicaStore> layers = LayeredStore.layersOf(store);
        for (ReplicaStore layer : layers.subList(0, layers.size() - 1)) {
            try {
                return task.in(layer);
            } catch (IOException e) {
                requireOneFile(e);
            }
        }
        return task.in(layers.get(layers.size() - 1));
    }

    /**
     * Reads a whole file, so that its checksum vouches for the time in its header.
     *
     * @throws StoreUnavailableException if the store cannot be read
     * @throws IOException if this file cannot, or is damaged
     */
    void verify(LtxFile file) throws IOException {
        firstOf(layer -> verifyIn(layer, file));
    }

    private static LtxSummary verifyIn(ReplicaStore store, LtxFile file) throws IOException {
        try (StoreReader reader = store.open(file.key());
                InputStream in = new BufferedInputStream(new StoreInputStream(reader), 1 << 16);
                LtxReader ltx = LtxReader.open(in, store.locationOf(file.key()))) {
            while (ltx.nextPage()) {
                // The pages do not matter here.
            }
            return ltx.finish();
        }
    }

    /**
     * Goes on if a failure says something about one file only: damaged, gone, or with permissions of its own.
     *
     * @throws IOException the failure, if it is about the store, or an interrupt
     */
    static void requireOneFile(IOException failure) throws IOException {
        boolean storeFails = failure instanceof StoreUnavailableException unavailable
                && unavailable.reason() != StoreUnavailableException.Reason.FORBIDDEN;
        if (storeFails || failure instanceof InterruptedIOException || failure instanceof ClosedByInterruptException) {
            throw failure;
        }
    }

    private static void requireRange(LtxFile file, String name, LtxHeader header) throws MalformedFileException {
        if (!header.range().equals(file.range())) {
            throw new MalformedFileException(
                    name,
                    FileFormatException.NO_OFFSET,
                    FileFormatException.NO_PAGE,
                    "the header is that of TXIDs " + header.range());
        }
    }

    private static final class StoreInputStream extends InputStream {
        private final StoreReader reader;
        private long fileOffset;

        StoreInputStream(StoreReader reader) {
            this.reader = reader;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] array, int arrayOffset, int byteCount) throws IOException {
            if (byteCount == 0) {
                return 0;
            }
            int count = reader.read(fileOffset, array, arrayOffset, byteCount);
            fileOffset += Math.max(count, 0);
            return count;
        }
    }
}
