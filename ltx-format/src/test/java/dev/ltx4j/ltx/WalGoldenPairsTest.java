package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.sqlite.WalFrames;
import dev.ltx4j.sqlite.WalHeader;
import dev.ltx4j.sqlite.WalRange;
import dev.ltx4j.sqlite.WalWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The 72 golden pairs of database and log: by way of LTX files they become what SQLite made of them. */
class WalGoldenPairsTest {
    private final Fixture fixture = Fixture.open("wal");

    @TempDir
    private Path folder;

    /** A pair with a log that counts. */
    private interface PairTest {
        void test(String name, WalFrames log, ArrayPages database, String sha256) throws Exception;
    }

    private void forEachPair(int expected, PairTest test) throws Exception {
        int met = 0;
        for (Map.Entry<String, JsonNode> pair : fixture.answers().properties()) {
            String name = pair.getKey();
            Path wal = fixture.folder().resolve(name + ".db-wal");
            String sha256 = pair.getValue().get("sha256").asText();
            if (pair.getValue().get("wal_frames_committed").asLong() == 0) {
                assertThat(Fixture.sha256(fixture.folder().resolve(name + ".db")))
                        .as(name)
                        .isEqualTo(sha256);
                continue;
            }
            try (WalFrames log = WalFrames.open(wal)) {
                byte[] bytes = Files.readAllBytes(fixture.folder().resolve(name + ".db"));
                test.test(name, log, new ArrayPages(bytes, log.header().pageSize()), sha256);
            }
            met++;
        }
        assertThat(met).isEqualTo(expected);
    }

    @Test
    void filesOfRangesAndOfTransactionsMakeWhatSqliteRecovers() throws Exception {
        forEachPair(48, (name, log, database, sha256) -> {
            WalRange all = all(log);
            byte[] range =
                    Overlay.file(LtxFromWal.of(log, all, TxidRange.of(2, 2)).database(database));
            byte[] after = Overlay.apply(database.bytes(), range);
            assertThat(sha256(after)).as(name).isEqualTo(sha256);

            LtxHeader header = LtxFiles.read(range).summary().header();
            assertThat(header.walOffset()).isEqualTo(32);
            assertThat(header.walSize()).isEqualTo(all.byteCount());
            assertThat(header.walSalt1()).isEqualTo(log.header().salt1());
            assertThat(header.walSalt2()).isEqualTo(log.header().salt2());
            assertThat(header.hasDatabaseChecksums()).isFalse();

            List<byte[]> chain = Overlay.chain(log, database);
            assertThat(sha256(Overlay.apply(database.bytes(), chain))).as(name).isEqualTo(sha256);
            assertThat(LtxFiles.read(chain.get(chain.size() - 1))
                            .summary()
                            .trailer()
                            .postApplyChecksum())
                    .as(name)
                    .isEqualTo(Overlay.checksum(after, database.pageSize()));
            assertThat(LtxFiles.read(LtxFiles.compact(LtxCompactor.create(), chain))
                            .pages())
                    .as(name)
                    .isEqualTo(LtxFiles.read(range).pages());
        });
    }

    @Test
    void sqliteRecoversLogsMadeOfLtxFilesToTheSameBytes() throws Exception {
        forEachPair(48, (name, log, database, sha256) -> {
            List<byte[]> chain = Overlay.chain(log, database);
            for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
                byte[] wal = walOf(chain, WalHeader.of(order, database.pageSize(), 3, 0x1234, 0x5678));
                assertThat(sha256(recover(database.bytes(), wal))).as(name).isEqualTo(sha256);
            }
            byte[] merged = LtxFiles.compact(LtxCompactor.create(), chain);
            byte[] wal = walOf(List.of(merged), WalHeader.of(ByteOrder.LITTLE_ENDIAN, database.pageSize(), 0, 1, 2));
            assertThat(sha256(recover(database.bytes(), wal))).as(name).isEqualTo(sha256);
        });
    }

    private static WalRange all(WalFrames log) {
        List<WalRange> transactions = log.transactions();
        return transactions.get(0).through(transactions.get(transactions.size() - 1));
    }

    private byte[] walOf(List<byte[]> files, WalHeader header) throws IOException {
        Path path = folder.resolve("made-wal");
        Files.deleteIfExists(path);
        List<LtxReader> readers = new ArrayList<>();
        for (byte[] file : files) {
            readers.add(LtxReader.open(new ByteArrayInputStream(file), "input"));
        }
        try (WalWriter wal = new WalWriter(
                FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), header)) {
            WalFromLtx.write(readers, wal);
        }
        return Files.readAllBytes(path);
    }

    private byte[] recover(byte[] database, byte[] wal) throws IOException, SQLException {
        Path file = Files.write(folder.resolve("recovered.db"), database);
        Files.write(folder.resolve("recovered.db-wal"), wal);
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = sqlite.createStatement()) {
            statement.executeQuery("SELECT count(*) FROM sqlite_master").close();
            statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)").close();
            return Files.readAllBytes(file);
        }
    }

    private String sha256(byte[] bytes) throws IOException {
        return Fixture.sha256(Files.write(folder.resolve("hashed"), bytes));
    }
}
