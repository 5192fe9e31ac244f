package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds where the states of a replica are divided by a hole: between two states that no file of levels 0 to 8 leads
 * across, and behind the last one. (Before the first state there is none: that a backup starts somewhere is no loss.)
 *
 * @param ranges the states between the holes
 * @param holes in order
 */
record HoleFinder(List<Coverage.Range> ranges, List<Coverage.Hole> holes) {
    /**
     * @param states oldest first
     * @param usable in any order
     * @param lastTxid the last transaction that any file promises, usable or not
     */
    static HoleFinder of(List<RestorableState> states, List<LtxFile> usable, Txid lastTxid) {
        List<Coverage.Range> ranges = new ArrayList<>();
        List<Coverage.Hole> holes = new ArrayList<>();
        Bridges bridges = new Bridges(usable.stream()
                .filter(file -> file.level() != LtxFile.SNAPSHOT_LEVEL)
                .sorted(LtxFile.BY_FIRST)
                .toList());
        int first = 0;
        for (int i = 1; i < states.size(); i++) {
            RestorableState before = states.get(i - 1);
            RestorableState after = states.get(i);
            boolean neighbours = before.txid().next().equals(after.txid());
            if (!neighbours && bridges.furthestFrom(before.txid()).isBefore(after.txid())) {
                ranges.add(new Coverage.Range(states.get(first), before, i - first));
                holes.add(new Coverage.Hole(
                        before.txid().next(), after.txid().previous(), Optional.of(before), Optional.of(after)));
                first = i;
            }
        }
        Optional<RestorableState> last =
                states.isEmpty() ? Optional.empty() : Optional.of(states.get(states.size() - 1));
        if (last.isPresent()) {
            ranges.add(new Coverage.Range(states.get(first), last.get(), states.size() - first));
        }
        Txid end = last.map(RestorableState::txid).orElse(Txid.ZERO);
        if (lastTxid.isAfter(end)) {
            holes.add(new Coverage.Hole(end.next(), lastTxid, last, Optional.empty()));
        }
        return new HoleFinder(ranges, holes);
    }

    /** How far single files lead, asked for one state after another. */
    private static final class Bridges {
        private final List<LtxFile> byFirst;
        private int next;
        private Txid furthest = Txid.ZERO;

        Bridges(List<LtxFile> byFirst) {
            this.byFirst = byFirst;
        }

        Txid furthestFrom(Txid state) {
            while (next < byFirst.size() && !Candidates.startsBeyond(byFirst.get(next), state)) {
                furthest = Txid.max(furthest, byFirst.get(next++).max());
            }
            return furthest;
        }
    }
}
