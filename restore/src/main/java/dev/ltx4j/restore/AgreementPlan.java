package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of a replica is there twice, and so can be compared. Pure: looks at names only.
 *
 * <ul>
 *   <li>A file of levels 1 to 8 against the files of a lower level that start and end where it does, one right behind
 *       the other: those that it was merged from, if they are still there. The nearest such level is taken.
 *   <li>A snapshot against the snapshot before it (the first one against nothing) and what continues that. If nothing
 *       but the snapshot ends at its transaction, both sides are followed to the next that both reach.
 * </ul>
 *
 * So each level is held against the one that it came from, and the snapshots against the levels; nothing needs to be
 * compared with everything.
 *
 * @param comparisons what can be compared
 * @param uncompared how many files of levels 1 to 9 nothing can be held against: what they were made from was pruned
 */
record AgreementPlan(List<StateComparison> comparisons, int uncompared) {
    /** How many files are looked at for one that leads both snapshots to the same transaction. */
    private static final int MAX_MEETING_FILES = 10_000;

    static AgreementPlan of(ReplicaListing listing, Set<String> lost) {
        List<List<LtxFile>> levels = new ArrayList<>(LtxFile.LEVEL_COUNT);
        List<LtxFile> continuations = new ArrayList<>();
        for (int level = LtxFile.MIN_LEVEL; level <= LtxFile.SNAPSHOT_LEVEL; level++) {
            List<LtxFile> files = listing.files(level).stream()
                    .filter(file -> !file.isIn(lost))
                    .toList();
            levels.add(files);
            if (level < LtxFile.SNAPSHOT_LEVEL) {
                continuations.addAll(files);
            }
        }
        continuations.sort(ReplicaListing.ORDER);
        List<StateComparison> comparisons = new ArrayList<>();
        int uncompared = addMerged(levels, comparisons);
        uncompared += addSnapshots(levels.get(LtxFile.SNAPSHOT_LEVEL), continuations, comparisons);
        return new AgreementPlan(comparisons, uncompared);
    }

    private static int addMerged(List<List<LtxFile>> levels, List<StateComparison> comparisons) {
        List<ContiguousRuns> runs = levels.stream().map(ContiguousRuns::of).toList();
        int uncompared = 0;
        for (int level = LtxFile.MIN_LEVEL + 1; level < LtxFile.SNAPSHOT_LEVEL; level++) {
            for (LtxFile file : levels.get(level)) {
                List<LtxFile> sources = List.of();
                for (int lower = level - 1; lower >= LtxFile.MIN_LEVEL && sources.isEmpty(); lower--) {
                    sources = runs.get(lower).cover(file.range());
                }
                if (sources.isEmpty()) {
                    uncompared++;
                } else {
                    comparisons.add(new StateComparison(file, List.of(file), sources));
                }
            }
        }
        return uncompared;
    }

    private static int addSnapshots(
            List<LtxFile> snapshots, List<LtxFile> continuations, List<StateComparison> comparisons) {
        int uncompared = 0;
        LtxFile before = null;
        for (LtxFile snapshot : snapshots) {
            Optional<StateComparison> comparison = ofSnapshot(before, snapshot, continuations);
            comparison.ifPresent(comparisons::add);
            uncompared += comparison.isPresent() ? 0 : 1;
            before = snapshot;
        }
        return uncompared;
    }

    /** @param continuations by last transaction */
    private static Optional<StateComparison> ofSnapshot(
            @Nullable LtxFile before, LtxFile snapshot, List<LtxFile> continuations) {
        Txid from = before == null ? Txid.ZERO : before.max();
        Txid to = snapshot.max();
        int firstBeyond = firstAfter(continuations, to);
        List<LtxFile> between = new ArrayList<>(continuations.subList(firstAfter(continuations, from), firstBeyond));
        between.sort(LtxFile.BY_FIRST);
        Chain chain = new Candidates(Optional.ofNullable(before), between, to).chain();
        List<LtxFile> second =
                new ArrayList<>(chain.steps().stream().map(PlannedFile::file).toList());
        List<LtxFile> first = new ArrayList<>(List.of(snapshot));
        if (!chain.reached().equals(to)) {
            int last = Math.min(continuations.size(), firstBeyond + MAX_MEETING_FILES);
            Optional<LtxFile> meeting = continuations.subList(firstBeyond, last).stream()
                    .filter(file -> file.range().continues(chain.reached()))
                    .findFirst();
            if (meeting.isEmpty()) {
                return Optional.empty();
            }
            first.add(meeting.get());
            second.add(meeting.get());
        }
        return Optional.of(new StateComparison(snapshot, first, second));
    }

    private static int firstAfter(List<LtxFile> byLast, Txid txid) {
        int from = 0;
        int to = byLast.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (byLast.get(middle).max().isAfter(txid)) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return from;
    }
}
