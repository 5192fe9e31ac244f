package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Document;
import dev.ltx4j.sqlite.PageSize;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The tables of FORMAT.md and the constants say the same. */
class FormatDocumentTest {
    private static final Document FORMAT = Document.open("FORMAT.md");

    @Test
    void headerIsAsDocumented() throws Exception {
        Map<String, Integer> documented = offsets("Header");
        assertThat(documented.remove("RESERVED")).isEqualTo(80);
        assertThat(documented).isEqualTo(constants("HEADER_", "HEADER_BYTES"));
        assertThat(end("Header")).isEqualTo(LtxFormat.HEADER_BYTES);
    }

    @Test
    void headerFlagsAreAsDocumented() {
        List<Map<String, String>> flags = FORMAT.table("Header", 1);
        assertThat(value(flags, "flag", "version 1 LZ4")).isEqualTo(LtxFormat.FLAG_VERSION_1_LZ4);
        assertThat(value(flags, "flag", "no checksum")).isEqualTo(LtxFormat.FLAG_NO_CHECKSUM);
        assertThat(flags).hasSize(2);
    }

    @Test
    void pageFrameIsAsDocumented() throws Exception {
        Map<String, Integer> documented = offsets("Page frame");
        assertThat(documented.remove("SIZE")).isEqualTo(LtxFormat.FRAME_HEADER_BYTES);
        assertThat(documented)
                .isEqualTo(constants("FRAME_", "FRAME_HEADER_BYTES", "FRAME_FLAG_BLOCK", "FRAME_SIZE_FIELD_BYTES"));
        assertThat(end("Page frame")).isEqualTo(LtxFormat.FRAME_HEADER_BYTES + LtxFormat.FRAME_SIZE_FIELD_BYTES);
    }

    @Test
    void longestBlocksAreAsDocumented() {
        for (Map<String, String> row : FORMAT.table("Page frame", 1)) {
            PageSize pageSize = PageSize.of(Integer.parseInt(row.get("page size")));
            assertThat(row.get("longest block")).isEqualTo(Integer.toString(LtxFormat.maxBlockBytes(pageSize)));
            assertThat(LtxFormat.maxLz4FrameBytes(pageSize)).isEqualTo(2 * LtxFormat.maxBlockBytes(pageSize) + 1024);
        }
        assertThat(FORMAT.table("Page frame", 1)).hasSize(8);
    }

    @Test
    void trailerIsAsDocumented() throws Exception {
        assertThat(offsets("Trailer")).isEqualTo(constants("TRAILER_", "TRAILER_BYTES"));
        assertThat(end("Trailer")).isEqualTo(LtxFormat.TRAILER_BYTES);
    }

    @Test
    void sizesAreAsDocumented() {
        List<Map<String, String>> file = FORMAT.table("LTX file");
        assertThat(value(file, "what", "magic")).isEqualTo(LtxFormat.MAGIC);
        assertThat(value(file, "what", "header bytes")).isEqualTo(LtxFormat.HEADER_BYTES);
        assertThat(value(file, "what", "end mark bytes")).isEqualTo(LtxFormat.FRAME_HEADER_BYTES);
        assertThat(value(file, "what", "trailer bytes")).isEqualTo(LtxFormat.TRAILER_BYTES);
        List<Map<String, String>> index = FORMAT.table("Page index");
        assertThat(value(index, "what", "longest varint")).isEqualTo(LtxFormat.MAX_VARINT_BYTES);
        assertThat(value(index, "what", "size field bytes")).isEqualTo(LtxFormat.INDEX_SIZE_BYTES);
    }

    @Test
    void checksumsAreAsDocumented() {
        List<Map<String, String>> checksums = FORMAT.table("Checksums");
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        assertThat(value(checksums, "what", "CRC of 123456789"))
                .isEqualTo(~new Crc64().raw(value(checksums, "what", "initial value and final xor"), digits, 0, 9))
                .isEqualTo(~bitByBit(value(checksums, "what", "reflected"), digits));
        assertThat(value(checksums, "what", "top bit")).isEqualTo(LtxFormat.CHECKSUM_FLAG);
    }

    @Test
    void namesAreAsDocumented() {
        List<Map<String, String>> names = FORMAT.table("TXIDs and names");
        String txid = names.get(0).get("example");
        assertThat(Txid.parse(txid)).hasToString(txid);
        String file = names.get(1).get("example");
        assertThat(LtxFileName.parse(file).map(LtxFileName::of)).contains(file);
    }

    private static long bitByBit(long polynomial, byte[] bytes) {
        long crc = ~0L;
        for (byte next : bytes) {
            crc ^= next & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc >>> 1) ^ ((crc & 1) == 0 ? 0 : polynomial);
            }
        }
        return crc;
    }

    private static long value(List<Map<String, String>> rows, String keyColumn, String key) {
        String text = rows.stream()
                .filter(row -> row.get(keyColumn).equals(key))
                .findFirst()
                .orElseThrow()
                .get("value");
        return text.startsWith("0x") ? Long.parseUnsignedLong(text.substring(2), 16) : Long.parseLong(text);
    }

    /** Field to offset, the fields named as constants are; each field starts where the one before it ends. */
    private static Map<String, Integer> offsets(String heading) {
        Map<String, Integer> offsets = new TreeMap<>();
        int end = 0;
        for (Map<String, String> row : FORMAT.table(heading)) {
            int offset = Integer.parseInt(row.get("offset"));
            assertThat(offset).as(row.toString()).isEqualTo(end);
            end = offset + Integer.parseInt(row.get("size"));
            offsets.put(row.get("field").toUpperCase(Locale.ROOT).replaceAll("[ -]", "_"), offset);
        }
        return offsets;
    }

    private static int end(String heading) {
        List<Map<String, String>> rows = FORMAT.table(heading);
        Map<String, String> last = rows.get(rows.size() - 1);
        return Integer.parseInt(last.get("offset")) + Integer.parseInt(last.get("size"));
    }

    private static Map<String, Integer> constants(String prefix, String... others) throws IllegalAccessException {
        Map<String, Integer> constants = new TreeMap<>();
        for (Field field : LtxFormat.class.getDeclaredFields()) {
            if (field.getName().startsWith(prefix) && !List.of(others).contains(field.getName())) {
                constants.put(field.getName().substring(prefix.length()), field.getInt(null));
            }
        }
        return constants;
    }
}
