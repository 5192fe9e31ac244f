package dev.ltx4j.tool;

import dev.ltx4j.sqlite.BtreeCell;
import dev.ltx4j.sqlite.BtreePage;
import dev.ltx4j.sqlite.BtreePageAnatomy;
import dev.ltx4j.sqlite.FreelistTrunk;
import dev.ltx4j.sqlite.PageFinder;
import dev.ltx4j.sqlite.PageIdentity;
import dev.ltx4j.sqlite.PageUse;
import dev.ltx4j.sqlite.PointerMap;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.Locale;

/** A page for people. */
record PageText(PrintStream out, PageReport report) {
    void print() {
        out.println("page");
        field("number", report.pageNumber() + " of " + report.pageCount());
        field(
                "from",
                report.sourceFile() + ", byte " + report.sourceOffset()
                        + (report.frameOffset().isPresent()
                                ? " (in the frame at byte "
                                        + report.frameOffset().getAsLong() + ")"
                                : ""));
        field("is", what());
        printPlace();
        if (report.btree() != null) {
            printBtree(report.btree());
        }
        if (report.pointerMap() != null) {
            printPointerMap(report.pointerMap());
        }
        printOthers();
        if (!report.problems().isEmpty()) {
            out.println("problems");
            for (BtreePageAnatomy.Problem problem : report.problems()) {
                out.printf("  at byte %-6d%s%n", problem.arrayOffset(), problem.detail());
            }
        }
    }

    private String what() {
        String text = switch (report.kind()) {
            case LOCK_PAGE -> "the lock page: SQLite never reads or writes it";
            case POINTER_MAP -> "a pointer-map page";
            case BTREE -> "a b-tree page";
            case FREE -> "on the free list";
            case FREE_TRUNK -> "a trunk page of the free list";
            case FREE_LEAF -> "a leaf of the free list: what it holds does not matter";
            case OVERFLOW -> "an overflow page";
            case UNKNOWN ->
                report.btree() == null
                        ? "not to be told from the page alone: an overflow page or a free one, if it is not damaged"
                        : "a damaged b-tree page by its looks";
        };
        boolean guess = !report.isCertain() && report.kind() == PageIdentity.Kind.BTREE;
        return text + (guess ? " by its looks (a free page can look like this too: --find)" : "");
    }

    private void printPlace() {
        PointerMap.Entry entry = report.identity().entry();
        if (entry != null) {
            field(
                    "pointer map",
                    entry.type().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                            + (entry.parent() == 0 ? "" : " of page " + entry.parent()));
        }
        PageFinder.Place place = report.place();
        if (place != null) {
            field(
                    "belongs to",
                    (place.owner().isEmpty() ? "the free list" : place.owner())
                            + (place.parent() == 0 ? " (its root)" : ", under page " + place.parent()));
        } else if (report.searched()) {
            field("belongs to", "nothing that could be read points to it");
        }
    }

    private void printBtree(BtreePageAnatomy page) {
        BtreePage.Type type = page.type();
        out.println("b-tree");
        field(
                "type",
                page.typeByte() + " ("
                        + (type == null
                                ? "none"
                                : type.name().toLowerCase(Locale.ROOT).replace('_', ' ')) + ")");
        if (type == null) {
            return;
        }
        field("cells", page.cellCount());
        field("content_start", page.contentStart());
        field("first_free_block", page.firstFreeBlock());
        field("fragmented_bytes", page.fragmentedBytes());
        if (!type.isLeaf()) {
            field("right_most", page.rightMost());
        }
        long unallocated =
                page.uses().stream().filter(PageUse.UNALLOCATED::equals).count();
        field("unallocated", unallocated + " bytes");
        for (BtreePage.FreeBlock block : page.freeBlocks()) {
            field("free block", "byte " + block.arrayOffset() + ", " + block.byteCount() + " bytes");
        }
        out.println("cells");
        cell("cell", "offset", "size", "left_child", "row_id", "payload", "local", "overflow", "record");
        for (int i = 0; i < page.cells().size(); i++) {
            printCell(i, page.cells().get(i), type);
        }
        out.println("map");
        PageMap.print(out, page.uses());
    }

    private void printCell(int number, BtreePageAnatomy.Cell cell, BtreePage.Type type) {
        BtreeCell content = cell.content();
        if (content == null) {
            cell(number, cell.pointer(), "?", "?", "?", "?", "?", "?", "cannot be read");
            return;
        }
        boolean payload = type != BtreePage.Type.TABLE_INTERIOR;
        String record = cell.record() == null ? "cannot be read" : RecordText.of(cell.record());
        cell(
                number,
                content.arrayOffset(),
                content.byteCount(),
                type.isLeaf() ? "-" : content.leftChild(),
                type.isTable() ? content.rowId() : "-",
                payload ? content.payloadBytes() : "-",
                payload ? content.localBytes() : "-",
                content.overflowPage() == 0 ? "-" : content.overflowPage(),
                payload ? record : "");
    }

    private void cell(Object... columns) {
        out.println(String.format(Locale.ROOT, "  %-6s%-8s%-7s%-12s%-21s%-9s%-7s%-10s%s", columns)
                .stripTrailing());
    }

    private void printPointerMap(PointerMap map) {
        out.println("entries");
        out.printf("  %-12s%-16s%s%n", "page", "type", "parent");
        for (PointerMap.Entry entry : map.entries()) {
            out.printf(
                    "  %-12d%-16s%s%n",
                    entry.pageNumber(),
                    entry.type().name().toLowerCase(Locale.ROOT),
                    entry.parent() == 0 ? "-" : entry.parent());
        }
    }

    /** What the page is if it is what it may be. */
    private void printOthers() {
        PageIdentity.Kind kind = report.kind();
        boolean unknown = kind == PageIdentity.Kind.UNKNOWN && report.btree() == null;
        if (kind == PageIdentity.Kind.OVERFLOW || unknown) {
            long next = Integer.toUnsignedLong(ByteBuffer.wrap(report.bytes()).getInt());
            String missing = next > report.pageCount() ? ", which does not exist" : "";
            field(
                    unknown ? "if overflow" : "overflow",
                    next == 0 ? "the last page of its chain" : "goes on at page " + next + missing);
        }
        FreelistTrunk trunk = report.trunk();
        if (trunk != null && (unknown || kind == PageIdentity.Kind.FREE_TRUNK || kind == PageIdentity.Kind.FREE)) {
            field(
                    kind == PageIdentity.Kind.FREE_TRUNK ? "trunk" : "if a trunk",
                    trunk.leaves().size() + " leaves, "
                            + (trunk.next() == 0 ? "the last trunk page" : "goes on at page " + trunk.next()));
            if (kind == PageIdentity.Kind.FREE_TRUNK) {
                field("leaves", trunk.leaves().toString());
            }
        }
    }

    private void field(String name, Object value) {
        out.printf("  %-20s%s%n", name, value);
    }
}
