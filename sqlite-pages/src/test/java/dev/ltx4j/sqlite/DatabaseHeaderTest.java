package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseHeaderTest {
    private static final int CHANGE_COUNTER = 24;
    private static final int HEADER_PAGES = 28;
    private static final int VERSION_VALID_FOR = 92;

    @TempDir
    private Path folder;

    @Test
    void everyFieldIsWhatSqliteWrote() throws Exception {
        Path file = folder.resolve("full.db");
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = sqlite.createStatement()) {
            statement.execute("PRAGMA page_size = 8192");
            statement.execute("PRAGMA encoding = 'UTF-16be'");
            statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
            statement.execute("PRAGMA application_id = -7");
            statement.execute("PRAGMA user_version = 77");
            statement.execute("CREATE TABLE a (x)");
            statement.execute("INSERT INTO a VALUES (zeroblob(100000))");
            statement.execute("DELETE FROM a");
        }
        byte[] bytes = Files.readAllBytes(file);
        DatabaseHeader header = DatabaseHeader.parse(bytes, "full.db");

        assertThat(header.pageSize()).isEqualTo(PageSize.of(8192));
        assertThat(header.writeVersion()).isEqualTo(1);
        assertThat(header.readVersion()).isEqualTo(1);
        assertThat(header.isWal()).isFalse();
        assertThat(header.reservedBytes()).isZero();
        assertThat(header.usableBytes()).isEqualTo(8192);
        assertThat(header.headerPages()).isEqualTo(bytes.length / 8192);
        assertThat(header.databasePages(bytes.length)).isEqualTo(bytes.length / 8192);
        assertThat(header.changeCounter()).isPositive().isEqualTo(header.versionValidFor());
        assertThat(header.freelistHead()).isPositive();
        assertThat(header.freelistPages()).isGreaterThanOrEqualTo(12);
        assertThat(header.schemaCookie()).isPositive();
        assertThat(header.schemaFormat()).isEqualTo(4);
        assertThat(header.defaultCacheSize()).isZero();
        assertThat(header.isAutoVacuum()).isTrue();
        assertThat(header.incrementalVacuum()).isEqualTo(1);
        assertThat(header.textEncoding()).isEqualTo(3);
        assertThat(header.applicationId()).isEqualTo(-7);
        assertThat(header.userVersion()).isEqualTo(77);
        assertThat(header.sqliteVersion()).isBetween(3_054_000L, 4_000_000L);
        try (FileChannel channel = FileChannel.open(file)) {
            assertThat(DatabaseHeader.read(channel, "full.db")).isEqualTo(header);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "512,   512",
        "4096,  4096",
        "32768, 32768",
        "1,     65536",
    })
    void aPageSizeOfOneMeans65536(int field, int bytes) throws Exception {
        byte[] header = SampleHeader.bytes();
        ByteBuffer.wrap(header).putShort(16, (short) field);

        assertThat(DatabaseHeader.parse(header, "a.db").pageSize()).isEqualTo(PageSize.of(bytes));
    }

    @ParameterizedTest
    @CsvSource({
        "header counts when it is of the last change,      9, 9, 5, 40960,      5",
        "it counts even if the file is of another length,  9, 9, 5, 4096,       5",
        "an old SQLite changed the file after it,          9, 8, 5, 40960,     10",
        "no size in the header,                            9, 9, 0, 40960,     10",
        "a page that is cut short counts,                  9, 8, 5, 40961,     11",
        "the counters are unsigned,                       -1,-1,-2, 40960, 4294967294",
    })
    void theHeadersSizeOnlyCountsWhenItIsUpToDate(
            String why, int changeCounter, int versionValidFor, int headerPages, long fileBytes, long pages)
            throws Exception {
        byte[] header = SampleHeader.bytes();
        ByteBuffer.wrap(header)
                .putInt(CHANGE_COUNTER, changeCounter)
                .putInt(HEADER_PAGES, headerPages)
                .putInt(VERSION_VALID_FOR, versionValidFor);

        assertThat(DatabaseHeader.parse(header, "a.db").databasePages(fileBytes))
                .as(why)
                .isEqualTo(pages);
    }

    @ParameterizedTest
    @CsvSource({
        "0,  0x54, 0,  a.db: not a SQLite database: it does not start with \"SQLite format 3\" (at byte 0)",
        "15, 0x01, 0,  a.db: not a SQLite database: it does not start with \"SQLite format 3\" (at byte 0)",
        "16, 0x11, 16, a.db: page size 4352 (at byte 16)",
        "16, 0x00, 16, a.db: page size 0 (at byte 16)",
        "21, 0x41, 21, 'a.db: payload fractions are not 64, 32, 32 (at byte 21)'",
        "23, 0x21, 21, 'a.db: payload fractions are not 64, 32, 32 (at byte 21)'",
    })
    void whatIsNoDatabaseIsNamedWithItsByte(int arrayOffset, String value, long fileOffset, String message) {
        byte[] header = SampleHeader.bytes();
        header[arrayOffset] = Byte.decode(value);

        assertThatThrownBy(() -> DatabaseHeader.parse(header, "a.db"))
                .asInstanceOf(type(MalformedFileException.class))
                .satisfies(e -> assertThat(e.fileOffset()).isEqualTo(fileOffset))
                .satisfies(e -> assertThat(e).hasMessage(message));
    }

    @Test
    void reservedBytesLeaveAtLeast480() throws Exception {
        byte[] header = SampleHeader.bytes();
        ByteBuffer.wrap(header).putShort(16, (short) 512).put(20, (byte) 32);
        assertThat(DatabaseHeader.parse(header, "a.db").usableBytes()).isEqualTo(480);

        header[20] = 33;
        assertThatThrownBy(() -> DatabaseHeader.parse(header, "a.db"))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("a.db: 33 bytes reserved in pages of 512 (at byte 20)");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 99})
    void everyTruncationIsRejected(int byteCount) throws Exception {
        byte[] cut = Arrays.copyOf(SampleHeader.bytes(), byteCount);
        Path file = Files.write(folder.resolve("cut.db"), cut);

        String message = "the database header has 100 bytes, the file ends inside it (at byte " + byteCount + ")";
        assertThatThrownBy(() -> DatabaseHeader.parse(cut, "cut.db"))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("cut.db: " + message);
        try (FileChannel channel = FileChannel.open(file)) {
            assertThatThrownBy(() -> DatabaseHeader.read(channel, "cut.db"))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessage("cut.db: " + message);
        }
    }

    /** Random bytes after the magic: a header or the typed exception, nothing else. */
    @Test
    void randomHeadersNeverEndInAnotherException() {
        Random random = new Random(3);
        int parsed = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] header = SampleHeader.bytes();
            for (int change = 0; change < 4; change++) {
                header[16 + random.nextInt(84)] = (byte) random.nextInt();
            }
            try {
                DatabaseHeader.parse(header, "a.db");
                parsed++;
            } catch (MalformedFileException e) {
                assertThat(e.fileOffset()).isBetween(16L, 21L);
            }
        }
        assertThat(parsed).isBetween(1, 19_999);
    }

    /** A header of 4096-byte pages in WAL mode, as SQLite 3.40.1 leaves it. */
    private static final class SampleHeader {
        static byte[] bytes() {
            ByteBuffer header = ByteBuffer.allocate(DatabaseHeader.BYTES);
            header.put("SQLite format 3\0".getBytes(StandardCharsets.US_ASCII));
            header.putShort((short) 4096).put(new byte[] {2, 2, 0, 64, 32, 32});
            header.putInt(CHANGE_COUNTER, 9).putInt(HEADER_PAGES, 5).putInt(VERSION_VALID_FOR, 9);
            return header.array();
        }
    }
}
