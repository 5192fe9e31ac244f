package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every page of databases that SQLite made, compared with what its {@code dbstat} table and its pragmas say. */
class PageViewsAgainstSqliteTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "512,   NONE",
        "512,   FULL",
        "1024,  INCREMENTAL",
        "2048,  NONE",
        "4096,  NONE",
        "4096,  INCREMENTAL",
        "8192,  FULL",
        "16384, NONE",
        "32768, INCREMENTAL",
        "65536, NONE",
        "65536, FULL",
    })
    void everyPageIsWhatSqliteSaysItIs(int pageBytes, String autoVacuum) throws Exception {
        Path file = SampleDatabase.create(folder.resolve("sample.db"), pageBytes, autoVacuum);
        try (PageSource pages = DatabasePages.open(file)) {
            BitSet met = new BitSet();
            met.or(requireBtreePages(file, pages));
            BitSet free = requireFreelist(file, pages, autoVacuum);
            assertThat(met.intersects(free)).isFalse();
            met.or(free);
            if (!autoVacuum.equals("NONE")) {
                requirePointerMaps(file, pages, met, free);
            }
            assertThat(met.cardinality()).isEqualTo((int) pages.pageCount());
            assertThat(Sqlite.query(file, "PRAGMA page_count")).containsExactly("" + pages.pageCount());
        }
    }

    /** The pages in b-trees, overflow pages among them. */
    private static BitSet requireBtreePages(Path file, PageSource pages) throws IOException, SQLException {
        BitSet met = new BitSet();
        byte[] page = new byte[pages.pageSize().bytes()];
        Map<BtreePage.Type, Integer> types = new HashMap<>();
        try (Connection sqlite = Sqlite.open(file);
                Statement statement = sqlite.createStatement();
                ResultSet row = statement.executeQuery("SELECT pageno, pagetype, ncell, payload, unused, mx_payload"
                        + " FROM dbstat WHERE aggregate = FALSE")) {
            while (row.next()) {
                long number = row.getLong("pageno");
                met.set((int) number);
                if (row.getString("pagetype").equals("overflow")) {
                    continue;
                }
                pages.readPage(number, page);
                BtreePage view = BtreePage.parse(page, number, pages.header(), "sample.db");
                types.merge(view.type(), 1, Integer::sum);
                requirePage(row, view, page, pages.header());
            }
        }
        assertThat(types).containsOnlyKeys(BtreePage.Type.values());
        return met;
    }

    private static void requirePage(ResultSet row, BtreePage view, byte[] page, DatabaseHeader header)
            throws IOException, SQLException {
        assertThat(row.getString("pagetype")).isEqualTo(view.type().isLeaf() ? "leaf" : "internal");
        assertThat(view.rightMost() != 0).isEqualTo(!view.type().isLeaf());
        assertThat(view.cells()).hasSize(row.getInt("ncell"));
        if (view.contentStart() < 65536) {
            assertThat(view.unusedBytes()).isEqualTo(row.getInt("unused"));
        }
        long local = 0;
        long largest = 0;
        int bytes =
                view.unusedBytes() + view.cellPointerOffset() + 2 * view.cells().size();
        for (int cell = 0; cell < view.cells().size(); cell++) {
            BtreeCell content = BtreeCell.parse(page, view, cell, header, "sample.db");
            local += content.localBytes();
            largest = Math.max(largest, content.payloadBytes());
            bytes += content.byteCount();
        }
        assertThat(local).isEqualTo(row.getLong("payload"));
        assertThat(largest).isEqualTo(row.getLong("mx_payload"));
        assertThat(bytes).isEqualTo(header.usableBytes());
    }

    private static BitSet requireFreelist(Path file, PageSource pages, String autoVacuum) throws Exception {
        Freelist list = Freelist.read(pages);
        assertThat(Sqlite.query(file, "PRAGMA freelist_count")).containsExactly("" + list.pageCount());
        if (autoVacuum.equals("FULL")) {
            assertThat(list.pageCount()).isZero();
        } else {
            assertThat(list.trunkCount()).isPositive();
            assertThat(list.pageCount()).isGreaterThan(list.trunkCount());
        }
        BitSet free = new BitSet();
        list.pages().forEach(number -> {
            assertThat(list.contains(number)).isTrue();
            assertThat(list.contains(-number)).isFalse();
            free.set((int) number);
        });
        return free;
    }

    private static void requirePointerMaps(Path file, PageSource pages, BitSet met, BitSet free) throws Exception {
        DatabaseHeader header = pages.header();
        byte[] page = new byte[pages.pageSize().bytes()];
        BitSet roots = new BitSet();
        BitSet freeInMap = new BitSet();
        Map<PointerMap.Type, Integer> types = new HashMap<>();
        for (long number = 2; number <= pages.pageCount(); number++) {
            if (!PointerMap.isPointerMap(number, header)) {
                assertThat(met.get((int) number)).isTrue();
                continue;
            }
            assertThat(met.get((int) number)).isFalse();
            met.set((int) number);
            pages.readPage(number, page);
            PointerMap map = PointerMap.parse(page, number, header, pages.pageCount(), "sample.db");
            for (PointerMap.Entry entry : map.entries()) {
                assertThat(PointerMap.mapOf(entry.pageNumber(), header)).isEqualTo(number);
                types.merge(entry.type(), 1, Integer::sum);
                switch (entry.type()) {
                    case ROOT -> roots.set((int) entry.pageNumber());
                    case FREE -> freeInMap.set((int) entry.pageNumber());
                    case FIRST_OVERFLOW, LATER_OVERFLOW, BTREE -> requireChild(pages, entry);
                }
            }
        }
        met.set(1);
        assertThat(freeInMap).isEqualTo(free);
        List<String> rootPages = Sqlite.query(file, "SELECT rootpage FROM sqlite_schema WHERE rootpage > 0");
        BitSet expected = new BitSet();
        rootPages.forEach(root -> expected.set(Integer.parseInt(root)));
        assertThat(roots).isEqualTo(expected);
        assertThat(types).containsKeys(PointerMap.Type.FIRST_OVERFLOW, PointerMap.Type.LATER_OVERFLOW);
        assertThat(types).containsKeys(PointerMap.Type.BTREE);
    }

    /** The parent points to the page. */
    private static void requireChild(PageSource pages, PointerMap.Entry entry) throws IOException {
        byte[] page = new byte[pages.pageSize().bytes()];
        pages.readPage(entry.parent(), page);
        if (entry.type() == PointerMap.Type.LATER_OVERFLOW) {
            assertThat(WalLayout.unsignedWord(page, 0)).isEqualTo(entry.pageNumber());
            return;
        }
        BtreePage parent = BtreePage.parse(page, entry.parent(), pages.header(), "sample.db");
        boolean found = parent.rightMost() == entry.pageNumber();
        for (int cell = 0; cell < parent.cells().size() && !found; cell++) {
            BtreeCell content = BtreeCell.parse(page, parent, cell, pages.header(), "sample.db");
            found = entry.pageNumber()
                    == (entry.type() == PointerMap.Type.BTREE ? content.leftChild() : content.overflowPage());
        }
        assertThat(found).as("%s", entry).isTrue();
    }
}
