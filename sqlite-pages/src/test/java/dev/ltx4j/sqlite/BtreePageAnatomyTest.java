package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages taken apart: as SQLite says when they are sound, and as far as it goes when they are not. */
class BtreePageAnatomyTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"512, NONE", "1024, INCREMENTAL", "4096, FULL", "65536, NONE"})
    void everyPageIsWhatDbstatSays(int pageBytes, String autoVacuum) throws Exception {
        Path file = SampleDatabase.create(folder.resolve("sample.db"), pageBytes, autoVacuum);
        Set<PageIdentity.Kind> kinds = EnumSet.noneOf(PageIdentity.Kind.class);
        try (PageSource pages = DatabasePages.open(file);
                Connection sqlite = Sqlite.open(file);
                Statement statement = sqlite.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT name, pageno, pagetype FROM dbstat WHERE aggregate = FALSE")) {
            byte[] page = new byte[pageBytes];
            int count = 0;
            while (row.next()) {
                long number = row.getLong("pageno");
                pages.readPage(number, page);
                PageIdentity identity = PageIdentity.of(pages, number, page);
                boolean overflow = row.getString("pagetype").equals("overflow");
                PageIdentity.Kind kind = overflow ? PageIdentity.Kind.OVERFLOW : PageIdentity.Kind.BTREE;
                if (!overflow) {
                    requireSound(page, number, pages.header());
                    assertThat(identity.kind()).isEqualTo(kind);
                }
                assertThat(identity.certain()).isEqualTo(!autoVacuum.equals("NONE") || number == 1);
                if (identity.certain()) {
                    assertThat(identity.kind()).isEqualTo(kind);
                }
                kinds.add(kind);
                // A walk for every page would take long.
                if (count++ % 17 == 0 || overflow) {
                    Optional<PageFinder.Place> place = new PageFinder(pages, number).find();
                    assertThat(place.map(PageFinder.Place::owner)).contains(row.getString("name"));
                    assertThat(place.map(PageFinder.Place::kind)).contains(kind);
                }
            }
            requireFreeList(pages);
        }
        assertThat(kinds).hasSize(2);
    }

    private static void requireFreeList(PageSource pages) throws Exception {
        for (long number : Freelist.read(pages).pages().limit(40).toArray()) {
            PageFinder.Place place = new PageFinder(pages, number).find().orElseThrow();
            assertThat(place.kind()).isIn(PageIdentity.Kind.FREE_LEAF, PageIdentity.Kind.FREE_TRUNK);
            assertThat(place.owner()).isEmpty();
        }
        long head = pages.header().freelistHead();
        if (head != 0) {
            assertThat(new PageFinder(pages, head).find())
                    .contains(new PageFinder.Place(PageIdentity.Kind.FREE_TRUNK, "", 1));
        }
    }

    private static void requireSound(byte[] page, long number, DatabaseHeader header) throws Exception {
        BtreePageAnatomy anatomy = BtreePageAnatomy.of(page, number, header);
        assertThat(anatomy.problems()).isEmpty();
        BtreePage view = BtreePage.parse(page, number, header, "sample.db");
        assertThat(anatomy.type()).isEqualTo(view.type());
        assertThat(anatomy.freeBlocks()).isEqualTo(view.freeBlocks());
        assertThat(anatomy.rightMost()).isEqualTo(view.rightMost());
        assertThat(anatomy.contentStart()).isEqualTo(view.contentStart());
        assertThat(anatomy.cells()).hasSize(view.cells().size());
        int cellBytes = 0;
        for (int cell = 0; cell < view.cells().size(); cell++) {
            BtreeCell content = BtreeCell.parse(page, view, cell, header, "sample.db");
            assertThat(anatomy.cells().get(cell).content()).isEqualTo(content);
            assertThat(anatomy.cells().get(cell).record() != null)
                    .isEqualTo(view.type() != BtreePage.Type.TABLE_INTERIOR);
            cellBytes += content.byteCount();
        }
        assertThat(count(anatomy, PageUse.CELL)).isEqualTo(cellBytes);
        assertThat(count(anatomy, PageUse.OVERLAP)).isZero();
        assertThat(count(anatomy, PageUse.FRAGMENT)).isEqualTo(view.fragmentedBytes());
        assertThat(count(anatomy, PageUse.UNALLOCATED)
                        + count(anatomy, PageUse.FREE_BLOCK)
                        + count(anatomy, PageUse.FRAGMENT))
                .isEqualTo(view.unusedBytes());
        assertThat(count(anatomy, PageUse.DATABASE_HEADER)).isEqualTo(number == 1 ? 100 : 0);
    }

    private static int count(BtreePageAnatomy anatomy, PageUse use) {
        return (int) anatomy.uses().stream().filter(use::equals).count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16le", "UTF-16be"})
    void recordsAreTheRowsOfASelect(String encoding) throws Exception {
        Path file = folder.resolve("rows.db");
        Sqlite.run(
                file,
                "PRAGMA encoding = '" + encoding + "'",
                "PRAGMA page_size = 4096",
                "CREATE TABLE t (a, b)",
                "INSERT INTO t (rowid, a, b) VALUES (-5, NULL, 0), (1, 1, -1), (2, 127, -128), (3, 32767, -32769),"
                        + " (4, 8388607, -8388609), (5, 2147483647, -2147483649), (6, 140737488355327,"
                        + " -140737488355329), (7, 9223372036854775807, -9223372036854775808),"
                        + " (8, 1.5, -1e300), (9, 'text', 'ä€😀'), (10, x'', ''), (11, x'00ff7f', 'it''s'),"
                        + " (9223372036854775807, 1e999, 2)");
        List<String> expected =
                Sqlite.query(file, "SELECT rowid || '|' || quote(a) || '|' || quote(b) FROM t ORDER BY rowid");
        List<String> rows = new ArrayList<>();
        try (PageSource pages = DatabasePages.open(file)) {
            byte[] page = new byte[4096];
            pages.readPage(2, page);
            BtreePageAnatomy anatomy = BtreePageAnatomy.of(page, 2, pages.header());
            assertThat(anatomy.problems()).isEmpty();
            for (BtreePageAnatomy.Cell cell : anatomy.cells()) {
                BtreeCell content = cell.content();
                RecordView record = cell.record();
                assertThat(record).isNotNull();
                assertThat(content).isNotNull();
                rows.add(content.rowId() + "|" + quote(record.columns().get(0)) + "|"
                        + quote(record.columns().get(1)));
            }
        }
        assertThat(rows).isEqualTo(expected);
    }

    private static String quote(RecordView.Column column) {
        assertThat(column.whole()).isTrue();
        Object value = column.value();
        if (value instanceof String text) {
            return "'" + text.replace("'", "''") + "'";
        }
        if (value instanceof byte[] bytes) {
            return "X'" + java.util.HexFormat.of().withUpperCase().formatHex(bytes) + "'";
        }
        if (value instanceof Double number) {
            return number.isInfinite() ? "9.0e+999" : number == 1.5 ? "1.5" : "-1.0e+300";
        }
        return value == null ? "NULL" : value.toString();
    }

    @Test
    void aLongRowShowsWhatIsInThePage() throws Exception {
        Path file = folder.resolve("long.db");
        Sqlite.run(
                file,
                "PRAGMA page_size = 512",
                "CREATE TABLE t (a, b, c)",
                "INSERT INTO t VALUES (7, zeroblob(5000), 'behind'), (8, 9, 'x')");
        try (PageSource pages = DatabasePages.open(file)) {
            byte[] page = new byte[512];
            pages.readPage(2, page);
            BtreePageAnatomy anatomy = BtreePageAnatomy.of(page, 2, pages.header());
            RecordView row = anatomy.cells().get(0).record();
            assertThat(row).isNotNull();
            assertThat(row.complete()).isTrue();
            assertThat(row.columns().get(0).value()).isEqualTo(7L);
            RecordView.Column blob = row.columns().get(1);
            assertThat(blob.byteCount()).isEqualTo(5000);
            assertThat(blob.whole()).isFalse();
            assertThat((byte[]) blob.value()).hasSizeBetween(1, 500).containsOnly(0);
            assertThat(row.columns().get(2).byteCount()).isEqualTo(6);
            assertThat(row.columns().get(2).value()).isEqualTo("");
        }
    }

    @Test
    void overlapsAndLostBytesAreNamed() throws Exception {
        Path file = folder.resolve("small.db");
        Sqlite.run(file, "PRAGMA page_size = 512", "CREATE TABLE t (a)", "INSERT INTO t VALUES ('one'), ('two')");
        try (PageSource pages = DatabasePages.open(file)) {
            byte[] page = new byte[512];
            pages.readPage(2, page);
            // Both pointers lead to the second cell.
            page[8] = page[10];
            page[9] = page[11];
            BtreePageAnatomy anatomy = BtreePageAnatomy.of(page, 2, pages.header());
            assertThat(anatomy.problems())
                    .containsExactly(
                            new BtreePageAnatomy.Problem(498, "cell 1 overlaps cell 0"),
                            new BtreePageAnatomy.Problem(
                                    7,
                                    "7 bytes of the cell content are in no cell and no free block, but the header says"
                                            + " 0"));
            assertThat(count(anatomy, PageUse.OVERLAP)).isEqualTo(7);
            pages.readPage(2, page);
            page[0] = 7;
            assertThat(BtreePageAnatomy.of(page, 2, pages.header()).problems())
                    .containsExactly(new BtreePageAnatomy.Problem(0, "not a b-tree page: its type is 7"));
        }
    }

    /** Nothing is thrown, all is bounded, and what the strict views refuse is a problem here. */
    @ParameterizedTest
    @CsvSource({"512, 20000", "4096, 4000", "65536, 200"})
    void mutatedPagesAreTakenApart(int pageBytes, int rounds) throws Exception {
        Path file = SampleDatabase.create(folder.resolve("sample.db"), pageBytes, "INCREMENTAL");
        byte[] page = new byte[pageBytes];
        Random random = new Random(pageBytes);
        int refused = 0;
        try (PageSource pages = new BytePages(Files.readAllBytes(file))) {
            for (int round = 0; round < rounds; round++) {
                long number = 1 + random.nextInt((int) pages.pageCount());
                pages.readPage(number, page);
                for (int change = random.nextInt(4); change > 0; change--) {
                    int from = number == 1 ? 100 : 0;
                    int at = from + random.nextInt(random.nextBoolean() ? 40 : pageBytes - from);
                    page[at] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
                }
                BtreePageAnatomy anatomy = BtreePageAnatomy.of(page, number, pages.header());
                assertThat(anatomy.uses()).hasSize(pageBytes);
                if (!strictlySound(page, number, pages.header())) {
                    assertThat(anatomy.problems()).isNotEmpty();
                    refused++;
                }
                anatomy.problems()
                        .forEach(problem -> assertThat(problem.arrayOffset()).isBetween(0, pageBytes - 1));
            }
        }
        assertThat(refused).isGreaterThan(rounds / 10);
    }

    private static boolean strictlySound(byte[] page, long number, DatabaseHeader header) {
        try {
            BtreePage view = BtreePage.parse(page, number, header, "a.db");
            for (int cell = 0; cell < view.cells().size(); cell++) {
                BtreeCell.parse(page, view, cell, header, "a.db");
            }
            return true;
        } catch (MalformedFileException e) {
            return false;
        }
    }

    /** Mutated databases: the walk ends, found or not. */
    @Test
    void theFinderEndsInDamagedDatabases() throws Exception {
        Path file = SampleDatabase.create(folder.resolve("sample.db"), 512, "NONE");
        byte[] original = Files.readAllBytes(file);
        Random random = new Random(5);
        int found = 0;
        for (int round = 0; round < 60; round++) {
            byte[] bytes = original.clone();
            for (int change = 0; change < 200; change++) {
                bytes[100 + random.nextInt(bytes.length - 100)] = (byte) random.nextInt(40);
            }
            long wanted = 2 + random.nextInt(bytes.length / 512 - 1);
            found += new PageFinder(new BytePages(bytes), wanted).find().isPresent() ? 1 : 0;
        }
        assertThat(found).isBetween(5, 60);
    }

    /** A header that claims two thousand million pages, and a cell that points to the last of them. */
    @Test
    void aPageThatIsOnlyClaimedCostsNoMemory() throws Exception {
        Path file = SampleDatabase.create(folder.resolve("sample.db"), 512, "NONE");
        byte[] bytes = Files.readAllBytes(file);
        WalLayout.putWord(bytes, DatabaseHeaderLayout.PAGES, Integer.MAX_VALUE - 8);
        WalLayout.putWord(bytes, DatabaseHeaderLayout.VERSION_VALID_FOR, WalLayout.word(bytes, 24));
        WalLayout.putWord(bytes, DatabaseHeaderLayout.FREELIST_HEAD, Integer.MAX_VALUE - 9);
        Files.write(file, bytes);
        try (PageSource pages = DatabasePages.open(file)) {
            assertThat(pages.pageCount()).isEqualTo(Integer.MAX_VALUE - 8);
            assertThat(new PageFinder(pages, 3).find()).isPresent();
            assertThat(new PageFinder(pages, Integer.MAX_VALUE - 10).find()).isEmpty();
        }
    }
}
