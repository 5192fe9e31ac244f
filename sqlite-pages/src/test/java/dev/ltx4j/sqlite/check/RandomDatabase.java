package dev.ltx4j.sqlite.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Databases that SQLite makes of a number: tables and indexes of all kinds, filled, changed, half emptied. */
final class RandomDatabase {
    private static final String[] ENCODINGS = {"UTF-8", "UTF-8", "UTF-16le", "UTF-16be"};
    private static final String[] VACUUM = {"NONE", "NONE", "FULL", "INCREMENTAL"};
    private static final String[] TYPES = {
        "INTEGER", "TEXT", "REAL", "BLOB", "", "VARCHAR(20)", "NUMERIC", "DECIMAL(10,2)"
    };
    private static final String[] COLLATIONS = {"", "", " COLLATE NOCASE", " COLLATE RTRIM", " COLLATE BINARY"};
    private static final int RESERVED_BYTES_OFFSET = 20;
    private static final int CONTENT_START_OFFSET = 105;

    private final Random random;
    private final Path file;
    private final int pageBytes;
    private final List<String> names = new ArrayList<>();

    private RandomDatabase(long seed, Path file) {
        this.random = new Random(seed);
        this.file = file;
        this.pageBytes = 512 << Math.min(random.nextInt(8), random.nextInt(8));
    }

    /** Creates a database in a file that does not exist. */
    static void create(long seed, Path file) throws SQLException, IOException {
        new RandomDatabase(seed, file).create();
    }

    /** The same, as bytes; the file is gone afterwards. */
    static byte[] bytes(long seed, Path folder) throws SQLException, IOException {
        Path file = folder.resolve("random.db");
        create(seed, file);
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        return bytes;
    }

    private void create() throws SQLException, IOException {
        start();
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = sqlite.createStatement()) {
            statement.execute("PRAGMA synchronous = OFF");
            statement.execute("PRAGMA journal_mode = MEMORY");
            statement.execute("PRAGMA secure_delete = " + (chance(50) ? "ON" : "OFF"));
            sqlite.setAutoCommit(false);
            int tables = 1 + random.nextInt(5);
            for (int table = 0; table < tables; table++) {
                table(sqlite, statement, table);
            }
            if (chance(20)) {
                fullText(statement);
            }
            if (chance(30)) {
                statement.execute("CREATE VIEW v AS SELECT * FROM " + names.get(0));
                statement.execute("CREATE TRIGGER tr AFTER DELETE ON " + names.get(0) + " BEGIN SELECT 1; END");
            }
            sqlite.commit();
            sqlite.setAutoCommit(true);
            if (chance(25)) {
                statement.execute("DROP TABLE " + names.get(random.nextInt(tables)));
            }
            if (chance(10)) {
                statement.execute("ANALYZE");
            }
            if (chance(10)) {
                statement.execute("PRAGMA incremental_vacuum(3)");
            }
            if (chance(5)) {
                statement.execute("VACUUM");
            }
        }
    }

    /** SQLite takes the number of reserved bytes from the header that it finds. */
    private void start() throws SQLException, IOException {
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = sqlite.createStatement()) {
            statement.execute("PRAGMA page_size = " + pageBytes);
            statement.execute("PRAGMA auto_vacuum = " + pick(VACUUM));
            statement.execute("PRAGMA encoding = '" + pick(ENCODINGS) + "'");
            statement.execute("PRAGMA synchronous = OFF");
            statement.execute("PRAGMA user_version = 1");
        }
        int reserved = chance(30) ? random.nextInt(33) : 0;
        byte[] bytes = Files.readAllBytes(file);
        bytes[RESERVED_BYTES_OFFSET] = (byte) reserved;
        bytes[CONTENT_START_OFFSET] = (byte) ((pageBytes - reserved) >> 8);
        bytes[CONTENT_START_OFFSET + 1] = (byte) (pageBytes - reserved);
        Files.write(file, bytes);
    }

    /** Tables are called t, with a number, or e if there are expressions in their statement. */
    private void table(Connection sqlite, Statement statement, int number) throws SQLException {
        int columns = 2 + random.nextInt(4);
        boolean withoutRowId = chance(30);
        StringBuilder sql = new StringBuilder();
        boolean columnKey = chance(50);
        for (int column = 0; column < columns; column++) {
            sql.append(column == 0 ? "" : ", ").append(chance(10) ? "\"c" + column + "\"" : "c" + column);
            String type = column == 0 && chance(40) ? "INTEGER" : pick(TYPES);
            sql.append(' ').append(type);
            if (column == 0 && columnKey) {
                sql.append(" PRIMARY KEY").append(chance(10) ? " DESC" : "");
            }
            sql.append(pick(COLLATIONS));
            if (column > 0 && chance(10)) {
                sql.append(" UNIQUE");
            }
            if (column > 0 && chance(10)) {
                sql.append(" DEFAULT ").append(pick("7", "'x y'", "NULL", "-2.5", "(1 + 1)", "TRUE"));
            }
        }
        if (chance(10)) {
            sql.append(", g AS (c1 || 'x') ").append(chance(50) ? "STORED" : "VIRTUAL");
        }
        if (!columnKey && (withoutRowId || chance(40))) {
            sql.append(", PRIMARY KEY (c1")
                    .append(pick(COLLATIONS))
                    .append(chance(30) ? " DESC" : "")
                    .append(", c0)");
        }
        if (chance(20)) {
            sql.append(", UNIQUE (c0, c1").append(chance(30) ? " DESC" : "").append(")");
        }
        sql.append(")").append(withoutRowId ? " WITHOUT ROWID" : "");
        String name = (sql.indexOf(" AS (") >= 0 || sql.indexOf("(1 + 1)") >= 0 ? "e" : "t") + number;
        names.add(name);
        statement.execute("CREATE TABLE " + name + " (" + sql);
        boolean early = chance(50);
        if (early) {
            indexes(statement, name, columns);
        }
        int rows = chance(10) ? 0 : 1 + random.nextInt(chance(30) ? 400 : 60);
        insert(sqlite, name, columns, rows);
        if (!early) {
            indexes(statement, name, columns);
        }
        change(sqlite, statement, name, columns, rows);
    }

    private void indexes(Statement statement, String table, int columns) throws SQLException {
        int count = random.nextInt(4);
        for (int index = 0; index < count; index++) {
            StringBuilder sql = new StringBuilder("CREATE INDEX ")
                    .append(table)
                    .append("_i")
                    .append(index);
            sql.append(" ON ").append(table).append(" (");
            int terms = 1 + random.nextInt(2);
            for (int term = 0; term < terms; term++) {
                sql.append(term == 0 ? "" : ", ");
                sql.append(chance(5) ? "lower(c1)" : "c" + random.nextInt(columns));
                sql.append(pick(COLLATIONS)).append(chance(30) ? " DESC" : "");
            }
            sql.append(")").append(chance(8) ? " WHERE c0 > 5" : "");
            statement.execute(sql.toString());
        }
    }

    private void insert(Connection sqlite, String table, int columns, int rows) throws SQLException {
        StringBuilder sql =
                new StringBuilder("INSERT OR IGNORE INTO ").append(table).append(" (");
        for (int column = 0; column < columns; column++) {
            sql.append(column == 0 ? "" : ", ").append("c").append(column);
        }
        sql.append(") VALUES (?").append(", ?".repeat(columns - 1)).append(")");
        PreparedStatement insert = sqlite.prepareStatement(sql.toString());
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                insert.setObject(column + 1, value(column == 0));
            }
            try {
                insert.executeUpdate();
            } catch (SQLException e) {
                // A value that the column does not take, such as a text for a row id.
                insert.close();
                insert = sqlite.prepareStatement(sql.toString());
            }
        }
        insert.close();
    }

    private @Nullable Object value(boolean first) {
        if (first && chance(60)) {
            return chance(50) ? (Object) random.nextInt(100_000) : (Object) random.nextLong();
        }
        return switch (random.nextInt(12)) {
            case 0 -> null;
            case 1 -> random.nextInt(300) - 100;
            case 2 -> random.nextLong() >> random.nextInt(64);
            case 3 -> (double) random.nextInt(50);
            case 4 -> random.nextGaussian() * 1e3;
            case 5 -> blob();
            case 6 -> chance(15) ? text(pageBytes / 4 + random.nextInt(3 * pageBytes)) : text(200);
            default -> text(12) + (chance(15) ? "  " : "");
        };
    }

    private byte[] blob() {
        byte[] blob = new byte[random.nextInt(40)];
        random.nextBytes(blob);
        return blob;
    }

    private String text(int most) {
        int length = random.nextInt(Math.min(most, 20_000) + 1);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            int kind = random.nextInt(20);
            text.appendCodePoint(
                    kind == 0
                            ? 0xe4 + random.nextInt(60)
                            : kind == 1 ? 0x1f600 + random.nextInt(40) : "abABzZ01_ ".charAt(random.nextInt(10)));
        }
        return text.toString();
    }

    private void change(Connection sqlite, Statement statement, String table, int columns, int rows)
            throws SQLException {
        if (chance(40)) {
            statement.execute("DELETE FROM " + table + " WHERE abs(random()) % 100 < " + (chance(20) ? 95 : 30));
        }
        if (chance(40)) {
            statement.execute("UPDATE OR IGNORE " + table + " SET c1 = substr(c1, 2) WHERE abs(random()) % 3 = 0");
        }
        if (chance(20)) {
            statement.execute("ALTER TABLE " + table + " ADD COLUMN added " + pick(TYPES) + " DEFAULT "
                    + pick("5", "'abc'", "NULL", "2.0", "-1"));
            statement.execute("CREATE INDEX " + table + "_added ON " + table + " (added, c0)");
        }
        if (chance(40)) {
            insert(sqlite, table, columns, rows / 3);
        }
        if (chance(20)) {
            statement.execute("CREATE TABLE gone_" + table + " AS SELECT * FROM " + table);
            statement.execute("DROP TABLE gone_" + table);
        }
    }

    private void fullText(Statement statement) throws SQLException {
        statement.execute("CREATE VIRTUAL TABLE words USING fts5(a, b)");
        for (int row = 0; row < 30; row++) {
            statement.execute("INSERT INTO words VALUES ('" + text(60) + "', '" + text(60) + "')");
        }
        statement.execute("DELETE FROM words WHERE rowid % 3 = 0");
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
