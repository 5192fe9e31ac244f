package dev.ltx4j.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.restore.Restorer;
import dev.ltx4j.sqlite.Checkpoint;
import dev.ltx4j.sqlite.DatabasePages;
import dev.ltx4j.sqlite.check.CheckMode;
import dev.ltx4j.sqlite.check.DatabaseChecker;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data of every kind, small. */
class SampleDataTest {
    private static final long BYTES = 400_000;
    private static final int TRANSACTIONS = 24;

    @TempDir
    private Path folder;

    @Test
    void sameSeedGivesTheSameBytes() throws IOException {
        Path first = data("first", 7).databaseWithLog(BYTES, TRANSACTIONS);
        Path second = data("second", 7).databaseWithLog(BYTES, TRANSACTIONS);
        Path other = data("other", 8).databaseWithLog(BYTES, TRANSACTIONS);

        for (String file : new String[] {"sample.db", "sample.db-wal"}) {
            assertThat(first.resolve(file)).hasSameBinaryContentAs(second.resolve(file));
            assertThat(Files.mismatch(first.resolve(file), other.resolve(file))).isNotNegative();
        }
    }

    @Test
    void everyWayToTheLastStateGivesTheSameDatabase() throws IOException {
        SampleData data = data("data", 1);
        Path database = data.databaseWithLog(BYTES, TRANSACTIONS).resolve("sample.db");
        Path checkpointed = folder.resolve("checkpointed.db");
        Checkpoint.of(database).publish(checkpointed, false);

        assertThat(restored(data.historyReplica(BYTES, TRANSACTIONS, 5))).hasSameBinaryContentAs(checkpointed);
        assertThat(restored(data.historyReplica(BYTES, TRANSACTIONS, TRANSACTIONS + 1)))
                .hasSameBinaryContentAs(checkpointed);
        assertThat(restored(data.generationsReplica(BYTES, TRANSACTIONS))).hasSameBinaryContentAs(checkpointed);
        assertThat(Files.mismatch(database, checkpointed)).isNotNegative();
        try (DatabasePages pages = DatabasePages.open(checkpointed)) {
            assertThat(DatabaseChecker.of(pages)
                            .mode(CheckMode.FULL)
                            .build()
                            .check()
                            .isSound())
                    .isTrue();
        }
    }

    @Test
    void snapshotIsAboutHalfOfItsDatabase() throws IOException {
        SampleData data = data("data", 1);
        Path database = data.database(BYTES);
        Path replica = data.snapshotReplica(BYTES);

        assertThat(restored(replica)).hasSameBinaryContentAs(database);
        assertThat(Files.size(database)).isBetween(BYTES, 2 * BYTES);
        assertThat((double) Files.size(SampleReplica.files(replica).get(0)) / Files.size(database))
                .isBetween(0.4, 0.65);
    }

    @Test
    void unfinishedDataIsMadeAnew() throws IOException {
        SampleData data = data("data", 1);
        Path folderOfDatabase = data.database(BYTES).getParent();
        Path unfinished = folderOfDatabase.resolveSibling(folderOfDatabase.getFileName() + ".unfinished");
        Files.move(folderOfDatabase, unfinished);

        Path again = data.database(BYTES);

        assertThat(again).exists();
        assertThat(unfinished).doesNotExist();
        data.forget(BYTES);
        assertThat(again).doesNotExist();
    }

    private Path restored(Path replica) throws IOException {
        Path output = folder.resolve("restored-" + replica.getFileName());
        try (ReplicaStore store = FolderStore.open(replica)) {
            Restorer.builder(store).build().restore(output);
        }
        return output;
    }

    private SampleData data(String name, long seed) {
        Progress quiet = new Progress(new PrintStream(PrintStream.nullOutputStream()));
        return new SampleData(new DataFolder(folder.resolve(name), quiet), seed);
    }
}
