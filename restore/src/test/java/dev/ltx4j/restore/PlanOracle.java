package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;
import dev.ltx4j.ltx.TxidRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What the planner must say, by trying everything: slow, and written down from the rules without a look at the planner.
 * Files on level 9 that do not start with 1 are no use to anybody.
 */
final class PlanOracle {
    private final List<LtxFile> known;
    private final List<LtxFile> sound;
    private final RestoreTarget target;

    PlanOracle(List<LtxFile> files, Predicate<LtxFile> damaged, RestoreTarget target) {
        this.known = files;
        this.sound = files.stream()
                .filter(damaged.negate())
                .filter(file -> file.level() < 9 || file.range().isSnapshot())
                .toList();
        this.target = target;
    }

    /** Every state that files make in any order and choice. */
    static NavigableSet<Txid> reachable(List<LtxFile> files) {
        NavigableSet<Txid> states = new TreeSet<>(List.of(Txid.ZERO));
        boolean more = true;
        while (more) {
            more = false;
            for (LtxFile file : files) {
                for (Txid state : List.copyOf(states)) {
                    if (file.range().continues(state)) {
                        more |= states.add(file.range().max());
                    }
                }
            }
        }
        return states;
    }

    NavigableSet<Txid> allStates() {
        NavigableSet<Txid> states = reachable(sound);
        states.remove(Txid.ZERO);
        return states;
    }

    /** The best state that sound files within the target make, 0 for none. */
    Txid best() {
        return reachable(within(sound)).last();
    }

    /** The best state that files within the target would make if none were damaged. */
    Txid bestUndamaged() {
        return reachable(within(known)).last();
    }

    boolean mustSucceed() {
        List<LtxFile> within = within(known);
        if (within.isEmpty() || best().equals(Txid.ZERO) || !best().equals(bestUndamaged())) {
            return false;
        }
        if (target instanceof RestoreTarget.AtTxid at) {
            return best().equals(at.txid());
        }
        Txid last = last(within);
        return best().equals(last) || isInsideLaterCompaction(best(), last);
    }

    UnrestorableException.Reason reason() {
        if (known.isEmpty()) {
            return UnrestorableException.Reason.NO_BACKUP;
        }
        if (target instanceof RestoreTarget.AtTxid at) {
            if (at.txid().equals(Txid.ZERO) || at.txid().isAfter(last(known))) {
                return UnrestorableException.Reason.OUT_OF_BOUNDS;
            }
            return bestUndamaged().equals(at.txid())
                    ? UnrestorableException.Reason.LOST_TO_DAMAGE
                    : inGapOrInFile(at.txid(), bestUndamaged());
        }
        List<LtxFile> within = within(known);
        if (within.isEmpty()) {
            return UnrestorableException.Reason.OUT_OF_BOUNDS;
        }
        Txid best = bestUndamaged();
        boolean inside = isInsideLaterCompaction(best, last(within));
        if (!best.equals(last(within)) && !inside) {
            return UnrestorableException.Reason.GAP;
        }
        return best.equals(Txid.ZERO)
                ? UnrestorableException.Reason.TARGET_NOT_REACHABLE
                : UnrestorableException.Reason.LOST_TO_DAMAGE;
    }

    private UnrestorableException.Reason inGapOrInFile(Txid txid, Txid best) {
        TxidRange needed = new TxidRange(best.next(), txid);
        boolean inCompaction = known.stream().anyMatch(file -> file.level() < 9 && covers(file, needed));
        boolean laterStart = known.stream()
                .map(file -> file.range().min())
                .anyMatch(min -> min.isAfter(needed.min()) && !min.isAfter(txid));
        boolean inSnapshot = known.stream()
                .anyMatch(file -> file.level() == 9 && file.range().contains(txid));
        return inCompaction || (!laterStart && inSnapshot)
                ? UnrestorableException.Reason.TARGET_NOT_REACHABLE
                : UnrestorableException.Reason.GAP;
    }

    /** The choice as the rules describe it, looking at every file in every step. */
    String naivePlan() {
        List<LtxFile> plan = new ArrayList<>();
        List<LtxFile> within = within(sound);
        within.stream()
                .filter(file -> file.level() == 9)
                .max(Comparator.comparing(file -> file.range().max()))
                .ifPresent(plan::add);
        while (true) {
            Txid current = plan.isEmpty()
                    ? Txid.ZERO
                    : plan.get(plan.size() - 1).range().max();
            LtxFile best = null;
            for (int level = 8; level >= 0; level--) {
                for (LtxFile file : within) {
                    boolean continues = file.range().min().value() <= current.value() + 1
                            && file.range().max().value() > current.value();
                    if (file.level() == level && continues && (best == null || better(file.range(), best.range()))) {
                        best = file;
                    }
                }
            }
            if (best == null) {
                return String.join(" ", plan.stream().map(Listings::word).toList());
            }
            plan.add(best);
        }
    }

    private static boolean better(TxidRange a, TxidRange b) {
        return a.max().value() > b.max().value()
                || (a.max().equals(b.max()) && a.min().value() < b.min().value());
    }

    private boolean isInsideLaterCompaction(Txid state, Txid last) {
        return target instanceof RestoreTarget.Before before
                && last.isAfter(state)
                && known.stream()
                        .filter(file -> file.level() < 9 && !file.created().isBefore(before.timestamp()))
                        .anyMatch(file -> covers(file, new TxidRange(state.next(), last)));
    }

    private static boolean covers(LtxFile file, TxidRange range) {
        return !file.range().min().isAfter(range.min()) && !file.range().max().isBefore(range.max());
    }

    private List<LtxFile> within(List<LtxFile> files) {
        return files.stream().filter(this::isWithin).toList();
    }

    private boolean isWithin(LtxFile file) {
        if (target instanceof RestoreTarget.AtTxid at) {
            return !file.range().max().isAfter(at.txid());
        }
        return !(target instanceof RestoreTarget.Before before)
                || file.created().isBefore(before.timestamp());
    }

    private static Txid last(List<LtxFile> files) {
        return files.stream()
                .map(file -> file.range().max())
                .max(Txid::compareTo)
                .orElseThrow();
    }
}
