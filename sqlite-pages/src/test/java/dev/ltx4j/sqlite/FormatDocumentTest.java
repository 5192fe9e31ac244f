package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Document;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The tables of FORMAT.md and the constants say the same. */
class FormatDocumentTest {
    private static final Document FORMAT = Document.open("FORMAT.md");

    @Test
    void lockPagesAreAsDocumented() {
        List<Map<String, String>> rows = FORMAT.table("Lock page");
        for (Map<String, String> row : rows) {
            PageSize pageSize = PageSize.of(Integer.parseInt(row.get("page size")));
            assertThat(row.get("lock page")).isEqualTo(Long.toString(pageSize.lockPage()));
            assertThat(pageSize.fileOffset(pageSize.lockPage())).isEqualTo(PageSize.LOCK_BYTE);
        }
        assertThat(rows).hasSize(8);
    }

    @Test
    void walHeaderIsAsDocumented() throws Exception {
        List<Map<String, String>> rows = FORMAT.table("Write-ahead log", 0);
        assertThat(offsets(rows))
                .isEqualTo(constants(
                        WalLayout.class,
                        "",
                        List.of("MAGIC_VALUE", "MAGIC_BIG_ENDIAN_BIT", "VERSION_VALUE", "HEADER_BYTES"),
                        "FRAME_"));
        assertThat(end(rows)).isEqualTo(WalLayout.HEADER_BYTES);
        String littleEndian = Integer.toHexString(WalLayout.MAGIC_VALUE);
        String bigEndian = Integer.toHexString(WalLayout.MAGIC_VALUE | WalLayout.MAGIC_BIG_ENDIAN_BIT);
        assertThat(rows.get(0).get("rule"))
                .isEqualToIgnoringCase(
                        "0x" + littleEndian + ", or 0x" + bigEndian + " where the checksum reads its input big-endian");
        assertThat(rows.get(1).get("rule")).isEqualTo(Integer.toString(WalLayout.VERSION_VALUE));
    }

    @Test
    void walFrameIsAsDocumented() throws Exception {
        List<Map<String, String>> rows = FORMAT.table("Write-ahead log", 1);
        assertThat(offsets(rows))
                .isEqualTo(constants(
                        WalLayout.class, "FRAME_", List.of("FRAME_HEADER_BYTES", "FRAME_CHECKSUMMED_BYTES"), "-"));
        assertThat(end(rows)).isEqualTo(WalLayout.FRAME_HEADER_BYTES);
    }

    @Test
    void databaseHeaderIsAsDocumented() throws Exception {
        List<Map<String, String>> rows = FORMAT.table("Database header");
        List<String> values =
                List.of("BYTES", "PAGE_SIZE_65536", "WAL_VERSION", "PAYLOAD_FRACTIONS_VALUE", "MIN_USABLE_BYTES");
        assertThat(offsets(rows)).isEqualTo(constants(DatabaseHeaderLayout.class, "", values, "-"));
        assertThat(end(rows)).isEqualTo(DatabaseHeaderLayout.BYTES);
    }

    @Test
    void rollbackJournalIsAsDocumented() throws Exception {
        List<Map<String, String>> header = FORMAT.table("Rollback journal", 0);
        assertThat(offsets(header))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "MAGIC", JournalLayout.MAGIC,
                        "RECORDS", JournalLayout.RECORDS,
                        "NONCE", JournalLayout.NONCE,
                        "PAGES", JournalLayout.PAGES,
                        "SECTOR_SIZE", JournalLayout.SECTOR_SIZE,
                        "PAGE_SIZE", JournalLayout.PAGE_SIZE));
        assertThat(end(header)).isEqualTo(JournalLayout.HEADER_BYTES);
        assertThat(header.get(0).get("rule")).isEqualTo("0x" + Long.toHexString(JournalLayout.MAGIC_VALUE));
        assertThat(header.get(1).get("rule")).contains("0x" + Long.toHexString(JournalLayout.RECORDS_TO_THE_END) + ":");
        assertThat(header.get(4).get("rule"))
                .startsWith("a power of two from " + JournalLayout.MIN_SECTOR_BYTES + " to "
                        + JournalLayout.MAX_SECTOR_BYTES + ":");
        List<Map<String, String>> record = FORMAT.table("Rollback journal", 1);
        assertThat(record.get(0).get("offset")).isEqualTo("" + JournalLayout.RECORD_PAGE_NUMBER);
        assertThat(record.get(1).get("offset")).isEqualTo("" + JournalLayout.RECORD_PAGE);
        assertThat(record.get(2).get("offset")).isEqualTo(JournalLayout.RECORD_PAGE + " + page size");
        assertThat(Integer.parseInt(record.get(0).get("size"))
                        + Integer.parseInt(record.get(2).get("size")))
                .isEqualTo(JournalLayout.RECORD_EXTRA_BYTES);
        assertThat(record.get(2).get("rule")).contains("every " + JournalLayout.CHECKSUM_STEP + "th byte");
        List<Map<String, String>> values = FORMAT.table("Rollback journal", 2);
        assertThat(values.get(0).get("value")).isEqualTo("" + JournalLayout.SECTOR_BYTES);
        assertThat(values.get(1).get("value")).isEqualTo("" + JournalLayout.HEADER_BYTES);
    }

    @Test
    void locksAreAsDocumented() {
        assertThat(locks(FORMAT.table("Locks", 0)))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "pending", LockLayout.PENDING + "+1",
                        "reserved", LockLayout.RESERVED + "+1",
                        "shared", LockLayout.SHARED + "+" + LockLayout.SHARED_BYTES));
        assertThat(locks(FORMAT.table("Locks", 1)))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "write", LockLayout.SHM_WRITE + "+1",
                        "checkpoint", LockLayout.SHM_CHECKPOINT + "+1",
                        "recover", LockLayout.SHM_RECOVER + "+1",
                        "read 0", LockLayout.SHM_READ_0 + "+1",
                        "read 1 to 4",
                                LockLayout.SHM_READ_1 + "+" + (LockLayout.SHM_READ_LAST + 1 - LockLayout.SHM_READ_1),
                        "dead man's switch", LockLayout.SHM_DEAD_MAN + "+1"));
    }

    private static Map<String, String> locks(List<Map<String, String>> rows) {
        Map<String, String> locks = new TreeMap<>();
        for (Map<String, String> row : rows) {
            locks.put(row.get("lock"), Long.decode(row.get("byte")) + "+" + row.get("length"));
        }
        return locks;
    }

    /** Field to offset, the fields named as constants are. */
    private static Map<String, Integer> offsets(List<Map<String, String>> rows) {
        Map<String, Integer> offsets = new TreeMap<>();
        for (Map<String, String> row : rows) {
            offsets.put(
                    row.get("field").toUpperCase(Locale.ROOT).replace(' ', '_'), Integer.parseInt(row.get("offset")));
        }
        assertThat(offsets).hasSameSizeAs(rows);
        return offsets;
    }

    private static int end(List<Map<String, String>> rows) {
        Map<String, String> last = rows.get(rows.size() - 1);
        return Integer.parseInt(last.get("offset")) + Integer.parseInt(last.get("size"));
    }

    /** The constants that are offsets: whole numbers, without those that are something else. */
    private static Map<String, Integer> constants(
            Class<?> layout, String prefix, List<String> others, String otherPrefix) throws IllegalAccessException {
        Map<String, Integer> constants = new TreeMap<>();
        for (Field field : layout.getDeclaredFields()) {
            String name = field.getName();
            if (field.getType() == int.class
                    && name.startsWith(prefix)
                    && !name.startsWith(otherPrefix)
                    && !others.contains(name)) {
                constants.put(name.substring(prefix.length()), field.getInt(null));
            }
        }
        return constants;
    }
}
