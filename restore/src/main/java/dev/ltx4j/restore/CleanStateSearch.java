package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;
import dev.ltx4j.sqlite.check.CheckMode;
import dev.ltx4j.sqlite.check.CheckReport;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One search for clean states. Which states can be made changes on the way: when a file turns out to be unusable, all
 * those that nothing else leads to are gone at once. For one use.
 */
final class CleanStateSearch {
    private final LtxStates states;
    private final StateProbe probe;
    private final RestoreListener listener;
    private final List<RestorableState> promised;
    private final Set<Txid> contradictory = new HashSet<>();
    private final Deque<DamagedStates> damaged = new ArrayDeque<>();
    private @Nullable RestorableState newestClean;
    private long tried;
    private long bytesDone;
    private long bytesTotal;

    CleanStateSearch(LtxStates states, StateProbe probe, RestoreListener listener) {
        this.states = states;
        this.probe = probe;
        this.listener = listener;
        this.promised = left();
    }

    CleanStateReport report(CheckMode mode, boolean exhaustive, Txid lastTxid, List<String> notes) {
        return new CleanStateReport(
                mode,
                exhaustive,
                promised.size(),
                tried,
                promised.size() - left().size(),
                promised.get(promised.size() - 1),
                lastTxid,
                Optional.ofNullable(newestClean),
                new ArrayList<>(damaged),
                states.unusable(),
                notes);
    }

    /**
     * The newest state that can be made; if that is damaged, by halves below it.
     *
     * @throws UnrestorableException if no state can be made
     */
    void tryHalves() throws IOException {
        int steps = 2 + Integer.SIZE - Integer.numberOfLeadingZeros(promised.size());
        Probed newest = newest(steps);
        if (newest.report.isSound()) {
            newestClean = newest.state;
            return;
        }
        Probed bad = newest;
        RestorableState good = null;
        while (true) {
            List<RestorableState> left = left();
            int from = good == null ? 0 : left.indexOf(good) + 1;
            int to = left.indexOf(bad.state);
            if (from >= to) {
                break;
            }
            RestorableState middle = left.get((from + to) >>> 1);
            Optional<CheckReport> report = probe(middle, steps);
            if (report.isPresent() && report.get().isSound()) {
                good = middle;
            } else if (report.isPresent()) {
                bad = new Probed(middle, report.get());
            }
        }
        newestClean = good;
        damaged.add(stretch(bad, newest.state, good));
    }

    /**
     * Every state, the oldest first: damage is named where it comes in.
     *
     * @throws UnrestorableException if no state can be made
     */
    void tryAll() throws IOException {
        RestorableState good = null;
        Probed first = null;
        RestorableState last = null;
        for (RestorableState state : promised) {
            if (!left().contains(state)) {
                continue;
            }
            Optional<CheckReport> report = probe(state, promised.size());
            if (report.isEmpty()) {
                continue;
            }
            if (!report.get().isSound()) {
                first = first == null ? new Probed(state, report.get()) : first;
                last = state;
                continue;
            }
            if (first != null && last != null) {
                damaged.addFirst(stretch(first, last, good));
                first = null;
            }
            good = state;
        }
        if (first != null && last != null) {
            damaged.addFirst(stretch(first, last, good));
        }
        if (tried == 0) {
            throw states.noneLeft();
        }
        newestClean = good;
    }

    private record Probed(RestorableState state, CheckReport report) {}

    private Probed newest(long probes) throws IOException {
        List<RestorableState> left = left();
        while (!left.isEmpty()) {
            RestorableState state = left.get(left.size() - 1);
            Optional<CheckReport> report = probe(state, probes);
            if (report.isPresent()) {
                return new Probed(state, report.get());
            }
            left = left();
        }
        throw states.noneLeft();
    }

    /** The states that can be made, as far as is known by now, oldest first. */
    private List<RestorableState> left() {
        ReachableStates reachable = states.reachable();
        List<RestorableState> left = new ArrayList<>(reachable.count());
        for (int i = 0; i < reachable.count(); i++) {
            if (!contradictory.contains(reachable.get(i).txid())) {
                left.add(reachable.get(i));
            }
        }
        return left;
    }

    private Optional<CheckReport> probe(RestorableState state, long probes) throws IOException {
        Optional<CheckReport> report = probe.probe(state, byteCount -> {
            bytesDone += byteCount;
            listener.progress(bytesDone, bytesTotal);
        });
        if (report.isPresent()) {
            tried++;
            bytesTotal = bytesDone / tried * Math.max(probes, tried);
        } else if (left().contains(state)) {
            contradictory.add(state.txid());
        }
        return report;
    }

    private DamagedStates stretch(Probed first, RestorableState last, @Nullable RestorableState before) {
        List<RestorableState> left = left();
        int from = before == null ? 0 : indexOf(before) + 1;
        return new DamagedStates(
                first.state,
                last,
                left.indexOf(last) - left.indexOf(first.state) + 1L,
                Optional.ofNullable(before),
                (long) indexOf(first.state) - from,
                states.endingWith(first.state.txid()),
                first.report);
    }

    /** The place among those that were promised; times can have changed since. */
    private int indexOf(RestorableState state) {
        for (int i = 0; i < promised.size(); i++) {
            if (promised.get(i).txid().equals(state.txid())) {
                return i;
            }
        }
        throw new IllegalStateException("a state that was not promised: " + state);
    }
}
