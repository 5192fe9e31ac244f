package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ltx4j.ltx.TxidRange;
import dev.ltx4j.restore.LtxFile;
import dev.ltx4j.v3.GenerationFile;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of a replica, of either layout.
 *
 * @param level null for a file of a generation
 * @param name the file's name; for a file of a generation its whole key
 * @param range null for a file of a generation
 * @param size in bytes
 * @param created when it was made
 */
record FileRow(
        @Nullable Integer level, String name, @Nullable TxidRange range, long size, Instant created) {
    static FileRow of(LtxFile file) {
        return new FileRow(file.level(), file.name(), file.range(), file.size(), file.created());
    }

    static FileRow of(GenerationFile file) {
        return new FileRow(null, file.key(), null, file.size(), file.created());
    }

    /** The level for people: {@code -} where there is none. */
    private String levelText() {
        return level == null ? "-" : level.toString();
    }

    private String minText() {
        return range == null ? "-" : range.min().toString();
    }

    private String maxText() {
        return range == null ? "-" : range.max().toString();
    }

    /** The cells {@code level file min_txid max_txid size timestamp}. */
    List<Object> cells() {
        return List.of(levelText(), name, minText(), maxText(), size, Moment.format(created));
    }

    /** Writes the keys of the file into an object. */
    void write(JsonGenerator json) throws IOException {
        if (level == null) {
            json.writeNullField("level");
        } else {
            json.writeNumberField("level", level);
        }
        json.writeStringField("name", name);
        json.writeStringField("min_txid", range == null ? null : range.min().toString());
        json.writeStringField("max_txid", range == null ? null : range.max().toString());
        json.writeNumberField("size", size);
        json.writeStringField("timestamp", Moment.format(created));
    }
}
