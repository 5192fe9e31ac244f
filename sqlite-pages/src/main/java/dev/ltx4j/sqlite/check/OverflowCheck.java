package dev.ltx4j.sqlite.check;

import dev.ltx4j.sqlite.PointerMap;
import dev.ltx4j.sqlite.internal.BigEndian;
import java.io.IOException;

/** Follows the overflow chain of a cell to its end, which it has because no page counts twice. */
final class OverflowCheck {
    private final CheckContext check;
    private final byte[] page;

    OverflowCheck(CheckContext check) {
        this.check = check;
        this.page = check.newPage();
    }

    /**
     * Follows a chain.
     *
     * @param owner the page of a b-tree with a cell that goes on in the chain
     * @param object whose it is
     */
    void run(TreePage owner, String object) throws IOException {
        Findings findings = check.findings();
        int before = findings.count();
        int contentBytes = check.header().usableBytes() - Integer.BYTES;
        long expected = (owner.payloadBytes - owner.localBytes + contentBytes - 1) / contentBytes;
        long found = 0;
        long from = owner.pageNumber;
        long next = owner.overflowPage;
        check.requireMapped(next, PointerMap.Type.FIRST_OVERFLOW, from, object);
        while (next != 0 && !findings.isFull() && check.claim(next, from, object)) {
            found++;
            if (!check.window().holds(next)) {
                // Mostly written at once, and so side by side.
                check.window().fill(next, expected - found + 1);
            }
            if (!check.read(next, page, object)) {
                break;
            }
            from = next;
            next = BigEndian.u32(page, 0);
            if (found < expected) {
                check.requireMapped(next, PointerMap.Type.LATER_OVERFLOW, from, object);
            }
        }
        if (found != expected && findings.count() == before) {
            findings.add(
                    CheckFinding.Kind.OVERFLOW_CHAIN,
                    owner.pageNumber,
                    object,
                    "cell " + owner.cell + " goes on in " + found + " overflow pages, its length needs " + expected
                            + " (overflow list length is " + found + " but should be " + expected + ")");
        }
    }
}
