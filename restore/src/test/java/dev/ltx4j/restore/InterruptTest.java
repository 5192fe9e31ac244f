package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.ltx.DatabaseChecksum;
import dev.ltx4j.ltx.LtxCompactor;
import dev.ltx4j.ltx.LtxHeader;
import dev.ltx4j.ltx.LtxReader;
import dev.ltx4j.ltx.LtxWriter;
import dev.ltx4j.ltx.ParallelLtxReader;
import dev.ltx4j.ltx.TxidRange;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.sqlite.PageSize;
import dev.ltx4j.sqlite.WalHeader;
import dev.ltx4j.sqlite.WalRecovery;
import dev.ltx4j.sqlite.WalWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever takes long ends soon after its thread is interrupted, and leaves no thread and no file behind. Nothing is
 * timed: the interrupt comes out of a read or a write, and what is read or written after it is counted.
 */
class InterruptTest {
    private static final PageSize PAGE_SIZE = PageSize.of(4096);
    private static final int PAGES = 2000;

    /** What may still be read or written: far less than a second's work. */
    private static final long SOON_BYTES = 1 << 20;

    private final Set<Thread> threadsBefore = Thread.getAllStackTraces().keySet();

    @TempDir
    private Path folder;

    @AfterEach
    void leavesNoThread() throws InterruptedException {
        assertThat(Thread.interrupted()).as("the thread stays interrupted").isTrue();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!threadsBefore.contains(thread) && thread.getName().startsWith("ltx4j")) {
                // A thread that has been waited for may need a moment to be gone.
                thread.join(10_000);
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }

    @Test
    void readingStops() {
        InterruptingInput in = new InterruptingInput(new ByteArrayInputStream(ltxFile(1)));

        assertInterrupted(() -> {
            try (LtxReader reader = LtxReader.open(in, "file")) {
                reader.finish();
            }
        });
        assertThat(in.bytesSince()).isLessThan(SOON_BYTES);
    }

    @ParameterizedTest
    @CsvSource({"1", "4"})
    void readingWithSeveralThreadsStops(int workers) {
        InterruptingInput in = new InterruptingInput(new ByteArrayInputStream(ltxFile(1)));

        try (WorkerThreads threads = new WorkerThreads(workers)) {
            assertInterrupted(() -> new ParallelLtxReader(threads, workers).read(in, "file", batch -> {}));
        }
        assertThat(in.bytesSince()).isLessThan(SOON_BYTES);
    }

    @Test
    void writingStops() {
        InterruptingOutput out = new InterruptingOutput();

        assertInterrupted(() -> writeLtx(out, 1, PAGES));
        assertThat(out.bytesSince()).isLessThan(SOON_BYTES);
    }

    @Test
    void mergingStops() {
        InterruptingInput older = new InterruptingInput(new ByteArrayInputStream(ltxFile(1)));
        InterruptingOutput out = new InterruptingOutput();

        assertInterrupted(() -> LtxCompactor.create()
                .compact(
                        List.of(
                                LtxReader.open(older, "older"),
                                LtxReader.open(new ByteArrayInputStream(ltxFile(2)), "newer")),
                        out,
                        "merged"));
        assertThat(older.bytesSince()).isLessThan(SOON_BYTES);
        assertThat(out.bytesSince()).isLessThan(SOON_BYTES);
    }

    @Test
    void summingUpADatabaseStops() {
        InterruptingInput in = new InterruptingInput(new ByteArrayInputStream(new byte[PAGES * 4096]));

        assertInterrupted(() -> DatabaseChecksum.of(in, "app.db", PAGE_SIZE));
        assertThat(in.bytesSince()).isLessThan(SOON_BYTES);
    }

    @Test
    void scanningALogStops() throws IOException {
        try (InterruptingInput in = new InterruptingInput(Files.newInputStream(walFile()))) {
            assertInterrupted(() -> WalRecovery.scan(in, "app.db-wal"));
            assertThat(in.bytesSince()).isLessThan(SOON_BYTES);
        }
    }

    @Test
    void applyingALogStops() throws IOException {
        byte[] log = Files.readAllBytes(walFile());
        WalRecovery recovery = WalRecovery.scan(new ByteArrayInputStream(log), "app.db-wal");
        Path database = Files.write(folder.resolve("app.db"), new byte[4096]);
        InterruptingInput in = new InterruptingInput(new ByteArrayInputStream(log));

        try (FileChannel channel = FileChannel.open(database, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            // The database has no header, which is only noticed at the end.
            assertInterrupted(() -> recovery.applyTo(in, channel, "app.db"));
        }
        assertThat(in.bytesSince()).isLessThan(SOON_BYTES);
    }

    @ParameterizedTest
    @CsvSource({"v5-history, 1", "v5-history, 4", "v3-generations, 1", "v5-page65536, 4", "mixed, 2"})
    void restoringStopsAndLeavesNoFile(String fixture, int workers) throws IOException {
        for (int reads = 1; reads < 40; reads += 4) {
            try (InterruptingStore store = open(fixture, reads)) {
                assertInterrupted(
                        () -> Restorer.builder(store).workers(workers).build().restore(folder.resolve("out.db")));
                assertThat(store.bytesSince()).isLessThan(SOON_BYTES);
            }
            assertThat(Thread.interrupted()).isTrue();
            assertThat(filesIn(folder)).isEmpty();
        }
        Thread.currentThread().interrupt(); // as leavesNoThread expects it
    }

    @ParameterizedTest
    @CsvSource({"v5-history, 1", "v5-history, 4", "v3-generations, 1", "mixed, 2"})
    void verifyingStops(String fixture, int workers) throws IOException {
        for (int reads = 1; reads < 200; reads += 20) {
            try (InterruptingStore store = open(fixture, reads)) {
                assertInterrupted(() -> new ReplicaVerifier(store, workers, RestoreListener.NONE).verify());
                assertThat(store.bytesSince()).isLessThan(SOON_BYTES);
            }
            assertThat(Thread.interrupted()).isTrue();
        }
        Thread.currentThread().interrupt();
    }

    /** The other way: the channel that a restore writes to is closed by the interrupt. */
    @ParameterizedTest
    @CsvSource({"1", "4"})
    void interruptBetweenReadsStopsARestoreToo(int workers) throws IOException {
        RestoreListener interrupting = new RestoreListener() {
            @Override
            public void planned(RestorePlan plan) {
                Thread.currentThread().interrupt();
            }
        };
        try (ReplicaStore store = FolderStore.open(Fixture.open("v5-page65536").replica())) {
            assertInterrupted(() -> Restorer.builder(store)
                    .workers(workers)
                    .listener(interrupting)
                    .build()
                    .restore(folder.resolve("out.db")));
        }
        assertThat(filesIn(folder)).isEmpty();
    }

    /** The calling thread waits for its turn to read, or for what another thread reads, and that thread for the store. */
    @ParameterizedTest
    @CsvSource({"2", "4"})
    void interruptReachesAHelperThatWaitsForASlowStore(int workers) throws IOException {
        try (StallingStore store = new StallingStore(
                FolderStore.open(Fixture.open("v5-lockpage65536").replica()))) {
            assertInterrupted(
                    () -> Restorer.builder(store).workers(workers).build().restore(folder.resolve("out.db")));
            assertThat(store.waitedInVain()).isFalse();
        }
        assertThat(filesIn(folder)).isEmpty();
    }

    private interface Action {
        void run() throws IOException;
    }

    private static void assertInterrupted(Action action) {
        assertThatThrownBy(action::run).isInstanceOf(InterruptedIOException.class);
    }

    private static InterruptingStore open(String fixture, int reads) throws IOException {
        return new InterruptingStore(FolderStore.open(Fixture.open(fixture).replica()), reads);
    }

    private static Set<String> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::toString).collect(Collectors.toSet());
        }
    }

    private static byte[] ltxFile(long txid) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writeLtx(out, txid, PAGES);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Pages that cannot be compressed, so that the file is as large as its pages. */
    private static void writeLtx(OutputStream out, long txid, int pages) throws IOException {
        LtxHeader header = LtxHeader.builder(PAGE_SIZE, TxidRange.of(txid, txid))
                .commit(pages)
                .withoutDatabaseChecksums()
                .build();
        Random random = new Random(txid);
        byte[] page = new byte[PAGE_SIZE.bytes()];
        try (LtxWriter writer = LtxWriter.open(out, "file", header)) {
            for (int pageNumber = 1; pageNumber <= pages; pageNumber++) {
                random.nextBytes(page);
                writer.writePage(pageNumber, page);
            }
            writer.finish();
        }
    }

    private static Path walFile() throws IOException {
        Path file = Files.createTempFile("ltx4j-test", "-wal");
        file.toFile().deleteOnExit();
        WalHeader header = WalHeader.of(ByteOrder.BIG_ENDIAN, PAGE_SIZE, 0, 1, 2);
        try (WalWriter wal = new WalWriter(FileChannel.open(file, StandardOpenOption.WRITE), header)) {
            for (int pageNumber = 1; pageNumber <= PAGES; pageNumber++) {
                wal.write(pageNumber, new byte[PAGE_SIZE.bytes()], pageNumber == PAGES ? PAGES : 0);
            }
        }
        return file;
    }
}
