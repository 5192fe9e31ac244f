package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.ltx.LtxHeader;
import dev.ltx4j.ltx.LtxWriter;
import dev.ltx4j.ltx.ParallelLtxReader;
import dev.ltx4j.ltx.TxidRange;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreFile;
import dev.ltx4j.replica.StoreReader;
import dev.ltx4j.replica.StoreVisitor;
import dev.ltx4j.sqlite.PageSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of small files that are read ahead when something goes wrong, and how much is under way at a time. */
class FilesInTurnTest {
    private static final PageSize PAGE_SIZE = PageSize.of(4096);
    private static final int FILES = 40;
    private static final int WORKERS = 4;

    /** Small, but of more pages than fit into one batch. */
    private static final byte[] CONTENT = zeros(300);

    private static final List<LtxFile> ALL = IntStream.rangeClosed(1, FILES)
            .mapToObj(txid -> Listings.file(0, txid, txid, Instant.EPOCH))
            .map(file -> new LtxFile(0, file.range(), CONTENT.length, file.created(), file.key()))
            .toList();

    private final List<LtxFile> taken = new ArrayList<>();

    @Test
    void everyFileGetsItsTurnInOrderAndIsClosed() throws IOException {
        CountingStore store = new CountingStore(read -> false);

        read(store);

        assertThat(taken).isEqualTo(ALL);
        assertThat(store.open).hasValue(0);
        assertThat(store.mostOpen.get()).isBetween(1, WORKERS);
    }

    @Test
    void whatGoesWrongUncheckedComesOutInTurnToo() {
        for (int bad = 0; bad < FILES; bad++) {
            String badKey = ALL.get(bad).key();
            taken.clear();
            CountingStore store = new CountingStore(read -> false) {
                @Override
                void reading(String key) {
                    if (key.equals(badKey)) {
                        throw new IllegalStateException("broken");
                    }
                }
            };

            assertThatThrownBy(() -> read(store))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("broken");
            assertThat(taken).isEqualTo(ALL.subList(0, bad));
            assertThat(store.open).hasValue(0);
        }
    }

    @Test
    void whatFailsWhenAFileIsClosedFailsInItsTurn() {
        CountingStore store = new CountingStore(closed -> closed == 5);

        assertThatThrownBy(() -> read(store)).isInstanceOf(IOException.class).hasMessage("cannot be closed");
        assertThat(taken.size()).isLessThan(FILES);
        assertThat(store.open).hasValue(0);
    }

    /** Otherwise what they hold on to would pile up while all helpers wait for their turns. */
    @Test
    void helpersAreAskedForOnlyOnce() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        try (WorkerThreads threads = new WorkerThreads(WORKERS)) {
            read(new CountingStore(read -> false), task -> {
                asked.incrementAndGet();
                threads.execute(task);
            });
        }

        assertThat(asked).hasValue(WORKERS - 1);
    }

    @Test
    void anInterruptReachesHelpersThatWaitForTheStore() {
        Thread caller = Thread.currentThread();
        AtomicInteger unreached = new AtomicInteger();
        CountingStore store = new CountingStore(read -> false) {
            @Override
            void reading(String key) throws IOException {
                if (Thread.currentThread() != caller) {
                    caller.interrupt();
                    try {
                        new CountDownLatch(1).await(20, TimeUnit.SECONDS);
                        unreached.incrementAndGet();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new InterruptedIOException("waiting for the store");
                    }
                }
            }
        };

        assertThatThrownBy(() -> read(store)).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).as("the caller stays interrupted").isTrue();
        assertThat(unreached).hasValue(0);
        assertThat(store.open).hasValue(0);
    }

    private void read(ReplicaStore store) throws IOException {
        try (WorkerThreads threads = new WorkerThreads(WORKERS)) {
            read(store, threads);
        }
    }

    private void read(ReplicaStore store, Executor executor) throws IOException {
        new FilesInTurn(store, new ParallelLtxReader(executor, WORKERS), executor, WORKERS, bytes -> {})
                .read(ALL, file -> true, (file, content) -> {
                    content.read(batch -> {});
                    taken.add(file);
                });
    }

    private static byte[] zeros(int pages) {
        LtxHeader header = LtxHeader.builder(PAGE_SIZE, TxidRange.of(1, 1))
                .commit(pages)
                .withoutDatabaseChecksums()
                .build();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LtxWriter writer = LtxWriter.open(out, "file", header)) {
            for (int pageNumber = 1; pageNumber <= pages; pageNumber++) {
                writer.writePage(pageNumber, new byte[PAGE_SIZE.bytes()]);
            }
            writer.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Has the same content for every key, and counts what is open. */
    private static class CountingStore implements ReplicaStore {
        private final AtomicInteger open = new AtomicInteger();
        private final AtomicInteger mostOpen = new AtomicInteger();
        private final AtomicInteger closed = new AtomicInteger();
        private final IntPredicate failsToClose;

        CountingStore(IntPredicate failsToClose) {
            this.failsToClose = failsToClose;
        }

        void reading(String key) throws IOException {}

        @Override
        public String location() {
            return "memory";
        }

        @Override
        public String locationOf(String key) {
            return key;
        }

        @Override
        public void list(String folder, StoreVisitor visitor) {}

        @Override
        public Optional<StoreFile> stat(String key) {
            return Optional.empty();
        }

        @Override
        public StoreReader open(String key) {
            mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
            return new StoreReader() {
                @Override
                public long size() {
                    return CONTENT.length;
                }

                @Override
                public int read(long fileOffset, byte[] array, int arrayOffset, int byteCount) throws IOException {
                    reading(key);
                    if (fileOffset >= CONTENT.length) {
                        return -1;
                    }
                    int count = (int) Math.min(byteCount, CONTENT.length - fileOffset);
                    System.arraycopy(CONTENT, (int) fileOffset, array, arrayOffset, count);
                    return count;
                }

                @Override
                public void close() throws IOException {
                    open.decrementAndGet();
                    if (failsToClose.test(closed.incrementAndGet())) {
                        throw new IOException("cannot be closed");
                    }
                }
            };
        }

        @Override
        public void close() {}
    }
}
