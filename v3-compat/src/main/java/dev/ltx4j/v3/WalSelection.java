package dev.ltx4j.v3;

import dev.ltx4j.v3.GenerationUnavailableException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The WAL to apply to a snapshot: all that the target includes, or the reason why it makes no state. */
final class WalSelection {
    private final Snapshot start;
    private final List<WalIndex> whole = new ArrayList<>();
    private final List<WalSegment> current = new ArrayList<>();

    private WalSelection(Snapshot start) {
        this.start = start;
    }

    static GenerationPath path(Generation generation, Snapshot start, GenerationTarget target, Set<String> exclusions)
            throws GenerationUnavailableException {
        WalSelection selection = new WalSelection(start);
        WalSegment leftOut = null;
        for (WalSegment segment : generation.segments()) {
            if (segment.index() < start.index() || (target.index() != null && segment.index() > target.index())) {
                continue;
            }
            if (!target.includes(segment)) {
                leftOut = leftOut == null ? segment : leftOut;
            } else if (leftOut != null) {
                throw timesDisagree(leftOut, segment, target);
            } else if (exclusions.contains(segment.key())) {
                throw selection.lost(segment, nextWhole(generation, segment.index(), exclusions));
            } else {
                selection.add(segment);
            }
        }
        selection.finishIndex();
        if (target.index() != null && selection.reachedIndex() < target.index()) {
            throw selection.gap("the WAL of index " + LayoutNames.index(selection.nextIndex())
                    + " is missing, and so nothing leads to" + " index " + LayoutNames.index(target.index()));
        }
        return selection.path();
    }

    private void add(WalSegment segment) throws GenerationUnavailableException {
        if (!current.isEmpty() && current.get(0).index() == segment.index()) {
            current.add(segment);
            return;
        }
        finishIndex();
        if (segment.index() != nextIndex()) {
            throw gap("the WAL of index " + LayoutNames.index(nextIndex())
                    + " is missing, the next one there is that of " + LayoutNames.index(segment.index()));
        }
        if (segment.offset() != 0) {
            throw gap(
                    "the WAL of index " + LayoutNames.index(segment.index()) + " does not start at offset 00000000: its"
                            + " first segment is at " + LayoutNames.offset(segment.offset()));
        }
        current.add(segment);
    }

    private void finishIndex() {
        if (!current.isEmpty()) {
            whole.add(new WalIndex(current.get(0).index(), current));
            current.clear();
        }
    }

    private @Nullable WalIndex last() {
        return whole.isEmpty() ? null : whole.get(whole.size() - 1);
    }

    private long reachedIndex() {
        WalIndex last = last();
        return last == null ? start.index() : last.index();
    }

    private long nextIndex() {
        WalIndex last = last();
        return last == null ? start.index() : last.index() + 1;
    }

    private GenerationPath path() {
        return new GenerationPath(start, whole);
    }

    private GenerationUnavailableException gap(String missing) {
        return new GenerationUnavailableException(
                Reason.GAP,
                "generation " + start.generation() + " has a gap: " + missing + "; the last state before it is that of "
                        + lastWhole(),
                path());
    }

    private GenerationUnavailableException lost(WalSegment segment, String next) {
        return new GenerationUnavailableException(
                Reason.LOST_TO_DAMAGE,
                "generation " + start.generation() + " is lost to damage from index "
                        + LayoutNames.index(segment.index()) + " on: " + segment.key()
                        + " cannot be used, and no other file holds the same; the last state before it is that of "
                        + lastWhole() + next,
                path());
    }

    private String lastWhole() {
        GenerationPath before = path();
        return before.reached() + ", "
                + (before.wal().isEmpty()
                        ? "the snapshot of index " + LayoutNames.index(start.index())
                        : "index " + LayoutNames.index(before.lastIndex()));
    }

    /** Names the first snapshot behind an index that may be whole, or nothing. */
    static String nextWhole(Generation generation, long index, Set<String> exclusions) {
        return generation.snapshots().stream()
                .filter(snapshot -> snapshot.index() > index && !exclusions.contains(snapshot.key()))
                .findFirst()
                .map(snapshot -> "; the next is that of " + snapshot.created() + ", the snapshot of index "
                        + LayoutNames.index(snapshot.index()))
                .orElse("");
    }

    /**
     * A WAL is only valid up to where something is left out, and what follows it was there before the time: either the
     * one time is wrong or the other.
     */
    private static GenerationUnavailableException timesDisagree(
            WalSegment leftOut, WalSegment included, GenerationTarget target) {
        return new GenerationUnavailableException(
                Reason.TIMES_UNRELIABLE,
                "what the database was at " + target.time() + " cannot be told: " + leftOut.key()
                        + " was created later, at " + leftOut.created() + ", but " + included.key()
                        + ", which follows it, at " + included.created()
                        + "; " + TimeOrder.ADVICE);
    }
}
