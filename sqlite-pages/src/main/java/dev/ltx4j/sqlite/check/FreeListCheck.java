package dev.ltx4j.sqlite.check;

import dev.ltx4j.sqlite.FreelistTrunk;
import dev.ltx4j.sqlite.PointerMap;
import dev.ltx4j.sqlite.internal.BigEndian;
import dev.ltx4j.sqlite.internal.FreelistLayout;
import java.io.IOException;

/** Follows the free list from trunk to trunk. It ends, because no page counts twice. */
final class FreeListCheck {
    private static final String OBJECT = "free list";

    private final CheckContext check;
    private long found;

    FreeListCheck(CheckContext check) {
        this.check = check;
    }

    /** How many pages of the free list exist and are used for nothing else. */
    long run() throws IOException {
        Findings findings = check.findings();
        int before = findings.count();
        byte[] page = check.newPage();
        long from = 1;
        long trunk = check.header().freelistHead();
        while (trunk != 0 && !findings.isFull() && check.claim(trunk, from, OBJECT)) {
            found++;
            check.requireMapped(trunk, PointerMap.Type.FREE, 0, OBJECT);
            if (!check.read(trunk, page, OBJECT)) {
                break;
            }
            leaves(trunk, page);
            from = trunk;
            trunk = BigEndian.u32(page, FreelistLayout.NEXT);
        }
        long expected = check.header().freelistPages();
        if (found != expected && findings.count() == before) {
            findings.add(
                    CheckFinding.Kind.FREE_LIST,
                    1,
                    OBJECT,
                    "has " + found + " pages, but " + expected + " according to the header (size is " + found
                            + " but should be " + expected + ")");
        }
        return found;
    }

    private void leaves(long trunk, byte[] page) throws IOException {
        long leafCount = BigEndian.u32(page, FreelistLayout.LEAF_COUNT);
        int room = FreelistTrunk.maxLeaves(check.header());
        if (leafCount > room) {
            check.findings()
                    .add(
                            CheckFinding.Kind.FREE_LIST,
                            trunk,
                            OBJECT,
                            leafCount + " leaves, a page has room for " + room
                                    + " (freelist leaf count too big on page " + trunk + ")");
            return;
        }
        for (int leaf = 0; leaf < leafCount && !check.findings().isFull(); leaf++) {
            long leafPage = BigEndian.u32(page, FreelistLayout.LEAVES + leaf * Integer.BYTES);
            if (check.claim(leafPage, trunk, OBJECT)) {
                found++;
            }
            check.requireMapped(leafPage, PointerMap.Type.FREE, 0, OBJECT);
        }
    }
}
