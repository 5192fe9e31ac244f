package dev.ltx4j.bench;

import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.sqlite.PageSize;
import dev.ltx4j.sqlite.WalHeader;
import dev.ltx4j.sqlite.WalWriter;
import dev.ltx4j.v3.GenerationListing;
import dev.ltx4j.v3.GenerationPath;
import dev.ltx4j.v3.GenerationPlanner;
import dev.ltx4j.v3.GenerationTarget;
import dev.ltx4j.v3.GenerationWriter;
import dev.ltx4j.v3.ReadProgress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Writes the state of a replica of 0.3, from a snapshot and one segment of the log that changes every third page, to a file in
 * the folder for temporary files; nothing is forced to the disk: {@code bench/run Generations}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class GenerationsBenchmark {
    private static final int DISTANCE = 3;

    @Param("4096")
    int pageBytes;

    @Param("16384")
    int pages;

    private Path folder;
    private FolderStore store;
    private GenerationPath path;
    private FileChannel output;

    @Setup
    public void makeReplica() throws IOException {
        folder = Files.createTempDirectory("ltx4j-bench");
        Path database = folder.resolve("sample.db");
        SampleTables.create(database, pageBytes, pages);
        Path log = folder.resolve("sample.db-wal");
        writeLog(log, Files.size(database) / pageBytes);
        Path generation = folder.resolve("replica/generations/0123456789abcdef");
        compress(database, generation.resolve("snapshots/00000000.snapshot.lz4"));
        compress(log, generation.resolve("wal/00000000_00000000.wal.lz4"));
        store = FolderStore.open(folder.resolve("replica"));
        path = GenerationPlanner.plan(GenerationListing.read(store), GenerationTarget.latest());
        output = FileChannel.open(
                folder.resolve("output.db"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    private void writeLog(Path file, long databasePages) throws IOException {
        WalHeader header = WalHeader.of(ByteOrder.LITTLE_ENDIAN, PageSize.of(pageBytes), 0, 1, 2);
        SamplePages content = new SamplePages(pageBytes, 1);
        try (WalWriter wal = new WalWriter(
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), header)) {
            for (long pageNumber = 2; pageNumber <= databasePages; pageNumber += DISTANCE) {
                wal.write(pageNumber, content.next(), databasePages);
            }
        }
    }

    private static void compress(Path source, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        try (OutputStream out = new LZ4FrameOutputStream(Files.newOutputStream(target))) {
            Files.copy(source, out);
        }
    }

    @TearDown
    public void deleteAll() throws IOException {
        output.close();
        List<Path> files;
        try (var walk = Files.walk(folder)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }

    @Benchmark
    public GenerationWriter.Result write() throws IOException {
        return GenerationWriter.write(path, store, output, ReadProgress.NONE);
    }
}
