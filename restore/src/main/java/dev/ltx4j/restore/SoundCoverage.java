package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;
import dev.ltx4j.ltx.TxidRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which transactions the sound files have, when files are looked at by last transaction, the newest first. So whether an
 * older file can bring anything, and whether a page of it can be out of date, is known as soon as it is its turn.
 */
final class SoundCoverage {
    private final List<TxidRange> holes = new ArrayList<>();
    private Txid needed;
    private @Nullable Txid first;

    /** @param target the last transaction that is wanted */
    SoundCoverage(Txid target) {
        this.needed = target;
    }

    /** Takes a file into account that has verified. */
    void add(TxidRange range) {
        if (range.max().isBefore(needed)) {
            holes.add(new TxidRange(range.max().next(), needed));
            needed = range.max();
        }
        if (!range.min().isAfter(needed)) {
            needed = range.min().previous();
        }
        if (first == null || range.min().isBefore(first)) {
            first = range.min();
        }
    }

    /** Says that there are no more files. */
    void end() {
        if (needed.isAfter(Txid.ZERO)) {
            holes.add(new TxidRange(Txid.ZERO.next(), needed));
            needed = Txid.ZERO;
        }
    }

    /** Whether a newer sound file has all that a file has, as it was later. */
    boolean hasAllOf(TxidRange range) {
        return first != null && !first.isAfter(range.min());
    }

    /** What no sound file has, the newest first. */
    List<TxidRange> holes() {
        return holes;
    }

    /** A copy of a page from before this transaction may be out of date; {@link Txid#ZERO} if none can be. */
    Txid uncertainTo() {
        return holes.isEmpty() ? Txid.ZERO : holes.get(0).max();
    }
}
