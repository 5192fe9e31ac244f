package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageCommandTest {
    private static final Fixture WAL = Fixture.open("wal");

    @TempDir
    private Path folder;

    /** Each page's cells are the rows that SQLite has there: by dbstat, and row by row of each table. */
    @ParameterizedTest
    @ValueSource(strings = {"v5-page512", "v5-page4096", "v5-page65536"})
    void cellsOfARestoredDatabaseAreItsRows(String archive) throws Exception {
        Path database = folder.resolve("out.db");
        Outcome.ofRestore(
                "-o", database.toString(), Fixture.open(archive).replica().toString());
        Map<Long, String> pages = new TreeMap<>();
        Map<String, Map<Long, String>> rows = new TreeMap<>();
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = sqlite.createStatement()) {
            try (ResultSet row = statement.executeQuery(
                    "SELECT pageno, name, pagetype, ncell FROM dbstat WHERE aggregate = FALSE")) {
                while (row.next()) {
                    pages.put(row.getLong(1), row.getString(2) + " " + row.getString(3) + " " + row.getInt(4));
                }
            }
            for (String table : Query.of(statement, "SELECT name FROM sqlite_schema WHERE type = 'table'")) {
                rows.put(table, rows(statement, table));
            }
        }
        int compared = 0;
        for (Map.Entry<Long, String> page : pages.entrySet()) {
            String[] expected = page.getValue().split(" ");
            JsonNode document = Outcome.of(
                            "page",
                            "--json",
                            "--find",
                            database.toString(),
                            page.getKey().toString())
                    .json();
            assertThat(document.path("problems")).isEmpty();
            assertThat(document.at("/found/owner").asText()).isEqualTo(expected[0]);
            JsonNode btree = document.path("btree");
            assertThat(document.path("kind").asText()).isEqualTo(expected[1].equals("overflow") ? "overflow" : "btree");
            assertThat(btree.path("cells")).hasSize(Integer.parseInt(expected[2]));
            if (btree.path("type").asText().equals("table_leaf") && rows.containsKey(expected[0])) {
                for (JsonNode cell : btree.path("cells")) {
                    assertThat(types(cell.path("record"), cell.path("row_id").asLong()))
                            .isEqualTo(rows.get(expected[0])
                                    .remove(cell.path("row_id").asLong()));
                    compared++;
                }
            }
        }
        assertThat(compared).isPositive();
        rows.forEach((table, left) -> assertThat(left).as(table).isEmpty());
    }

    private static Map<Long, String> rows(Statement statement, String table) throws SQLException {
        Map<Long, String> rows = new TreeMap<>();
        try (ResultSet row = statement.executeQuery("SELECT rowid, * FROM \"" + table + "\"")) {
            int columns = row.getMetaData().getColumnCount();
            while (row.next()) {
                StringBuilder types = new StringBuilder();
                for (int column = 2; column <= columns; column++) {
                    Object value = row.getObject(column);
                    String type = value instanceof byte[] bytes
                            ? "blob " + bytes.length
                            : value instanceof String text ? "text " + text.length() : "number " + value;
                    types.append(type).append(';');
                }
                rows.put(row.getLong(1), types.toString());
            }
        }
        return rows;
    }

    /** The column that is the row id stands as NULL in the record, and there are no other NULLs here; text is ASCII. */
    private static String types(JsonNode record, long rowId) {
        StringBuilder types = new StringBuilder();
        for (JsonNode column : record) {
            String type = column.path("type").asText();
            types.append(
                    switch (type) {
                        case "null" -> "number " + rowId;
                        case "integer", "real" ->
                            "number " + column.path("value").asText();
                        default -> type + " " + column.path("length");
                    });
            types.append(';');
        }
        return types.toString();
    }

    @Test
    void pageIsTakenApartInText() {
        Path database = WAL.folder().resolve("plain-512.db");

        Outcome outcome = Outcome.of("page", "-hex", database.toString(), "1");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .startsWith("page\n  number              1 of 29\n  from                " + database + "-wal, byte ")
                .contains("""
                          is                  a b-tree page
                        b-tree
                          type                13 (table leaf)
                          cells               2
                          content_start       402
                          first_free_block    0
                          fragmented_bytes    0
                          unallocated         290 bytes
                        cells
                          cell  offset  size   left_child  row_id               payload  local  overflow  record
                          0     442     70     -           1                    68       68     -         'table', 't', 't', 2, 'CREATE TABLE t(id integer primary key, k'… (54 bytes)
                          1     402     40     -           2                    38       38     -         'index', 'tk', 't', 3, 'CREATE INDEX tk on t(k)'
                        map
                              0  DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDD
                             64  DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDHHHHHHHHPPPP................
                        """)
                .contains("bytes\n00000000  53 51 4c 69 ")
                .contains("  one letter is 1 byte: D database header, H header, P pointer, . unallocated, c cell\n");
    }

    @Test
    void pageComesFromTheLogUnlessItIsLeftOut() {
        String database = WAL.folder().resolve("plain-1024.db").toString();

        JsonNode both = Outcome.of("page", "--json", database, "1").json();
        JsonNode alone = Outcome.of("page", "--json", "--no-wal", database, "1").json();

        assertThat(both.at("/source/file").asText()).isEqualTo(database + "-wal");
        assertThat(both.at("/source/wal").asBoolean()).isTrue();
        assertThat((both.at("/source/offset").asLong() - 32 - 24) % 1048).isZero();
        assertThat(both.path("page_count").asInt()).isEqualTo(23);
        assertThat(alone.at("/source/file").asText()).isEqualTo(database);
        assertThat(alone.at("/source/offset").asLong()).isZero();
        assertThat(alone.path("page_count").asInt()).isEqualTo(1);
        assertThat(Outcome.of("page", "--no-wal", database, "2").err())
                .startsWith("page: page 2 is behind the end of " + database + ", whose last page is 1\n");
    }

    @Test
    void damagedPageIsShownAsFarAsItGoes() throws Exception {
        Path database = folder.resolve("small.db");
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = sqlite.createStatement()) {
            statement.execute("PRAGMA page_size = 512");
            statement.execute("CREATE TABLE t (a)");
            statement.execute("INSERT INTO t VALUES ('one'), ('two'), ('three')");
        }
        byte[] bytes = Files.readAllBytes(database);
        bytes[512 + 8] = 0;
        bytes[512 + 9] = 1;
        Files.write(database, bytes);
        String message = database + ": page 2 is damaged: cell 0 starts at 1, not in 489 to 508 (at byte 8 of the page,"
                + " 520 of the file) (and 1 more)";

        Outcome text = Outcome.of("page", database.toString(), "2");
        Outcome json = Outcome.of("page", "--json", database.toString(), "2");

        assertThat(text.exitCode()).isEqualTo(1);
        assertThat(text.err()).isEqualTo("page: " + message + "\n");
        assertThat(text.out())
                .contains("  is                  a damaged b-tree page by its looks\n")
                .contains("  1     498     7      -           2                    5        5      -         'two'\n")
                .contains("problems\n  at byte 8     cell 0 starts at 1, not in 489 to 508\n");
        assertThat(json.exitCode()).isEqualTo(1);
        assertThat(json.json().at("/error/message").asText()).isEqualTo(message);
        assertThat(json.json().at("/btree/cells")).hasSize(3);
        assertThat(json.json().path("problems")).hasSize(2);
    }

    @Test
    void specialPagesAreNamed() throws Exception {
        Path database = folder.resolve("vacuum.db");
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = sqlite.createStatement()) {
            statement.execute("PRAGMA page_size = 512");
            statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
            statement.execute("CREATE TABLE t (a)");
            statement.execute("INSERT INTO t VALUES (zeroblob(3000)), (zeroblob(3000))");
            statement.execute("DELETE FROM t WHERE rowid = 2");
        }
        assertThat(Outcome.of("page", database.toString(), "2").out())
                .contains("  is                  a pointer-map page\nentries\n", "  3           root            -\n")
                .contains("  4           first_overflow  3\n");
        assertThat(Outcome.of("page", "--find", database.toString(), "4").out())
                .contains("  is                  an overflow page\n  pointer map         first overflow of page 3\n")
                .contains("  belongs to          t, under page 3\n  overflow            goes on at page 5\n");
        String trunk = Outcome.of("page", "--find", "--json", database.toString(), "14")
                .json()
                .path("kind")
                .asText();
        assertThat(trunk).startsWith("free_");
    }

    @Test
    void anotherFileIsNamed() throws IOException {
        Path log = WAL.folder().resolve("plain-512.db-wal");
        assertThat(Outcome.of("page", log.toString(), "1"))
                .isEqualTo(new Outcome(
                        1,
                        "",
                        "page: " + log + ": not a SQLite database: it does not start with \"SQLite format 3\"; it looks"
                                + " like a SQLite write-ahead log; 'ltx-tool wal' shows it (at byte 0)\n"));
        assertThat(Outcome.of("page", folder.toString(), "1").err())
                .isEqualTo("page: " + folder + ": is a folder, not a SQLite database\n");
    }

    @Test
    void mutatedDatabasesEndWithinTheContract() throws IOException {
        byte[] sound = Files.readAllBytes(WAL.folder().resolve("shrunk-512.db"));
        Random random = new Random(2);
        Path file = folder.resolve("mutated.db");
        for (int round = 0; round < 150; round++) {
            byte[] bytes = sound.clone();
            for (int change = random.nextInt(60); change > 0; change--) {
                bytes[random.nextInt(10) == 0 ? random.nextInt(100) : 100 + random.nextInt(bytes.length - 100)] =
                        (byte) random.nextInt();
            }
            Files.write(file, bytes);
            String page = Integer.toString(1 + random.nextInt(bytes.length / 512));
            Outcome outcome = Outcome.of("page", "--json", "--find", "--hex", file.toString(), page);
            assertThat(outcome.exitCode()).isBetween(0, 2);
            assertThat(outcome.json().path("schema").asText()).isEqualTo("ltx4j/page/1");
            assertThat(Outcome.of("page", "--find", file.toString(), page).exitCode())
                    .isEqualTo(outcome.exitCode());
        }
    }

    private static final class Query {
        static List<String> of(Statement statement, String sql) throws SQLException {
            List<String> values = new ArrayList<>();
            try (ResultSet row = statement.executeQuery(sql)) {
                while (row.next()) {
                    values.add(row.getString(1));
                }
            }
            return values;
        }
    }
}
