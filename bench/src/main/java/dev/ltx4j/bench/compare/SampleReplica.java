package dev.ltx4j.bench.compare;

import dev.ltx4j.ltx.LtxFileName;
import dev.ltx4j.ltx.LtxFromWal;
import dev.ltx4j.ltx.LtxPublication;
import dev.ltx4j.ltx.LtxSnapshot;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.ltx.TxidRange;
import dev.ltx4j.sqlite.DatabasePages;
import dev.ltx4j.sqlite.WalFrames;
import dev.ltx4j.sqlite.WalRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Replicas as Litestream 0.5 leaves them: a snapshot on level 9, and transactions on level 0. No database checksums. */
final class SampleReplica {
    private static final long FIRST_MILLIS = 1_790_000_000_000L;
    private static final long MILLIS_BETWEEN_FILES = 1_000;

    private SampleReplica() {}

    /** A snapshot of a closed database and nothing else. */
    static void snapshot(Path replica, Path database) throws IOException {
        TxidRange first = TxidRange.of(1, 1);
        Path target = fileOn(replica, 9, first);
        try (DatabasePages pages = DatabasePages.open(database)) {
            LtxPublication.publish(
                    target,
                    false,
                    List.of(),
                    (out, file) -> LtxSnapshot.of(pages, Txid.FIRST)
                            .withoutDatabaseChecksums()
                            .timestampMillis(FIRST_MILLIS)
                            .write(out, file));
        }
    }

    /** A snapshot of the database, and its log in so many files that all of them together are {@code files}. */
    static void history(Path replica, Path database, Path log, int files) throws IOException {
        snapshot(replica, database);
        try (WalFrames frames = WalFrames.open(log);
                DatabasePages pages = DatabasePages.open(database)) {
            List<WalRange> parts = parts(frames, files - 1);
            for (int i = 0; i < parts.size(); i++) {
                WalRange part = parts.get(i);
                long txid = i + 2L;
                TxidRange txids = TxidRange.of(txid, txid);
                LtxPublication.publish(
                        fileOn(replica, 0, txids),
                        false,
                        List.of(),
                        (out, file) -> LtxFromWal.of(frames, part, txids)
                                .database(pages)
                                .timestampMillis(FIRST_MILLIS + txid * MILLIS_BETWEEN_FILES)
                                .write(out, file));
            }
        }
    }

    /** The LTX files of a replica, oldest first. */
    static List<Path> files(Path replica) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int level = 9; level >= 0; level--) {
            Path folder = replica.resolve("ltx").resolve(Integer.toString(level));
            if (Files.isDirectory(folder)) {
                try (var names = Files.list(folder)) {
                    names.sorted().forEach(files::add);
                }
            }
        }
        return files;
    }

    /** Divides the transactions of a log into runs of about the same number. */
    static List<WalRange> parts(WalFrames log, int count) throws IOException {
        List<WalRange> transactions = log.transactions();
        if (count > transactions.size()) {
            throw new IllegalArgumentException(count + " files of " + transactions.size() + " transactions");
        }
        List<WalRange> parts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long start = transactions.get(share(i, count, transactions.size())).fileOffset();
            WalRange last = transactions.get(share(i + 1, count, transactions.size()) - 1);
            parts.add(log.range(start, last.endOffset() - start));
        }
        return parts;
    }

    private static int share(int part, int parts, int total) {
        return (int) ((long) part * total / parts);
    }

    private static Path fileOn(Path replica, int level, TxidRange txids) throws IOException {
        Path folder = replica.resolve("ltx").resolve(Integer.toString(level));
        Files.createDirectories(folder);
        return folder.resolve(LtxFileName.of(txids));
    }
}
