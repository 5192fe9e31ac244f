package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Logs that SQLite writes here, cut and flipped at random: recovery must give what SQLite's own gives. Its answer is
 * taken like those of the golden pairs: open a copy of the pair, read something, and checkpoint with truncation.
 */
class WalAgainstSqliteTest {
    private static final int DAMAGES_PER_PAIR = 24;

    @TempDir
    private Path scratch;

    private record Pair(byte[] database, byte[] wal) {}

    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 2048, 4096, 8192, 16384, 32768, 65536})
    void everyCutAndFlipRecoversToWhatSqliteMakesOfIt(int pageSize) throws Exception {
        assertThat(compare(pageSize, new Random(pageSize), DAMAGES_PER_PAIR)).isPositive();
    }

    @Tag("exhaustive")
    @Test
    void manyMoreCutsAndFlipsRecoverToWhatSqliteMakesOfThem() throws Exception {
        for (int seed = 0; seed < 40; seed++) {
            assertThat(compare(512 << seed % 8, new Random(1000 + seed), 100)).isPositive();
        }
    }

    /** How many of the pairs left less than the whole log. */
    private int compare(int pageSize, Random random, int damages) throws Exception {
        Pair pair = write(pageSize, random);
        long whole = requireSame(pair.database(), pair.wal(), "whole");
        assertThat(whole).isGreaterThan(5);
        int shortened = 0;
        for (int round = 0; round < damages; round++) {
            byte[] wal = round % 2 == 0 ? cut(pair.wal(), pageSize, random) : flip(pair.wal(), random);
            long committed = requireSame(pair.database(), wal, "page size " + pageSize + ", round " + round);
            shortened += committed < whole ? 1 : 0;
        }
        return shortened;
    }

    private long requireSame(byte[] database, byte[] wal, String what) throws Exception {
        WalRecovery recovery = WalRecovery.scan(new ByteArrayInputStream(wal), what);
        Path ours = Files.write(scratch.resolve("ours.db"), database);
        try (FileChannel channel = FileChannel.open(ours, StandardOpenOption.READ, StandardOpenOption.WRITE);
                InputStream again = new ByteArrayInputStream(wal)) {
            recovery.applyTo(again, channel, what);
        }
        assertThat(Arrays.equals(Files.readAllBytes(ours), recoveredBySqlite(database, wal)))
                .as(what)
                .isTrue();
        return recovery.committedFrames();
    }

    private byte[] recoveredBySqlite(byte[] database, byte[] wal) throws IOException, SQLException {
        Path copy = Files.write(scratch.resolve("theirs.db"), database);
        Files.write(scratch.resolve("theirs.db-wal"), wal);
        try (Connection sqlite = open(copy);
                Statement statement = sqlite.createStatement()) {
            statement.executeQuery("SELECT count(*) FROM sqlite_master").close();
            try (ResultSet result = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
                assertThat(result.getInt(1)).isZero();
            }
            return Files.readAllBytes(copy);
        } finally {
            Files.deleteIfExists(scratch.resolve("theirs.db-wal"));
            Files.deleteIfExists(scratch.resolve("theirs.db-shm"));
        }
    }

    /** A database that grows, shrinks, is checkpointed now and then so that the log starts again, and a log behind it. */
    private Pair write(int pageSize, Random random) throws IOException, SQLException {
        Path file = scratch.resolve("live-" + pageSize + "-" + random.nextInt(Integer.MAX_VALUE) + ".db");
        try (Connection sqlite = open(file);
                Statement statement = sqlite.createStatement()) {
            statement.execute("PRAGMA page_size = " + pageSize);
            statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA wal_autocheckpoint = 0");
            statement.execute("PRAGMA cache_size = 8");
            statement.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, x BLOB)");
            statement.execute("CREATE INDEX i ON t (x)");
            for (int round = 0; round < 2; round++) {
                for (int change = 0; change < 12; change++) {
                    statement.execute(change(pageSize, random));
                }
                if (round == 0) {
                    statement.execute("PRAGMA wal_checkpoint(RESTART)");
                }
            }
            return new Pair(Files.readAllBytes(file), Files.readAllBytes(Path.of(file + "-wal")));
        }
    }

    private static String change(int pageSize, Random random) {
        int bytes = random.nextInt(3 * pageSize);
        return switch (random.nextInt(5)) {
            case 0 -> "DELETE FROM t WHERE id % 3 = " + random.nextInt(3);
            case 1 -> "PRAGMA incremental_vacuum";
            case 2 -> "UPDATE t SET x = randomblob(" + bytes + ") WHERE id % 4 = " + random.nextInt(4);
            default -> "INSERT INTO t (x) VALUES (randomblob(" + bytes + ")), (randomblob(20))";
        };
    }

    /** Half of the cuts are at or next to a frame's boundary. */
    private static byte[] cut(byte[] wal, int pageSize, Random random) {
        int byteCount = random.nextInt(wal.length);
        if (random.nextBoolean()) {
            int frames = random.nextInt((wal.length - 32) / (24 + pageSize) + 1);
            byteCount = Math.min(wal.length, 32 + frames * (24 + pageSize) + random.nextInt(3) - 1);
        }
        return Arrays.copyOf(wal, byteCount);
    }

    /** Flips a bit; in every third log it is one of the header. */
    private static byte[] flip(byte[] wal, Random random) {
        byte[] flipped = wal.clone();
        int arrayOffset = random.nextInt(random.nextInt(3) == 0 ? 32 : wal.length);
        flipped[arrayOffset] ^= (byte) (1 << random.nextInt(8));
        return flipped;
    }

    private static Connection open(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }
}
