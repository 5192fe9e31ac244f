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
