package dev.ltx4j.restore.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.ltx.LtxCompactor;
import dev.ltx4j.ltx.LtxFileName;
import dev.ltx4j.ltx.LtxReader;
import dev.ltx4j.ltx.LtxSummary;
import dev.ltx4j.ltx.PageEncoding;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.ltx.TxidRange;
import dev.ltx4j.restore.LtxFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A replica that holds the level 0 of another and, on all other levels, what our compactor made of it: groups of files of
 * the level below, at random, and snapshots from all that there was. Times are those of the headers, as Litestream sets
 * them.
 */
final class CompactedLevels {
    private final Path replica;
    private final Random random;
    private final List<List<Path>> levels = new ArrayList<>();

    /** Which files go once others hold the same. */
    enum Pruning {
        /** None. */
        NOTHING,
        /** Those of level 0 that level 1 holds. */
        LEVEL_0,
        /** These, and on all levels those that end before the first snapshot that is kept, which is not the first made. */
        BEFORE_SNAPSHOT
    }

    /**
     * Makes the levels.
     *
     * @param replica a folder that does not exist yet
     * @param encodings what each file is written in is chosen from these
     */
    CompactedLevels(Path level0, Path replica, List<PageEncoding> encodings, Random random) throws IOException {
        this.replica = replica;
        this.random = random;
        Files.createDirectories(folder(LtxFile.MIN_LEVEL));
        List<Path> files = new ArrayList<>();
        for (Path file : ltxFiles(level0)) {
            Path copy = Files.copy(file, folder(LtxFile.MIN_LEVEL).resolve(file.getFileName()));
            Files.setLastModifiedTime(copy, Files.getLastModifiedTime(file));
            files.add(copy);
        }
        levels.add(files);
        for (int level = 1; level < LtxFile.SNAPSHOT_LEVEL; level++) {
            levels.add(compactLevel(level, encodings));
        }
        List<Path> snapshots = new ArrayList<>();
        for (int end = 1 + random.nextInt(5); end < files.size(); end += 1 + random.nextInt(files.size() / 2)) {
            snapshots.add(compact(LtxFile.SNAPSHOT_LEVEL, files.subList(0, end), encodings));
        }
        levels.add(snapshots);
    }

    /** The newest files of the level below are left, as if it were not yet time for them. */
    private List<Path> compactLevel(int level, List<PageEncoding> encodings) throws IOException {
        List<Path> below = levels.get(level - 1);
        List<Path> made = new ArrayList<>();
        int most = level == 1 ? 4 : 2;
        int end = below.size() - (level == 1 ? 3 : 1);
        for (int from = 0, to; from < end; from = to) {
            to = from + 1 + random.nextInt(Math.min(most, end - from));
            made.add(compact(level, below.subList(from, to), encodings));
        }
        return made;
    }

    private Path compact(int level, List<Path> inputs, List<PageEncoding> encodings) throws IOException {
        TxidRange range = new TxidRange(
                range(inputs.get(0)).min(), range(inputs.get(inputs.size() - 1)).max());
        Path output = Files.createDirectories(folder(level)).resolve(LtxFileName.of(range));
        LtxCompactor compactor = LtxCompactor.create()
                .withoutDatabaseChecksums()
                .encoding(encodings.get(random.nextInt(encodings.size())));
        List<LtxReader> readers = new ArrayList<>();
        try (OutputStream out = Files.newOutputStream(output)) {
            for (Path input : inputs) {
                readers.add(LtxReader.open(Files.newInputStream(input), input.toString()));
            }
            LtxSummary summary = compactor.compact(readers, out, output.toString());
            assertThat(summary.header().range()).isEqualTo(range);
            Files.setLastModifiedTime(output, FileTime.from(summary.header().timestamp()));
        } finally {
            for (LtxReader reader : readers) {
                reader.close();
            }
        }
        return output;
    }

    /** Deletes what Litestream would. */
    void prune(Pruning pruning) throws IOException {
        if (pruning == Pruning.NOTHING) {
            return;
        }
        Txid merged = lastTxid(levels.get(1));
        delete(LtxFile.MIN_LEVEL, range -> !range.max().isAfter(merged));
        List<Path> snapshots = levels.get(LtxFile.SNAPSHOT_LEVEL);
        if (pruning == Pruning.BEFORE_SNAPSHOT && snapshots.size() > 1) {
            Txid kept = range(snapshots.get(snapshots.size() / 2)).max();
            for (int level = LtxFile.MIN_LEVEL; level <= LtxFile.SNAPSHOT_LEVEL; level++) {
                delete(level, range -> range.max().isBefore(kept));
            }
        }
    }

    private void delete(int level, Predicate<TxidRange> condition) throws IOException {
        List<Path> kept = new ArrayList<>();
        for (Path file : levels.get(level)) {
            if (condition.test(range(file))) {
                Files.delete(file);
            } else {
                kept.add(file);
            }
        }
        levels.set(level, kept);
    }

    Path replica() {
        return replica;
    }

    int fileCount(int level) {
        return levels.get(level).size();
    }

    /** The last transactions of all files that there are: each can be reached. */
    List<Txid> ends() {
        return levels.stream()
                .flatMap(List::stream)
                .map(file -> range(file).max())
                .distinct()
                .sorted()
                .toList();
    }

    /** When the last transaction was made. */
    Instant lastTime() throws IOException {
        List<Path> newest = levels.get(LtxFile.MIN_LEVEL);
        return Files.getLastModifiedTime(newest.get(newest.size() - 1)).toInstant();
    }

    private Path folder(int level) {
        return replica.resolve("ltx").resolve(Integer.toString(level));
    }

    private static Txid lastTxid(List<Path> files) {
        return range(files.get(files.size() - 1)).max();
    }

    private static TxidRange range(Path file) {
        return LtxFileName.parse(file.getFileName().toString()).orElseThrow();
    }

    private static List<Path> ltxFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".ltx"))
                    .sorted()
                    .toList();
        }
    }
}
