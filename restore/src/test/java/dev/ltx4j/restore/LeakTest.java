package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.ltx.LtxCompactor;
import dev.ltx4j.ltx.LtxHeader;
import dev.ltx4j.ltx.LtxIndexedReader;
import dev.ltx4j.ltx.LtxInput;
import dev.ltx4j.ltx.LtxReader;
import dev.ltx4j.ltx.LtxWriter;
import dev.ltx4j.ltx.TxidRange;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.PageSize;
import dev.ltx4j.sqlite.PageSource;
import dev.ltx4j.sqlite.WalHeader;
import dev.ltx4j.sqlite.WalPages;
import dev.ltx4j.sqlite.WalRecovery;
import dev.ltx4j.sqlite.WalWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that runs for months reads, writes and restores in one JVM: nothing may pile up, whether it goes well or not. */
class LeakTest {
    private static final int OPERATIONS = 10_000;
    private static final PageSize PAGE_SIZE = PageSize.of(512);

    @TempDir
    private Path folder;

    private Path replica;
    private Path damagedReplica;
    private Path ltxFile;
    private Path damagedFile;
    private Path database;

    private interface Operation {
        void run() throws IOException;
    }

    @BeforeEach
    void makeFiles() throws IOException {
        Path files = Files.createDirectory(folder.resolve("files"));
        replica = Fixture.open("v5-page512").copyReplica(files.resolve("replica"));
        damagedReplica = Fixture.open("v5-page512").copyReplica(files.resolve("damaged"));
        for (Path file : filesIn(damagedReplica, ".ltx")) {
            damage(file);
        }
        ltxFile = filesIn(replica, ".ltx").get(0);
        damagedFile = filesIn(damagedReplica, ".ltx").get(0);
        database = files.resolve("app.db");
        restore(replica, database, 1);
        Files.createDirectory(folder.resolve("work"));
    }

    @Test
    void nothingPilesUp() throws IOException {
        List<Operation> operations = List.of(
                () -> read(ltxFile),
                () -> assertThatThrownBy(() -> read(damagedFile)).isInstanceOf(FileFormatException.class),
                this::readOnePage,
                this::writeAndMerge,
                () -> assertThatThrownBy(this::writeWhatBreaksARule).isInstanceOf(FileFormatException.class),
                this::writeAndScanALog,
                this::readPagesOfADatabaseAndALog,
                () -> restoreAndDelete(1),
                () -> restoreAndDelete(3),
                () -> assertThatThrownBy(() -> restore(damagedReplica, work("no.db"), 2))
                        .isInstanceOf(UnrestorableException.class),
                () -> assertThatThrownBy(() -> restore(replica, database, 1)).isInstanceOf(IOException.class),
                () -> verify(replica, true),
                () -> verify(damagedReplica, false));
        run(operations, OPERATIONS / 20);
        long descriptors = openDescriptors();
        long directBytes = directBytes();
        int threads = threads();

        run(operations, OPERATIONS);

        assertThat(filesIn(folder.resolve("work"), "")).isEmpty();
        assertThat(filesIn(database.getParent(), ".tmp")).isEmpty();
        // A worker that has just ended may not have given its buffer back.
        assertThat(directBytes()).isLessThan(directBytes + (1 << 20));
        assertThat(openDescriptors()).isLessThan(descriptors + 10);
        assertThat(threads()).isLessThan(threads + 10);
    }

    private static void run(List<Operation> operations, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            operations.get(i % operations.size()).run();
        }
    }

    private static void read(Path file) throws IOException {
        try (LtxReader reader = LtxReader.open(Files.newInputStream(file), file.toString())) {
            reader.finish();
        }
    }

    private void readOnePage() throws IOException {
        try (FileChannel channel = FileChannel.open(ltxFile)) {
            LtxIndexedReader reader = LtxIndexedReader.open(LtxInput.of(channel), channel.size(), ltxFile.toString());
            assertThat(reader.page(1)).isPresent();
        }
    }

    private void writeAndMerge() throws IOException {
        Path older = write(work("older.ltx"), 1);
        Path newer = write(work("newer.ltx"), 2);
        try (LtxReader first = LtxReader.open(Files.newInputStream(older), "older");
                LtxReader second = LtxReader.open(Files.newInputStream(newer), "newer")) {
            LtxCompactor.create().compact(List.of(first, second), new ByteArrayOutputStream(), "merged");
        }
        Files.delete(older);
        Files.delete(newer);
    }

    private static Path write(Path file, long txid) throws IOException {
        LtxHeader header = LtxHeader.builder(PAGE_SIZE, TxidRange.of(txid, txid))
                .commit(3)
                .withoutDatabaseChecksums()
                .build();
        try (LtxWriter writer = LtxWriter.open(Files.newOutputStream(file), file.toString(), header)) {
            for (int pageNumber = 1; pageNumber <= 3; pageNumber++) {
                writer.writePage(pageNumber, new byte[PAGE_SIZE.bytes()]);
            }
            writer.finish();
        }
        return file;
    }

    private void writeWhatBreaksARule() throws IOException {
        Path file = work("broken.ltx");
        LtxHeader header = LtxHeader.builder(PAGE_SIZE, TxidRange.of(1, 1))
                .commit(3)
                .withoutDatabaseChecksums()
                .build();
        try (LtxWriter writer = LtxWriter.open(Files.newOutputStream(file), file.toString(), header)) {
            writer.writePage(2, new byte[PAGE_SIZE.bytes()]);
        } finally {
            Files.delete(file);
        }
    }

    private void writeAndScanALog() throws IOException {
        Path log = writeLog();
        assertThat(WalRecovery.scan(log).committedFrames()).isEqualTo(2);
        Files.delete(log);
    }

    private void readPagesOfADatabaseAndALog() throws IOException {
        Path log = writeLog();
        try (PageSource pages = WalPages.open(database, log)) {
            pages.readPage(2, new byte[PAGE_SIZE.bytes()]);
        }
        Files.delete(log);
    }

    /** The database's own first page, and another. */
    private Path writeLog() throws IOException {
        byte[] firstPage = Arrays.copyOf(Files.readAllBytes(database), PAGE_SIZE.bytes());
        Path log = work("app.db-wal");
        FileChannel channel = FileChannel.open(log, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try (WalWriter wal = new WalWriter(channel, WalHeader.of(ByteOrder.BIG_ENDIAN, PAGE_SIZE, 0, 1, 2))) {
            wal.write(1, firstPage, 0);
            wal.write(2, new byte[PAGE_SIZE.bytes()], Files.size(database) / PAGE_SIZE.bytes());
        }
        return log;
    }

    private void restoreAndDelete(int workers) throws IOException {
        restore(replica, work("out.db"), workers);
        Files.delete(work("out.db"));
    }

    private static void restore(Path replica, Path output, int workers) throws IOException {
        try (ReplicaStore store = FolderStore.open(replica)) {
            Restorer.builder(store).workers(workers).build().restore(output);
        }
    }

    private static void verify(Path replica, boolean sound) throws IOException {
        try (ReplicaStore store = FolderStore.open(replica)) {
            VerifyReport report = new ReplicaVerifier(store, 2, RestoreListener.NONE).verify();
            assertThat(report.isSound()).isEqualTo(sound);
        }
    }

    /** In the middle of the file, where its pages are. */
    private static void damage(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    private Path work(String name) {
        return folder.resolve("work").resolve(name);
    }

    private static List<Path> filesIn(Path folder, String ending) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(
                            path -> Files.isRegularFile(path) && path.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    /** 0 where the system does not tell, as on Windows. */
    private static long openDescriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getOpenFileDescriptorCount()
                : 0;
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
