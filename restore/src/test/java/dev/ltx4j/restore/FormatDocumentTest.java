package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Document;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The table of FORMAT.md and the folders say the same. */
class FormatDocumentTest {
    @Test
    void foldersOfLevelsAreAsDocumented() {
        List<Map<String, String>> rows = Document.open("FORMAT.md").table("Replica layouts");
        for (Map<String, String> row : rows) {
            int level = Integer.parseInt(row.get("level"));
            assertThat(row.values())
                    .containsExactly(
                            Integer.toString(level), LtxLayout.FOLDERS.folder(level), LtxLayout.KEYS.folder(level));
        }
        assertThat(rows).hasSize(LtxFile.LEVEL_COUNT);
    }
}
