package dev.ltx4j.sqlite.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.sqlite.BytePages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees that are divided among threads: what lies between two parts is looked at as if it did not. */
class ParallelCheckTest {
    private static final int PAGE_BYTES = 512;
    private static final int LEAVES_PER_TEST = 7;
    private static final int[] INTERIOR = {2, 5};
    private static final int[] LEAF = {10, 13};
    private static final String NUMBERS =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) ";

    @TempDir
    private Path folder;

    @Test
    void partsOfASoundTreeAddUp() throws Exception {
        byte[] database = database();

        CheckReport report = alone(database);

        assertThat(report.isSound()).isTrue();
        assertThat(report.rows()).isEqualTo(3 + 3000 + 3000);
        for (int workers = 2; workers < 9; workers++) {
            assertThat(together(database, workers)).isEqualTo(report);
        }
    }

    @Test
    void cellsThatChangedPlacesAreFoundWhereverTheyAre() throws Exception {
        byte[] database = database();
        int swapped = 0;
        for (int page = 1; page < database.length / PAGE_BYTES; page++) {
            int header = page * PAGE_BYTES;
            int cells = cells(database, header);
            if (cells < 2 || (is(database[header], LEAF) && page % LEAVES_PER_TEST != 0)) {
                continue;
            }
            for (int cell : new int[] {0, cells - 2}) {
                byte[] damaged = database.clone();
                int pointers = header + (is(database[header], LEAF) ? 8 : 12) + 2 * cell;
                Damage.swap(damaged, pointers, pointers + 2, 2);
                requireSame(damaged);
                swapped++;
            }
        }
        assertThat(swapped).isGreaterThan(150);
    }

    @Test
    void childrenThatChangedPlacesAreFound() throws Exception {
        byte[] database = database();
        int swapped = 0;
        for (int page = 1; page < database.length / PAGE_BYTES; page++) {
            int header = page * PAGE_BYTES;
            if (!is(database[header], INTERIOR) || cells(database, header) == 0) {
                continue;
            }
            byte[] damaged = database.clone();
            int lastPointer = header + 12 + 2 * (cells(database, header) - 1);
            int lastCell =
                    header + Short.toUnsignedInt(ByteBuffer.wrap(database).getShort(lastPointer));
            Damage.swap(damaged, header + 8, lastCell, 4);
            requireSame(damaged);
            swapped++;
        }
        assertThat(swapped).isGreaterThan(10);
    }

    @Test
    void childThatIsALevelHigherOrLowerIsFound() throws Exception {
        byte[] database = database();
        for (int page = 1; page < database.length / PAGE_BYTES; page++) {
            int header = page * PAGE_BYTES;
            if (is(database[header], INTERIOR)) {
                int right = ByteBuffer.wrap(database).getInt(header + 8);
                byte[] damaged = database.clone();
                int below = (right - 1) * PAGE_BYTES;
                ByteBuffer.wrap(damaged)
                        .putInt(header + 8, is(damaged[below], INTERIOR) ? child(damaged, below) : page + 1);
                requireSame(damaged);
            }
        }
    }

    private static void requireSame(byte[] damaged) throws IOException {
        assertThat(alone(damaged).isSound()).isFalse();
        assertThat(together(damaged, 3)).isEqualTo(alone(damaged));
        assertThat(CheckRun.parallel(
                        new BytePages(damaged), CheckMode.QUICK, (done, total) -> {}, ForkJoinPool.commonPool(), 3))
                .isNull();
    }

    private static int child(byte[] database, int header) {
        return ByteBuffer.wrap(database).getInt(header + 8);
    }

    private static int cells(byte[] database, int header) {
        boolean tree = is(database[header], LEAF) || is(database[header], INTERIOR);
        return tree ? Short.toUnsignedInt(ByteBuffer.wrap(database).getShort(header + 3)) : 0;
    }

    private static boolean is(byte type, int... types) {
        return type == types[0] || type == types[1];
    }

    private static CheckReport alone(byte[] database) throws IOException {
        return DatabaseChecker.of(new BytePages(database)).build().check();
    }

    private static CheckReport together(byte[] database, int workers) throws IOException {
        return DatabaseChecker.of(new BytePages(database))
                .workers(ForkJoinPool.commonPool(), workers)
                .build()
                .check();
    }

    /** A table, an index and a table without row ids, of three levels each; no page but of these trees is in use. */
    private byte[] database() throws Exception {
        Path file = folder.resolve("made.db");
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = sqlite.createStatement()) {
            statement.execute("PRAGMA page_size = " + PAGE_BYTES);
            statement.execute("PRAGMA synchronous = OFF");
            statement.execute("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, note)");
            statement.execute("CREATE TABLE keys (k TEXT PRIMARY KEY, v) WITHOUT ROWID");
            statement.execute("CREATE INDEX by_name ON users (name)");
            statement.execute(
                    NUMBERS + "INSERT INTO users SELECT i, printf('%05d', i * 7919 % 9973), zeroblob(30) FROM n");
            statement.execute(NUMBERS + "INSERT INTO keys SELECT printf('%08d', i * 7919 % 9973), i FROM n");
        }
        return Files.readAllBytes(file);
    }
}
