package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ltx4j.sqlite.PageSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The JSON views, read back by Jackson. */
class LtxViewTest {
    private static final ObjectMapper JACKSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final LtxHeader HEADER = new LtxHeader(
            0,
            PageSize.of(4096),
            4294967295L,
            TxidRange.of(0x2a, -1),
            1_763_906_042_089L,
            Long.MIN_VALUE | 7,
            32,
            Long.MAX_VALUE,
            -1,
            0x0a0b0c0d,
            -2);
    private static final LtxTrailer TRAILER = new LtxTrailer(Long.MIN_VALUE, -1);

    @Test
    void everyViewHasItsNamesInOrder() {
        assertThat(HEADER.toJson())
                .isEqualTo("{\"flags\":\"0x00000000\",\"page_size\":4096,\"commit\":4294967295,"
                        + "\"min_txid\":\"000000000000002a\",\"max_txid\":\"ffffffffffffffff\","
                        + "\"timestamp\":\"2025-11-23T13:54:02.089Z\",\"pre_apply_checksum\":\"8000000000000007\","
                        + "\"wal_offset\":32,\"wal_size\":9223372036854775807,\"wal_salt1\":\"ffffffff\","
                        + "\"wal_salt2\":\"0a0b0c0d\",\"node_id\":\"fffffffffffffffe\"}");
        assertThat(TRAILER.toJson())
                .isEqualTo("{\"post_apply_checksum\":\"8000000000000000\",\"file_checksum\":\"ffffffffffffffff\"}");
        assertThat(new LtxPosition(new Txid(0xe5), -1).toJson())
                .isEqualTo("{\"txid\":\"00000000000000e5\",\"checksum\":\"ffffffffffffffff\"}");
        assertThat(new LtxIndexEntry(4294967295L, 100, 45).toJson())
                .isEqualTo("{\"page\":4294967295,\"offset\":100,\"length\":45}");
        assertThat(new LtxSummary(HEADER, TRAILER, 3, 500).toMap().keySet())
                .startsWith("flags", "page_size")
                .endsWith("node_id", "post_apply_checksum", "file_checksum", "pages", "size");
    }

    @Property
    void aHeaderReadBackIsTheMap(@ForAll long a, @ForAll long b, @ForAll int c) throws IOException {
        LtxHeader header = new LtxHeader(c, PageSize.of(512), a, TxidRange.of(1, b == 0 ? 1 : b), a, b, a, b, c, c, b);
        requireReadBack(header);
        requireReadBack(new LtxSummary(header, new LtxTrailer(a, b), a, b));
        assertThat(Instant.parse(withSign((String) header.toMap().get("timestamp"))))
                .isEqualTo(header.timestamp());
    }

    /** {@link Instant} wants a sign before years of more than four digits. */
    private static String withSign(String time) {
        return time.indexOf('-', 1) > 4 && !time.startsWith("-") && !time.startsWith("+") ? "+" + time : time;
    }

    @Property
    void anyTextIsEscapedAsJacksonReadsIt(@ForAll String name, @ForAll String text, @ForAll char odd)
            throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(name, text);
        fields.put(name + "!", text + "\"\\\b\f\n\r\t\u0000\u001f\u007f/\u2028😀" + odd);
        String json = Json.object(fields);
        assertThat(read(json)).isEqualTo(fields);
        // Halves of surrogate pairs do not get lost on the way through UTF-8 either.
        assertThat(read(new String(json.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)))
                .isEqualTo(fields);
    }

    @Test
    void nothingButTextAndNumbersIsTaken() {
        assertThat(Json.object(Map.of())).isEqualTo("{}");
        assertThatThrownBy(() -> Json.object(Map.of("a", 1.5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("neither text nor number: a=1.5");
        assertThatThrownBy(() -> HEADER.toMap().put("a", "b")).isInstanceOf(UnsupportedOperationException.class);
    }

    private static void requireReadBack(LtxView view) throws IOException {
        assertThat(read(view.toJson())).isEqualTo(view.toMap());
        assertThat(read(view.toJson()).keySet())
                .containsExactlyElementsOf(view.toMap().keySet());
    }

    private static Map<String, Object> read(String json) throws IOException {
        return JACKSON.readValue(json, new TypeReference<LinkedHashMap<String, Object>>() {});
    }
}
