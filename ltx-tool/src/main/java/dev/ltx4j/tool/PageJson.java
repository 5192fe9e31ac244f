package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ltx4j.sqlite.BtreeCell;
import dev.ltx4j.sqlite.BtreePage;
import dev.ltx4j.sqlite.BtreePageAnatomy;
import dev.ltx4j.sqlite.FreelistTrunk;
import dev.ltx4j.sqlite.PageFinder;
import dev.ltx4j.sqlite.PageUse;
import dev.ltx4j.sqlite.PointerMap;
import dev.ltx4j.sqlite.RecordView;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;

/**
 * A page for programs.
 *
 * @param hex whether with its bytes
 */
record PageJson(PageReport report, boolean hex) {
    void write(JsonGenerator json) throws IOException {
        json.writeStringField("file", report.file().toString());
        json.writeNumberField("page", report.pageNumber());
        json.writeNumberField("page_count", report.pageCount());
        json.writeNumberField("page_size", report.bytes().length);
        json.writeObjectFieldStart("source");
        json.writeStringField("file", report.sourceFile().toString());
        json.writeNumberField("offset", report.sourceOffset());
        json.writeBooleanField("wal", report.frameOffset().isPresent());
        json.writeEndObject();
        json.writeStringField("kind", WalTable.word(report.kind()));
        json.writeBooleanField("certain", report.isCertain());
        writePlace(json);
        if (report.btree() != null) {
            writeBtree(json, report.btree());
        }
        if (report.pointerMap() != null) {
            json.writeArrayFieldStart("entries");
            for (PointerMap.Entry entry : report.pointerMap().entries()) {
                writeEntry(json, entry);
            }
            json.writeEndArray();
        }
        FreelistTrunk trunk = report.trunk();
        if (trunk != null && report.btree() == null) {
            json.writeObjectFieldStart(report.place() == null ? "if_trunk" : "trunk");
            json.writeNumberField("next", trunk.next());
            json.writeArrayFieldStart("leaves");
            for (long leaf : trunk.leaves()) {
                json.writeNumber(leaf);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeArrayFieldStart("problems");
        for (BtreePageAnatomy.Problem problem : report.problems()) {
            json.writeStartObject();
            json.writeNumberField("offset", problem.arrayOffset());
            json.writeStringField("detail", problem.detail());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (hex) {
            json.writeStringField("data", HexFormat.of().formatHex(report.bytes()));
        }
        Failure failure = report.failure();
        if (failure != null) {
            failure.write(json);
        }
    }

    private void writePlace(JsonGenerator json) throws IOException {
        if (report.identity().entry() != null) {
            json.writeFieldName("pointer_map");
            writeEntry(json, report.identity().entry());
        }
        PageFinder.Place place = report.place();
        if (place != null) {
            json.writeObjectFieldStart("found");
            json.writeStringField("owner", place.owner().isEmpty() ? null : place.owner());
            json.writeNumberField("parent", place.parent());
            json.writeEndObject();
        } else if (report.searched()) {
            json.writeNullField("found");
        }
    }

    private static void writeEntry(JsonGenerator json, PointerMap.Entry entry) throws IOException {
        json.writeStartObject();
        json.writeNumberField("page", entry.pageNumber());
        json.writeStringField("type", WalTable.word(entry.type()));
        json.writeNumberField("parent", entry.parent());
        json.writeEndObject();
    }

    private static void writeBtree(JsonGenerator json, BtreePageAnatomy page) throws IOException {
        json.writeObjectFieldStart("btree");
        json.writeStringField("type", page.type() == null ? null : WalTable.word(page.type()));
        json.writeNumberField("cell_count", page.cellCount());
        json.writeNumberField("content_start", page.contentStart());
        json.writeNumberField("first_free_block", page.firstFreeBlock());
        json.writeNumberField("fragmented_bytes", page.fragmentedBytes());
        json.writeNumberField("right_most", page.rightMost());
        json.writeArrayFieldStart("free_blocks");
        for (BtreePage.FreeBlock block : page.freeBlocks()) {
            json.writeStartObject();
            json.writeNumberField("offset", block.arrayOffset());
            json.writeNumberField("length", block.byteCount());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("cells");
        for (BtreePageAnatomy.Cell cell : page.cells()) {
            json.writeStartObject();
            writeCell(json, cell);
            json.writeEndObject();
        }
        json.writeEndArray();
        writeMap(json, page.uses());
        json.writeEndObject();
    }

    private static void writeCell(JsonGenerator json, BtreePageAnatomy.Cell cell) throws IOException {
        json.writeNumberField("offset", cell.pointer());
        BtreeCell content = cell.content();
        if (content == null) {
            return;
        }
        json.writeNumberField("size", content.byteCount());
        json.writeNumberField("left_child", content.leftChild());
        json.writeNumberField("row_id", content.rowId());
        json.writeNumberField("payload", content.payloadBytes());
        json.writeNumberField("local", content.localBytes());
        json.writeNumberField("overflow_page", content.overflowPage());
        RecordView record = cell.record();
        if (record != null) {
            json.writeArrayFieldStart("record");
            for (RecordView.Column column : record.columns()) {
                json.writeStartObject();
                json.writeStringField("type", WalTable.word(column.type()));
                json.writeNumberField("length", column.byteCount());
                json.writeFieldName("value");
                json.writeObject(
                        column.value() instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : column.value());
                json.writeBooleanField("whole", column.whole());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeBooleanField("record_complete", record.complete());
        }
    }

    /** Runs of bytes with the same use. */
    private static void writeMap(JsonGenerator json, List<PageUse> uses) throws IOException {
        json.writeArrayFieldStart("map");
        for (int from = 0; from < uses.size(); ) {
            int to = from;
            while (to < uses.size() && uses.get(to) == uses.get(from)) {
                to++;
            }
            json.writeStartObject();
            json.writeNumberField("offset", from);
            json.writeNumberField("length", to - from);
            json.writeStringField("use", WalTable.word(uses.get(from)));
            json.writeEndObject();
            from = to;
        }
        json.writeEndArray();
    }
}
