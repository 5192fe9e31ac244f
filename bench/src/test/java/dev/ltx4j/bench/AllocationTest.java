package dev.ltx4j.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ltx4j.ltx.LtxCompactor;
import dev.ltx4j.ltx.LtxHeader;
import dev.ltx4j.ltx.LtxReader;
import dev.ltx4j.ltx.LtxWriter;
import dev.ltx4j.ltx.PageEncoding;
import dev.ltx4j.ltx.ParallelLtxReader;
import dev.ltx4j.ltx.TxidRange;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.restore.Restorer;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.PageSize;
import dev.ltx4j.sqlite.WalHeader;
import dev.ltx4j.sqlite.WalInMemory;
import dev.ltx4j.sqlite.WalRecovery;
import dev.ltx4j.sqlite.WalWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the hot loops allocate for a page: nothing. The same work is done for few pages and for many, and the difference
 * counted, so that what is allocated once for a file does not matter. Counts bytes, not time.
 */
class AllocationTest {
    private static final int PAGE_BYTES = 1024;
    private static final int FEW = 2_000;
    private static final int MANY = 12_000;

    /** The compiler removes some allocations only when it has seen enough. */
    private static final int ATTEMPTS = 30;

    /** A page's entry in the index that the writer must remember, and what its list grows by. */
    private static final double INDEX_ENTRY_BYTES = 8;

    /** lz4-java's compressor makes a new hash table for each call: 4096 ints. */
    private static final double COMPRESSOR_BYTES = 4096 * 4 + 16;

    @TempDir
    private Path folder;

    private interface Work {
        void run() throws IOException;
    }

    private interface WorkOnPages {
        Work prepare(int pages) throws IOException;
    }

    @ParameterizedTest
    @EnumSource(PageEncoding.class)
    void readerAllocatesNothingForAPage(PageEncoding encoding) throws IOException {
        assertThat(bytesPerPage(pages -> {
                    byte[] file = SampleFiles.snapshot(PAGE_BYTES, pages, encoding);
                    return () -> {
                        try (LtxReader reader = LtxReader.open(new ByteArrayInputStream(file), "file")) {
                            reader.finish();
                        }
                    };
                }))
                .isLessThan(1);
    }

    @ParameterizedTest
    @EnumSource(PageEncoding.class)
    void parallelReaderAllocatesNothingForAPage(PageEncoding encoding) throws IOException {
        ParallelLtxReader reader = new ParallelLtxReader(Runnable::run, 1);
        assertThat(bytesPerPage(pages -> {
                    byte[] file = SampleFiles.snapshot(PAGE_BYTES, pages, encoding);
                    return () -> reader.read(new ByteArrayInputStream(file), "file", batch -> {});
                }))
                .isLessThan(1);
    }

    @ParameterizedTest
    @EnumSource(PageEncoding.class)
    void writerAllocatesAnIndexEntryForAPageBesideTheCompressor(PageEncoding encoding) throws IOException {
        byte[] page = new SamplePages(PAGE_BYTES, 1).next();
        assertThat(bytesPerPage(pages -> () -> {
                    LtxHeader header = LtxHeader.builder(PageSize.of(PAGE_BYTES), TxidRange.of(1, 1))
                            .commit(pages)
                            .build();
                    try (LtxWriter writer = LtxWriter.open(OutputStream.nullOutputStream(), "file", header, encoding)) {
                        for (int pageNumber = 1; pageNumber <= pages; pageNumber++) {
                            writer.writePage(pageNumber, page);
                        }
                        writer.finish();
                    }
                }))
                .isLessThan(INDEX_ENTRY_BYTES + COMPRESSOR_BYTES);
    }

    @Test
    void compactorAllocatesAnIndexEntryForAPage() throws IOException {
        assertThat(bytesPerPage(pages -> {
                    byte[] older = SampleFiles.transaction(PAGE_BYTES, pages, 1, 1);
                    byte[] newer = SampleFiles.transaction(PAGE_BYTES, pages, 2, 3);
                    return () -> LtxCompactor.create()
                            .compact(
                                    List.of(
                                            LtxReader.open(new ByteArrayInputStream(older), "older"),
                                            LtxReader.open(new ByteArrayInputStream(newer), "newer")),
                                    OutputStream.nullOutputStream(),
                                    "merged");
                }))
                .isLessThan(INDEX_ENTRY_BYTES);
    }

    @Test
    void logScanAllocatesNothingForAFrame() throws IOException {
        assertThat(bytesPerPage(pages -> {
                    byte[] log = SampleFiles.log(PAGE_BYTES, pages);
                    return () -> WalRecovery.scan(new ByteArrayInputStream(log), "log");
                }))
                .isLessThan(1);
    }

    @Test
    void logWriterAllocatesNothingForAFrame() throws IOException {
        byte[] page = new byte[PAGE_BYTES];
        WalHeader header = WalHeader.of(ByteOrder.BIG_ENDIAN, PageSize.of(PAGE_BYTES), 0, 1, 2);
        assertThat(bytesPerPage(pages -> () -> {
                    FileChannel channel = FileChannel.open(
                            folder.resolve("log"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    try (WalWriter wal = new WalWriter(channel, header)) {
                        for (int pageNumber = 1; pageNumber <= pages; pageNumber++) {
                            wal.write(pageNumber, page, pageNumber == pages ? pages : 0);
                        }
                    }
                }))
                .isLessThan(1);
    }

    @Test
    void applyingALogAllocatesNothingForAFrame() throws IOException {
        assertThat(bytesPerPage(pages -> {
                    byte[] log = SampleFiles.log(PAGE_BYTES, pages);
                    WalRecovery recovery = WalRecovery.scan(new ByteArrayInputStream(log), "log");
                    return () -> applyToNoDatabase(recovery, log);
                }))
                .isLessThan(1);
    }

    /** All frames are written before it is noticed that their first page is none of a database. */
    private void applyToNoDatabase(WalRecovery recovery, byte[] log) throws IOException {
        try (FileChannel database = emptyDatabase()) {
            database.write(ByteBuffer.allocate(PAGE_BYTES), 0);
            recovery.applyTo(new ByteArrayInputStream(log), database, "app.db");
            throw new AssertionError("sample pages are no database");
        } catch (MalformedFileException e) {
            assertThat(e).hasMessageContaining("app.db");
        }
    }

    private FileChannel emptyDatabase() throws IOException {
        return FileChannel.open(
                folder.resolve("app.db"),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    @Test
    void aLogInMemoryAllocatesNothingForAFrame() throws IOException {
        WalInMemory wal = new WalInMemory();
        assertThat(bytesPerPage(pages -> {
                    byte[] log = SampleFiles.log(PAGE_BYTES, pages, RestorableFolder.header(PAGE_BYTES));
                    return () -> {
                        try (FileChannel database = emptyDatabase()) {
                            database.write(ByteBuffer.allocate(PAGE_BYTES), 0);
                            wal.scan(log, log.length, "log");
                            wal.applyTo(database, "app.db");
                        }
                    };
                }))
                .isLessThan(1);
    }

    @Test
    void restoringLevelsAllocatesNothingForAPage() throws IOException {
        assertThat(bytesPerPage(pages -> {
                    Path replica = folder.resolve("levels-" + pages);
                    RestorableFolder.makeLevels(replica, PAGE_BYTES, pages, 2);
                    return restore(replica);
                }))
                .isLessThan(1);
    }

    /** The log is the same for both: what it takes depends on its length up to 8 MiB, and is allocated once. */
    @Test
    void restoringAGenerationAllocatesNothingForAPage() throws IOException {
        assertThat(bytesPerPage(pages -> {
                    Path replica = folder.resolve("generation-" + pages);
                    RestorableFolder.makeGeneration(replica, PAGE_BYTES, pages, FEW / 2);
                    return restore(replica);
                }))
                .isLessThan(1);
    }

    private Work restore(Path replica) throws IOException {
        ReplicaStore store = FolderStore.open(replica);
        Path output = folder.resolve("restored.db");
        return () -> Restorer.builder(store)
                .workers(1)
                .replaceExisting(true)
                .build()
                .restore(output);
    }

    private static double bytesPerPage(WorkOnPages work) throws IOException {
        Work few = work.prepare(FEW);
        Work many = work.prepare(MANY);
        double least = Double.MAX_VALUE;
        for (int i = 0; i < ATTEMPTS && least >= 1; i++) {
            least = Math.min(least, (double) (allocatedBy(many) - allocatedBy(few)) / (MANY - FEW));
        }
        return least;
    }

    private static long allocatedBy(Work work) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
