package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ltx4j.ltx.LtxHeader;
import dev.ltx4j.ltx.LtxSummary;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;

/**
 * What is in LTX files, a line or object each.
 *
 * @param files their names
 * @param summaries what was read, in the same order
 */
record SummaryOutput(List<String> files, List<LtxSummary> summaries) {
    void print(Console console, boolean json, boolean tsv) {
        if (json) {
            JsonOutput.print(console.out(), ListCommand.NAME, this::write);
        } else if (tsv) {
            table().printWithTabs(console.out());
        } else {
            table().print(console.out());
        }
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("files");
        for (int i = 0; i < files.size(); i++) {
            LtxSummary summary = summaries.get(i);
            json.writeStartObject();
            json.writeStringField("file", files.get(i));
            JsonOutput.writeFields(json, summary);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private TextTable table() {
        TextTable table = new TextTable(
                "min_txid",
                "max_txid",
                "page_size",
                "commit",
                "pages",
                "pre_apply",
                "post_apply",
                "timestamp",
                "wal_offset",
                "wal_size",
                "wal_salt",
                "file");
        for (int i = 0; i < files.size(); i++) {
            LtxSummary summary = summaries.get(i);
            LtxHeader header = summary.header();
            table.row(
                    header.range().min(),
                    header.range().max(),
                    header.pageSize().bytes(),
                    header.commit(),
                    summary.pageCount(),
                    HexFormat.of().toHexDigits(header.preApplyChecksum()),
                    HexFormat.of().toHexDigits(summary.trailer().postApplyChecksum()),
                    Moment.format(header.timestamp()),
                    header.walOffset(),
                    header.walSize(),
                    HexFormat.of().toHexDigits(header.walSalt1()) + " "
                            + HexFormat.of().toHexDigits(header.walSalt2()),
                    files.get(i));
        }
        return table;
    }
}
