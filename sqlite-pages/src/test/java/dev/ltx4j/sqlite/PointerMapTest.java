package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PointerMapTest {
    private static final DatabaseHeader HEADER = BtreePageTest.header(512, 0);

    /** The definition, page by page: a map, then as many pages as it has room for; the lock page is none of them. */
    @ParameterizedTest
    @CsvSource({"65536, 0", "65536, 255", "65536, 1", "32768, 0", "32768, 1", "32768, 255", "16384, 0", "16384, 7"})
    void mapsStandBeforeThePagesTheyAreAbout(int pageBytes, int reservedBytes) {
        DatabaseHeader header = BtreePageTest.header(pageBytes, reservedBytes);
        long lockPage = header.pageSize().lockPage();
        int entries = PointerMap.entriesPerPage(header);
        assertThat(entries).isEqualTo((pageBytes - reservedBytes) / 5);
        long map = 0;
        for (long page = 2; page < 2 * lockPage; page++) {
            boolean place = (page - 2) % (entries + 1) == 0;
            boolean isMap = place ? page != lockPage : page - 1 == lockPage && (lockPage - 2) % (entries + 1) == 0;
            map = isMap ? page : map;
            if (PointerMap.isPointerMap(page, header) != isMap) {
                throw new AssertionError("page " + page);
            }
            if (page != lockPage && PointerMap.mapOf(page, header) != map) {
                throw new AssertionError("map of page " + page);
            }
        }
    }

    /** Where a map would stand on the lock page, it stands behind, and has a page less to speak of. */
    @Test
    void aMapMakesWayForTheLockPage() throws Exception {
        DatabaseHeader header = headerWithAMapOnTheLockPage();
        int pageBytes = header.pageSize().bytes();
        long map = header.pageSize().lockPage() + 1;
        assertThat(PointerMap.isPointerMap(map, header)).isTrue();
        assertThat(PointerMap.isPointerMap(map - 1, header)).isFalse();
        byte[] page = new byte[pageBytes];
        for (int at = 0; at + 5 <= pageBytes; at += 5) {
            page[at] = 2;
        }
        PointerMap view = PointerMap.parse(page, map, header, 0xffff_fffeL, "a.db");
        assertThat(view.entries()).hasSize(PointerMap.entriesPerPage(header) - 1);
        assertThat(view.entries().get(0).pageNumber()).isEqualTo(map + 1);
    }

    private static DatabaseHeader headerWithAMapOnTheLockPage() {
        for (int pageBytes = 512; pageBytes <= 65536; pageBytes *= 2) {
            for (int reserved = 0; reserved < 256 && pageBytes - reserved >= 480; reserved++) {
                DatabaseHeader header = BtreePageTest.header(pageBytes, reserved);
                long stride = PointerMap.entriesPerPage(header) + 1L;
                if ((header.pageSize().lockPage() - 2) % stride == 0) {
                    return header;
                }
            }
        }
        throw new AssertionError("no such page size");
    }

    @Test
    void entriesEndWithTheDatabaseAndLeaveOutTheLockPage() throws Exception {
        ByteBuffer page = ByteBuffer.allocate(512);
        page.put(0, (byte) 1).put(5, (byte) 5).putInt(6, 3).put(10, (byte) 99);
        PointerMap view = PointerMap.parse(page.array(), 2, HEADER, 4, "a.db");
        assertThat(view.entries())
                .containsExactly(
                        new PointerMap.Entry(3, PointerMap.Type.ROOT, 0),
                        new PointerMap.Entry(4, PointerMap.Type.BTREE, 3));

        DatabaseHeader large = BtreePageTest.header(65536, 0);
        long lockPage = large.pageSize().lockPage();
        long map = PointerMap.mapOf(lockPage, large);
        byte[] free = new byte[65536];
        for (int at = 0; at < 65535; at += 5) {
            free[at] = (byte) (at / 5 == lockPage - map - 1 ? 0 : 2);
        }
        assertThat(PointerMap.parse(free, map, large, lockPage + 2, "a.db").entries())
                .extracting(PointerMap.Entry::pageNumber)
                .endsWith(lockPage - 1, lockPage + 1, lockPage + 2);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0,  'the pointer map has the unknown type 0 for page 3 (at byte 512, page 2)'",
        "6, 0,  'the pointer map has the unknown type 6 for page 3 (at byte 512, page 2)'",
        "1, 4,  'the pointer map says that page 3 is ROOT with parent 4 (at byte 513, page 2)'",
        "2, 4,  'the pointer map says that page 3 is FREE with parent 4 (at byte 513, page 2)'",
        "3, 0,  'the pointer map says that page 3 is FIRST_OVERFLOW with parent 0 (at byte 513, page 2)'",
        "4, 10, 'the pointer map says that page 3 is LATER_OVERFLOW with parent 10 (at byte 513, page 2)'",
        "5, -1, 'the pointer map says that page 3 is BTREE with parent 4294967295 (at byte 513, page 2)'",
    })
    void anEntryThatCannotBeIsNamed(int type, int parent, String message) {
        byte[] page = ByteBuffer.allocate(512).put((byte) type).putInt(parent).array();
        assertThatThrownBy(() -> PointerMap.parse(page, 2, HEADER, 9, "a.db"))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("a.db: " + message);
    }

    @Test
    void onlyPointerMapPagesAreTakenApart() {
        assertThatIllegalArgumentException().isThrownBy(() -> PointerMap.parse(new byte[512], 3, HEADER, 9, "a.db"));
        assertThatIllegalArgumentException().isThrownBy(() -> PointerMap.mapOf(1, HEADER));
        assertThat(PointerMap.isPointerMap(1, HEADER)).isFalse();
    }
}
