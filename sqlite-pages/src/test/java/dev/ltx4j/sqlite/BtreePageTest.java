package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BtreePageTest {
    private static final int PAGE = 512;
    private static final DatabaseHeader HEADER = header(PAGE, 12);

    /** Usable bytes: 500. Cells at 480 and 490, free blocks at 460 (10 bytes) and 474 (6 bytes). */
    private static ByteBuffer leaf() {
        ByteBuffer page = ByteBuffer.allocate(PAGE);
        page.put(0, (byte) 13).putShort(1, (short) 460).putShort(3, (short) 2).putShort(5, (short) 450);
        page.put(7, (byte) 3).putShort(8, (short) 490).putShort(10, (short) 480);
        page.putShort(460, (short) 474).putShort(462, (short) 10).putShort(476, (short) 6);
        page.put(480, (byte) 2)
                .put(481, (byte) 7)
                .put(490, (byte) 7)
                .put(491, (byte) 0x81)
                .put(492, (byte) 1);
        return page;
    }

    @Test
    void aLeafIsTakenApart() throws Exception {
        byte[] page = leaf().array();
        BtreePage view = BtreePage.parse(page, 9, HEADER, "a.db");

        assertThat(view.type()).isEqualTo(BtreePage.Type.TABLE_LEAF);
        assertThat(view.cells()).containsExactly(490, 480);
        assertThat(view.freeBlocks())
                .containsExactly(new BtreePage.FreeBlock(460, 10), new BtreePage.FreeBlock(474, 6));
        assertThat(view.contentStart()).isEqualTo(450);
        assertThat(view.fragmentedBytes()).isEqualTo(3);
        assertThat(view.rightMost()).isZero();
        assertThat(view.unusedBytes()).isEqualTo(450 - 12 + 3 + 16);
        assertThat(BtreeCell.parse(page, view, 0, HEADER, "a.db"))
                .isEqualTo(new BtreeCell(490, 10, 0, 129, 7, 493, 7, 0));
        assertThat(BtreeCell.parse(page, view, 1, HEADER, "a.db")).isEqualTo(new BtreeCell(480, 4, 0, 7, 2, 482, 2, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "0,   0,    'not a b-tree page: its type is 0',                                    4096",
        "0,   1,    'not a b-tree page: its type is 1',                                    4096",
        "3,   1,    '258 cells, more than a page has room for', 4099",
        "3,   255,  '65282 cells, more than a page has room for',                          4099",
        "4,   240,  'the cell content starts at 450, not in 488 to 500', 4101",
        "7,   255,  '709 bytes unused, more than there are behind the cell pointers', 4103",
        "5,   2,    'the cell content starts at 706, not in 12 to 500',                    4101",
        "8,   0,    'cell 0 starts at 234, not in 450 to 496',                             4104",
        "11,  241,  'cell 1 starts at 497, not in 450 to 496',                             4106",
        "2,   100,  'a free block starts at 356, not in 450 to 496',                       4097",
        "2,   241,  'a free block starts at 497, not in 450 to 496',                       4097",
        "461, 217,  'a free block starts at 473, not in 474 to 496',                       4556",
        "461, 204,  'a free block starts at 460, not in 474 to 496',                       4556",
        "463, 3,    'a free block of 3 bytes',                                             4558",
        "462, 1,    'a free block of 266 bytes',                                           4558",
        "477, 27,   'a free block of 27 bytes',                                            4572",
    })
    void everyWrongOffsetIsNamed(int arrayOffset, int value, String detail, long fileOffset) {
        byte[] page = leaf().put(arrayOffset, (byte) value).array();

        assertThatThrownBy(() -> BtreePage.parse(page, 9, HEADER, "a.db"))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("a.db: " + detail + " (at byte " + fileOffset + ", page 9)");
    }

    @Test
    void anInteriorPageHasChildren() throws Exception {
        ByteBuffer page = ByteBuffer.allocate(PAGE);
        page.put(0, (byte) 5)
                .putShort(3, (short) 1)
                .putShort(5, (short) 490)
                .putInt(8, 77)
                .putShort(12, (short) 490);
        page.putInt(490, 66).put(494, (byte) 5);
        BtreePage view = BtreePage.parse(page.array(), 9, HEADER, "a.db");
        assertThat(view.rightMost()).isEqualTo(77);
        assertThat(BtreeCell.parse(page.array(), view, 0, HEADER, "a.db"))
                .isEqualTo(new BtreeCell(490, 5, 66, 5, 0, 495, 0, 0));

        page.putInt(490, 0);
        assertThatThrownBy(() -> BtreeCell.parse(page.array(), view, 0, HEADER, "a.db"))
                .hasMessage("a.db: the left child of the cell at 490 is page 0 (at byte 4586, page 9)");
        page.putInt(8, 0);
        assertThatThrownBy(() -> BtreePage.parse(page.array(), 9, HEADER, "a.db"))
                .hasMessage("a.db: the right-most child is page 0 (at byte 4104, page 9)");
    }

    @Test
    void aCellThatReachesBeyondThePageIsNamed() throws Exception {
        for (int payload : new int[] {7, 8, 127}) {
            byte[] page = leaf().put(490, (byte) payload).array();
            BtreePage view = BtreePage.parse(page, 9, HEADER, "a.db");
            if (payload == 7) {
                assertThat(BtreeCell.parse(page, view, 0, HEADER, "a.db").byteCount())
                        .isEqualTo(10);
                continue;
            }
            assertThatThrownBy(() -> BtreeCell.parse(page, view, 0, HEADER, "a.db"))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessage("a.db: the cell at 490 reaches beyond the page's usable bytes (at byte 4586, page 9)");
        }
    }

    @Test
    void aPayloadLargerThanAnyIsNamed() throws Exception {
        ByteBuffer huge = leaf();
        for (int i = 490; i < 499; i++) {
            huge.put(i, (byte) 0xff);
        }
        BtreePage view = BtreePage.parse(huge.array(), 9, HEADER, "a.db");
        assertThatThrownBy(() -> BtreeCell.parse(huge.array(), view, 0, HEADER, "a.db"))
                .hasMessageContaining("the cell at 490 has 18446744073709551615 bytes of payload");
    }

    @Test
    void anEmptyPageOf65536BytesStartsItsContentAtZero() throws Exception {
        byte[] page = new byte[65536];
        page[0] = 10;
        BtreePage view = BtreePage.parse(page, 2, header(65536, 0), "a.db");
        assertThat(view.contentStart()).isEqualTo(65536);
        assertThat(view.unusedBytes()).isEqualTo(65528);
        assertThatThrownBy(() -> BtreePage.parse(page, 2, header(65536, 1), "a.db"))
                .hasMessageContaining("the cell content starts at 65536, not in 8 to 65535");
    }

    @Test
    void whatIsTheCallersMistakeIsNoDamage() {
        assertThatIllegalArgumentException().isThrownBy(() -> BtreePage.parse(new byte[511], 9, HEADER, "a.db"));
        for (long number : new long[] {0, -1, 1L << 32}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> BtreePage.parse(leaf().array(), number, HEADER, "a.db"));
        }
    }

    static DatabaseHeader header(int pageBytes, int reservedBytes) {
        ByteBuffer header = ByteBuffer.allocate(DatabaseHeader.BYTES);
        header.put("SQLite format 3\0".getBytes(StandardCharsets.US_ASCII));
        header.putShort((short) (pageBytes == 65536 ? 1 : pageBytes));
        header.put(new byte[] {2, 2, (byte) reservedBytes, 64, 32, 32});
        try {
            return DatabaseHeader.parse(header.array(), "a.db");
        } catch (MalformedFileException e) {
            throw new AssertionError(e);
        }
    }
}
