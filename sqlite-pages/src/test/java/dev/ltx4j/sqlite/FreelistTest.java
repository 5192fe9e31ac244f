package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FreelistTest {
    private static final int PAGE = 512;

    private final ByteBuffer database = database(12);

    @Test
    void anEmptyListHasNoPages() throws Exception {
        Freelist list = Freelist.read(list(0, 0));
        assertThat(list.pageCount()).isZero();
        assertThat(list.trunkCount()).isZero();
    }

    @Test
    void trunksAndLeavesAreOnTheList() throws Exception {
        trunk(9, 4, 3, 12);
        trunk(4, 0);
        Freelist list = Freelist.read(list(9, 4));
        assertThat(list.pages()).containsExactly(3L, 4L, 9L, 12L);
        assertThat(list.trunkCount()).isEqualTo(2);
        assertThat(list.contains(12)).isTrue();
        assertThat(list.contains(5)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 10})
    void aCircleEndsInATypedError(int length) {
        for (int i = 0; i < length; i++) {
            trunk(2 + i, 2 + (i + 1) % length);
        }
        assertThatThrownBy(() -> Freelist.read(list(2, 0x7fff_ffff)))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("the free list runs in a circle: trunk page");
        // A way into the circle.
        trunk(12, 2);
        assertThatThrownBy(() -> Freelist.read(list(12, 0x7fff_ffff)))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("the free list runs in a circle: trunk page");
    }

    @ParameterizedTest
    @CsvSource({
        "2, the free list is longer than the 2 pages that it has according to the header (page 9)",
        "0, the free list is longer than the 0 pages that it has according to the header (page 1)",
        "4, 'the free list has 3 pages, but 4 according to the header (page 1)'",
    })
    void aWrongCountEndsInATypedError(int count, String message) {
        trunk(9, 0, 3, 4);
        assertThatThrownBy(() -> Freelist.read(list(9, count)))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("a.db: " + message);
    }

    @ParameterizedTest
    @CsvSource({
        "3,  3,  'the page is on the free list twice (page 3)'",
        "9,  3,  'the page is on the free list twice (page 9)'",
        "13, 3,  'page 13 on the free list of a database of 12 pages (page 9)'",
        "-1, 3,  'page 4294967295 on the free list of a database of 12 pages (page 9)'",
        "1,  3,  'page 1 as a leaf of the free list (at byte 4104, page 9)'",
        "0,  3,  'page 0 as a leaf of the free list (at byte 4104, page 9)'",
    })
    void aPageThatCannotBeFreeEndsInATypedError(int leaf, int other, String message) {
        trunk(9, 0, leaf, other);
        assertThatThrownBy(() -> Freelist.read(list(9, 3)))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("a.db: " + message);
    }

    @Test
    void aTrunkThatCannotBeOneEndsInATypedError() {
        for (int head : new int[] {1, 13, -1}) {
            assertThatThrownBy(() -> Freelist.read(list(head, 1))).isInstanceOf(MalformedFileException.class);
        }
        trunk(9, 1);
        assertThatThrownBy(() -> Freelist.read(list(9, 2)))
                .hasMessage("a.db: the next trunk page of the free list is page 1 (at byte 4096, page 9)");
    }

    /** The file need not be so large: its header says so. */
    @Test
    void theLockPageCannotBeFree() {
        long lockPage = PageSize.of(PAGE).lockPage();
        trunk(9, 0, (int) lockPage);
        database.putInt(28, (int) lockPage + 5);
        assertThatThrownBy(() -> Freelist.read(list(9, 2)))
                .hasMessage("a.db: the lock page, 2097153, on the free list (page 9)");
    }

    @Test
    void aFullTrunkHasRoomForAllButTwoWords() throws Exception {
        DatabaseHeader header = BtreePageTest.header(PAGE, 0);
        ByteBuffer page = ByteBuffer.allocate(PAGE).putInt(4, 126);
        for (int leaf = 0; leaf < 126; leaf++) {
            page.putInt(8 + 4 * leaf, 100 + leaf);
        }
        FreelistTrunk trunk = FreelistTrunk.parse(page.array(), 2, header, "a.db");
        assertThat(trunk.leaves()).hasSize(126).startsWith(100L).endsWith(225L);

        for (int count : new int[] {127, -1}) {
            page.putInt(4, count);
            assertThatThrownBy(() -> FreelistTrunk.parse(page.array(), 2, header, "a.db"))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageContaining(" free-list leaves, a page has room for 126 (at byte 516, page 2)");
        }
    }

    private void trunk(int pageNumber, int next, int... leaves) {
        int at = (pageNumber - 1) * PAGE;
        database.putInt(at, next).putInt(at + 4, leaves.length);
        for (int leaf = 0; leaf < leaves.length; leaf++) {
            database.putInt(at + 8 + 4 * leaf, leaves[leaf]);
        }
    }

    private PageSource list(int head, int count) throws MalformedFileException {
        return new BytePages(database.putInt(32, head).putInt(36, count).array());
    }

    private static ByteBuffer database(int pages) {
        ByteBuffer database = ByteBuffer.allocate(pages * PAGE);
        database.put("SQLite format 3\0".getBytes(StandardCharsets.US_ASCII));
        return database.putShort((short) PAGE).put(new byte[] {2, 2, 0, 64, 32, 32});
    }
}
