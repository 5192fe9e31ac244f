package dev.ltx4j.v3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Document;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The table of FORMAT.md and the names say the same. */
class FormatDocumentTest {
    @Test
    void keysAreAsDocumented() {
        String generation = "0123456789abcdef";
        List<Map<String, String>> rows = Document.open("FORMAT.md").table("0.3: generations");
        assertThat(LayoutNames.isGeneration(generation)).isTrue();
        assertThat(rows.get(0).get("key")).isEqualTo(LayoutNames.snapshotKey(generation, 10));
        assertThat(rows.get(1).get("key")).isEqualTo(LayoutNames.segmentKey(generation, 10, 0x1038, 8));
        assertThat(rows).hasSize(2);
    }
}
