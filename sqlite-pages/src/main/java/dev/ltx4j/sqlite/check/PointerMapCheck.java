package dev.ltx4j.sqlite.check;

import dev.ltx4j.sqlite.PointerMap;
import dev.ltx4j.sqlite.internal.BigEndian;
import dev.ltx4j.sqlite.internal.PointerMapLayout;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Looks single entries of the pointer map up. The map's page of last time is kept: what follows is mostly near. */
final class PointerMapCheck {
    private final CheckContext check;
    private final byte[] page;
    private long pageInArray;

    PointerMapCheck(CheckContext check) {
        this.check = check;
        this.page = check.newPage();
    }

    void require(long pageNumber, PointerMap.Type type, long parent, @Nullable String object) throws IOException {
        if (pageNumber < PointerMapLayout.FIRST) {
            add(pageNumber, object, "page " + pageNumber + " cannot be in the pointer map");
            return;
        }
        long map = PointerMap.mapOf(pageNumber, check.header());
        if (map > check.pageCount() || map >= pageNumber) {
            add(pageNumber, object, "the page is where a page of the pointer map belongs");
            return;
        }
        if (map != pageInArray) {
            pageInArray = 0;
            if (!check.read(map, page, object)) {
                return;
            }
            pageInArray = map;
        }
        int arrayOffset = (int) (pageNumber - map - 1) * PointerMapLayout.ENTRY_BYTES;
        int foundType = BigEndian.u8(page, arrayOffset + PointerMapLayout.ENTRY_TYPE);
        long foundParent = BigEndian.u32(page, arrayOffset + PointerMapLayout.ENTRY_PARENT);
        if (foundType != type.value() || foundParent != parent) {
            add(
                    pageNumber,
                    object,
                    "the pointer map (page " + map + ") has type " + foundType + ", parent " + foundParent
                            + " for this page, but it is type " + type.value() + ", parent " + parent
                            + " (Bad ptr map entry key=" + pageNumber + ")");
        }
    }

    private void add(long pageNumber, @Nullable String object, String detail) {
        check.findings().add(CheckFinding.Kind.POINTER_MAP, pageNumber, object, detail);
    }
}
