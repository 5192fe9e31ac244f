package dev.ltx4j.bench.compare;

import dev.ltx4j.ltx.LtxPublication;
import dev.ltx4j.ltx.LtxSnapshot;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.sqlite.DatabasePages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The data that is worked on. All of it comes from a seed, through SQLite and through the writers of this project; none of it
 * is made by the programs that are compared.
 */
final class SampleData {
    /** To be raised when the same seed gives other data than before. */
    private static final int VERSION = 1;

    private static final int ROWS_PER_TRANSACTION = 18;

    /** Litestream 0.3 checkpoints at 4 MB by default, and a checkpoint ends an index. */
    private static final long ROUND_BYTES = 4_000_000;

    private final DataFolder folder;
    private final long seed;

    SampleData(DataFolder folder, long seed) {
        this.folder = folder;
        this.seed = seed;
    }

    /** A database in WAL mode with an empty log. */
    Path database(long byteCount) throws IOException {
        return folder.get(
                        name("database", byteCount),
                        target -> SampleDatabase.create(target.resolve("sample.db"), byteCount, seed)
                                .close())
                .resolve("sample.db");
    }

    /** A snapshot of {@link #database} with database checksums: one LTX file. */
    Path fileWithChecksums(long byteCount) throws IOException {
        Path database = database(byteCount);
        return folder.get(name("file-with-checksums", byteCount), target -> {
                    try (DatabasePages pages = DatabasePages.open(database)) {
                        LtxPublication.publish(
                                target.resolve("sample.ltx"),
                                false,
                                List.of(),
                                (out, file) -> LtxSnapshot.of(pages, Txid.FIRST).write(out, file));
                    }
                })
                .resolve("sample.ltx");
    }

    /** A replica that holds one snapshot of {@link #database}. */
    Path snapshotReplica(long byteCount) throws IOException {
        Path database = database(byteCount);
        return folder.get(name("snapshot", byteCount), target -> SampleReplica.snapshot(target, database));
    }

    /** A database, {@code sample.db}, and beside it {@code sample.db-wal} with so many transactions. */
    Path databaseWithLog(long byteCount, int transactions) throws IOException {
        return folder.get(name("log-of-" + transactions, byteCount), target -> {
            Path base = target.resolve("sample.db");
            Path log = target.resolve("sqlite.db-wal");
            try (SampleDatabase database = SampleDatabase.create(target.resolve("work.db"), byteCount, seed)) {
                database.change(transactions, ROWS_PER_TRANSACTION, base, log);
            }
            Files.delete(target.resolve("work.db"));
            List<Path> rewritten = SampleLog.rewrite(log, target, 1, transactions, seed);
            Files.move(rewritten.get(0), target.resolve("sample.db-wal"));
            Files.delete(log);
        });
    }

    /** A replica of {@link #databaseWithLog} in so many files: a snapshot, and the log in the others. */
    Path historyReplica(long byteCount, int transactions, int files) throws IOException {
        Path source = databaseWithLog(byteCount, transactions);
        return folder.get(
                name("history-of-" + transactions + "-in-" + files, byteCount),
                target -> SampleReplica.history(
                        target, source.resolve("sample.db"), source.resolve("sample.db-wal"), files));
    }

    /** A replica of {@link #databaseWithLog} in the layout of Litestream 0.3. */
    Path generationsReplica(long byteCount, int transactions) throws IOException {
        Path source = databaseWithLog(byteCount, transactions);
        return folder.get(name("generations-of-" + transactions, byteCount), target -> {
            Path log = source.resolve("sample.db-wal");
            Path rounds = Files.createDirectory(target.resolve("rounds"));
            int count = (int) Math.max(1, Files.size(log) / ROUND_BYTES);
            SampleGenerations.write(
                    target, source.resolve("sample.db"), SampleLog.rewrite(log, rounds, count, transactions, seed));
            DataFolder.delete(rounds);
        });
    }

    /** Deletes a {@link #snapshotReplica}. */
    void forgetSnapshot(long byteCount) throws IOException {
        folder.forget(name("snapshot", byteCount));
    }

    /** Deletes what was made of a size, histories excepted. */
    void forget(long byteCount) throws IOException {
        forgetSnapshot(byteCount);
        folder.forget(name("file-with-checksums", byteCount));
        folder.forget(name("database", byteCount));
    }

    /** Deletes a {@link #historyReplica}. */
    void forgetHistory(long byteCount, int transactions, int files) throws IOException {
        folder.forget(historyName(byteCount, transactions, files));
    }

    private String historyName(long byteCount, int transactions, int files) {
        return name("history-of-" + transactions + "-in-" + files, byteCount);
    }

    private String name(String what, long byteCount) {
        return what + "-" + Sizes.compact(byteCount) + "-seed" + seed + "-v" + VERSION;
    }
}
