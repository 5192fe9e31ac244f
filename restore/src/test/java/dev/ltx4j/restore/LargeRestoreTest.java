package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.LtxForge;
import dev.ltx4j.fixtures.SyntheticSnapshot;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreFile;
import dev.ltx4j.replica.StoreReader;
import dev.ltx4j.replica.StoreVisitor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole restore past 1 GiB, where the lock page is. The golden data has one of 64 KiB pages; this one has 4 KiB. */
class LargeRestoreTest {
    private static final int SIZE = 4096;
    private static final long LOCK_PAGE = SyntheticSnapshot.lockPage(SIZE);
    private static final long COMMIT = LOCK_PAGE + 5;
    private static final String SNAPSHOT = "ltx/9/0000000000000001-0000000000000001.ltx";
    private static final String LATER = "ltx/0/0000000000000002-0000000000000002.ltx";

    @TempDir
    Path folder;

    @Test
    void everyPageIsAtItsPlaceAndTheLockPageIsZeros() throws IOException {
        Path output = folder.resolve("large.db");
        RestoreReport report = Restorer.builder(new TwoFiles()).build().restore(output);
        assertThat(report.pages()).isEqualTo(COMMIT);
        assertThat(Files.size(output)).isEqualTo(COMMIT * SIZE);
        ByteBuffer page = ByteBuffer.allocate(SIZE);
        try (FileChannel database = FileChannel.open(output)) {
            for (long pageNumber = 1; pageNumber <= COMMIT; pageNumber++) {
                page.clear();
                while (page.hasRemaining() && database.read(page) >= 0) {
                    // On to the end of the page.
                }
                byte expected = pageNumber == LOCK_PAGE
                        ? 0
                        : pageNumber == LOCK_PAGE + 1 ? (byte) 255 : SyntheticSnapshot.valueOf(pageNumber);
                assertThat(page.get(0)).as("page %d", pageNumber).isEqualTo(expected);
                assertThat(Arrays.equals(page.array(), LtxForge.repeatedPage(SIZE, expected)))
                        .as("all of page %d", pageNumber)
                        .isTrue();
            }
        }
    }

    /** A snapshot that is made while it is read, and a transaction that changes the page behind the lock page. */
    private static final class TwoFiles implements ReplicaStore {
        private final byte[] later = new LtxForge(SIZE)
                .txids(2, 2)
                .commit(COMMIT)
                .page(LOCK_PAGE + 1, 255)
                .build();

        @Override
        public String location() {
            return "synthetic";
        }

        @Override
        public String locationOf(String key) {
            return "synthetic/" + key;
        }

        @Override
        public void list(String folder, StoreVisitor visitor) throws IOException {
            for (String key : new String[] {SNAPSHOT, LATER}) {
                if (key.startsWith(folder) && key.indexOf('/', folder.length()) < 0) {
                    visitor.file(new StoreFile(key, 64L << 20, Instant.EPOCH));
                }
            }
            if (folder.isEmpty()) {
                visitor.folder("ltx/");
            }
            if (folder.equals("ltx/")) {
                visitor.folder("ltx/0/");
                visitor.folder("ltx/9/");
            }
        }

        @Override
        public Optional<StoreFile> stat(String key) {
            return Optional.of(new StoreFile(key, 64L << 20, Instant.EPOCH));
        }

        @Override
        public StoreReader open(String key) {
            InputStream in = key.equals(LATER)
                    ? new java.io.ByteArrayInputStream(later)
                    : new SyntheticSnapshot(SIZE, COMMIT, page -> page != LOCK_PAGE);
            return new SequentialReader(in);
        }

        @Override
        public void close() {}
    }

    private static final class SequentialReader implements StoreReader {
        private final InputStream in;
        private long at;

        SequentialReader(InputStream in) {
            this.in = in;
        }

        @Override
        public long size() {
            return 1000;
        }

        @Override
        public int read(long fileOffset, byte[] array, int arrayOffset, int byteCount) throws IOException {
            assertThat(fileOffset).isEqualTo(at);
            int read = in.read(array, arrayOffset, byteCount);
            at += Math.max(0, read);
            return read;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
