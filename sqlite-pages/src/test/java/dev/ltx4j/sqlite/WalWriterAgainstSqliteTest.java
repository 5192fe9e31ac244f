package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What we write, SQLite recovers. */
class WalWriterAgainstSqliteTest {
    @TempDir
    private Path folder;

    @Test
    void everyGoldenLogWrittenAgainIsItsValidPart() throws Exception {
        Fixture fixture = Fixture.open("wal");
        int met = 0;
        for (Map.Entry<String, JsonNode> pair : fixture.answers().properties()) {
            Path wal = fixture.folder().resolve(pair.getKey() + ".db-wal");
            byte[] original = Files.exists(wal) ? Files.readAllBytes(wal) : new byte[0];
            WalRecovery recovery = WalRecovery.scan(new ByteArrayInputStream(original), pair.getKey());
            if (recovery.header() == null) {
                continue;
            }
            byte[] again = writeAgain(original, recovery.header());
            assertThat(Arrays.equals(again, Arrays.copyOf(original, (int) recovery.endOffset())))
                    .as(pair.getKey())
                    .isTrue();
            byte[] database = Files.readAllBytes(fixture.folder().resolve(pair.getKey() + ".db"));
            assertThat(Arrays.equals(
                            Sqlite.recover(folder, database, again), Sqlite.recover(folder, database, original)))
                    .as(pair.getKey())
                    .isTrue();
            met++;
        }
        assertThat(met).isGreaterThanOrEqualTo(48);
    }

    private byte[] writeAgain(byte[] original, WalHeader header) throws IOException {
        Path file = folder.resolve("again-wal");
        try (WalReader reader = new WalReader(new ByteArrayInputStream(original), "original");
                WalWriter writer = create(file, header)) {
            while (reader.next()) {
                writer.write(reader.pageNumber(), reader.page(), reader.commit());
            }
        }
        return Files.readAllBytes(file);
    }

    /** A whole database as one transaction behind another database of the same page size. */
    @ParameterizedTest
    @CsvSource({
        "512,   false", "512,   true",
        "1024,  false", "1024,  true",
        "2048,  false", "2048,  true",
        "4096,  false", "4096,  true",
        "8192,  false", "8192,  true",
        "16384, false", "16384, true",
        "32768, false", "32768, true",
        "65536, false", "65536, true",
    })
    void aLogFromScratchIsRecovered(int pageBytes, boolean bigEndian) throws Exception {
        byte[] old = database("old.db", pageBytes, 10);
        byte[] middle = database("middle.db", pageBytes, 300);
        byte[] target = database("target.db", pageBytes, 120);
        ByteOrder order = bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        Path log = folder.resolve("scratch-wal");
        try (WalWriter wal = create(log, WalHeader.of(order, PageSize.of(pageBytes), 0, 1, 2))) {
            writeTransaction(wal, middle, pageBytes);
            writeTransaction(wal, target, pageBytes);
            wal.write(1, new byte[pageBytes], 0);
        }
        assertThat(Sqlite.recover(folder, old, Files.readAllBytes(log))).isEqualTo(target);

        try (WalWriter wal = WalWriter.append(FileChannel.open(log, StandardOpenOption.WRITE), WalRecovery.scan(log))) {
            writeTransaction(wal, old, pageBytes);
            wal.restart(77);
            writeTransaction(wal, target, pageBytes);
        }
        assertThat(WalRecovery.scan(log).end()).isEqualTo(WalEnd.SALTS_DIFFER);
        assertThat(Sqlite.recover(folder, old, Files.readAllBytes(log))).isEqualTo(target);
    }

    private static void writeTransaction(WalWriter wal, byte[] database, int pageBytes) throws IOException {
        int pages = database.length / pageBytes;
        for (int page = 1; page <= pages; page++) {
            byte[] bytes = Arrays.copyOfRange(database, (page - 1) * pageBytes, page * pageBytes);
            wal.write(page, bytes, page == pages ? pages : 0);
        }
    }

    private byte[] database(String name, int pageBytes, int rows) throws Exception {
        Path file = folder.resolve(name);
        Random random = new Random(rows);
        Sqlite.run(
                file,
                "PRAGMA page_size = " + pageBytes,
                "PRAGMA journal_mode = WAL",
                "CREATE TABLE t (id INTEGER PRIMARY KEY, x BLOB)",
                "CREATE INDEX i ON t (x)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + rows
                        + ") INSERT INTO t SELECT i, randomblob(" + (100 + random.nextInt(400)) + ") FROM n",
                "PRAGMA wal_checkpoint(TRUNCATE)");
        return Files.readAllBytes(file);
    }

    private static WalWriter create(Path file, WalHeader header) throws IOException {
        return new WalWriter(
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE),
                header);
    }
}
