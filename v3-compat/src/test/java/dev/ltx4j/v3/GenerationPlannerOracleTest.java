package dev.ltx4j.v3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.v3.GenerationUnavailableException.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/** The planner against rules that are checked one by one on every possible answer. */
class GenerationPlannerOracleTest {
    private static final String GENERATIONS = "abc";

    @Property(tries = 10_000)
    void thePlannerAgreesWithTheRules(@ForAll long seed) {
        Random random = new Random(seed);
        GenerationListing listing = listing(random);
        GenerationTarget target = target(random);
        if (isDoubtful(listing, target)) {
            return;
        }
        Set<String> exclusions = exclusions(listing, random);
        Optional<GenerationPath> expected = answer(listing, target, exclusions);
        Optional<GenerationPath> planned;
        @Nullable GenerationUnavailableException refusal = null;
        try {
            planned = Optional.of(GenerationPlanner.plan(listing, target, null, exclusions));
        } catch (GenerationUnavailableException e) {
            planned = Optional.empty();
            refusal = e;
        }
        Statistics.label("outcome")
                .collect(refusal == null ? "planned" : refusal.reason())
                .coverage(outcomes -> {
                    outcomes.check("planned").percentage(share -> share > 30);
                    for (Reason reason : Reason.values()) {
                        outcomes.check(reason).percentage(share -> share > 0.1);
                    }
                });
        assertThat(planned)
                .as("%s of %s without %s", target, listing, exclusions)
                .isEqualTo(expected);
        if (refusal != null) {
            if (refusal.reason() != Reason.LOST_TO_DAMAGE) {
                assertThat(refusal.reachable().isPresent()).isEqualTo(refusal.reason() == Reason.GAP);
            }
            refusal.reachable()
                    .ifPresent(path ->
                            assertThat(joins(path.snapshot(), segments(path))).isTrue());
        }
    }

    /** Some files that cannot be used, in a third of the cases. */
    private static Set<String> exclusions(GenerationListing listing, Random random) {
        if (random.nextInt(3) > 0) {
            return Set.of();
        }
        return listing.generations().stream()
                .flatMap(g -> Stream.concat(g.snapshots().stream(), g.segments().stream()))
                .map(GenerationFile::key)
                .filter(key -> random.nextInt(8) == 0 || (key.contains("snapshots") && random.nextInt(3) == 0))
                .collect(Collectors.toSet());
    }

    private static GenerationListing listing(Random random) {
        Listings listing = new Listings();
        // Times grow, with equal ones; in some listings now and then one is off.
        boolean isClockSteady = random.nextInt(3) > 0;
        long time = 10;
        int generations = 1 + random.nextInt(GENERATIONS.length());
        for (int g = 0; g < generations; g++) {
            char name = GENERATIONS.charAt(g);
            long firstIndex = random.nextInt(2);
            long indexes = random.nextInt(5);
            for (long index = firstIndex; index < firstIndex + indexes; index++) {
                if (random.nextInt(3) == 0 || (index == firstIndex && random.nextInt(6) > 0)) {
                    listing.snapshot(name, index, time += random.nextInt(3));
                }
                int parts = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(3);
                for (int part = 0; part < parts; part++) {
                    if (random.nextInt(20) > 0) {
                        long off = isClockSteady || random.nextInt(4) > 0 ? 0 : random.nextInt(9) - 4;
                        listing.wal(name, index, part * 100L, (time += random.nextInt(3)) + off);
                    }
                }
            }
            if (random.nextInt(3) == 0) {
                time -= random.nextInt(5);
            }
        }
        return listing.build();
    }

    private static GenerationTarget target(Random random) {
        String name = Listings.name(GENERATIONS.charAt(random.nextInt(10) < 9 ? 0 : random.nextInt(3)));
        Instant time = Listings.at(8 + random.nextInt(20));
        return switch (random.nextInt(6)) {
            case 0 -> GenerationTarget.latest();
            case 1 -> GenerationTarget.of(name);
            case 2 -> GenerationTarget.of(name, random.nextInt(5));
            case 3 -> GenerationTarget.of(name, time);
            default -> GenerationTarget.at(time);
        };
    }

    /** With several generations to choose from, times must be in order, more or less. */
    private static boolean isDoubtful(GenerationListing listing, GenerationTarget target) {
        List<Generation> restorable =
                listing.generations().stream().filter(Generation::isRestorable).toList();
        long pairs = 0;
        long reversals = 0;
        for (Generation generation : restorable) {
            for (int i = 0; i + 1 < generation.segments().size(); i++) {
                pairs++;
                Instant next = generation.segments().get(i + 1).created();
                reversals += next.compareTo(generation.segments().get(i).created()) < 0 ? 1 : 0;
            }
        }
        return target.generation() == null && restorable.size() > 1 && pairs >= 8 && reversals > pairs / 5;
    }

    private static Optional<GenerationPath> answer(
            GenerationListing listing, GenerationTarget target, Set<String> exclusions) {
        List<GenerationPath> paths = new ArrayList<>();
        List<Generation> generations = listing.generations().stream()
                .filter(g -> target.generation() == null || g.name().equals(target.generation()))
                .filter(Generation::isRestorable)
                .toList();
        if (target.time() != null && !isInBounds(generations, target.time())) {
            return Optional.empty();
        }
        for (Generation generation : generations) {
            for (Snapshot snapshot : generation.snapshots()) {
                for (int count = 0; count <= generation.segments().size(); count++) {
                    path(generation, snapshot, count, target).ifPresent(paths::add);
                }
            }
        }
        Optional<Snapshot> best = generations.stream()
                .flatMap(g -> g.snapshots().stream())
                .filter(s -> isIncluded(s, target))
                .max(preference(generations, target));
        // Files that cannot be used still choose the generation; only a snapshot can be replaced, by an older one of
        // it.
        Optional<Snapshot> start = generations.stream()
                .flatMap(g -> g.snapshots().stream())
                .filter(s ->
                        best.isPresent() && s.generation().equals(best.get().generation()))
                .filter(s -> isIncluded(s, target) && !exclusions.contains(s.key()))
                .max(Comparator.comparing(Snapshot::index));
        boolean usesBest = best.isPresent() && !exclusions.contains(best.get().key());
        return paths.stream()
                .filter(path ->
                        (usesBest ? best : start).map(path.snapshot()::equals).orElse(false))
                .filter(path -> path.files().noneMatch(file -> exclusions.contains(file.key())))
                .findFirst();
    }

    /** The path of a snapshot and so many segments, if it is exactly what the target includes and nothing is missing. */
    private static Optional<GenerationPath> path(
            Generation generation, Snapshot snapshot, int count, GenerationTarget target) {
        List<WalSegment> following = generation.segments().stream()
                .filter(s -> s.index() >= snapshot.index())
                .toList();
        if (count > following.size() || !isIncluded(snapshot, target)) {
            return Optional.empty();
        }
        List<WalSegment> taken = following.subList(0, count);
        List<WalSegment> left = following.subList(count, following.size());
        boolean exact = taken.stream().allMatch(s -> isIncluded(s, target))
                && left.stream().noneMatch(s -> isIncluded(s, target));
        long reached = taken.isEmpty() ? snapshot.index() : taken.get(count - 1).index();
        boolean met = target.index() == null || reached == target.index();
        if (!exact || !met || !joins(snapshot, taken)) {
            return Optional.empty();
        }
        List<WalIndex> wal = taken.stream()
                .map(WalSegment::index)
                .distinct()
                .map(index -> new WalIndex(
                        index, taken.stream().filter(s -> s.index() == index).toList()))
                .toList();
        return Optional.of(new GenerationPath(snapshot, wal));
    }

    private static boolean joins(Snapshot snapshot, List<WalSegment> taken) {
        List<Long> indexes = taken.stream().map(WalSegment::index).distinct().toList();
        List<Long> wanted = LongStream.range(snapshot.index(), snapshot.index() + indexes.size())
                .boxed()
                .toList();
        return indexes.equals(wanted)
                && wanted.stream()
                        .allMatch(index ->
                                taken.stream().anyMatch(segment -> segment.index() == index && segment.offset() == 0));
    }

    private static List<WalSegment> segments(GenerationPath path) {
        return path.wal().stream().flatMap(wal -> wal.segments().stream()).toList();
    }

    private static boolean isIncluded(GenerationFile file, GenerationTarget target) {
        if (target.index() != null) {
            return file.index() <= target.index();
        }
        return target.time() == null || file.created().compareTo(target.time()) <= 0;
    }

    private static boolean isInBounds(List<Generation> generations, Instant time) {
        boolean notBefore = generations.stream()
                .flatMap(g -> g.snapshots().stream())
                .anyMatch(s -> s.created().compareTo(time) <= 0);
        boolean notAfter = generations.stream()
                .anyMatch(g -> g.snapshots().stream().anyMatch(s -> s.created().compareTo(time) >= 0)
                        || g.segments().stream().anyMatch(s -> s.created().compareTo(time) >= 0));
        return notBefore && notAfter;
    }

    private static Comparator<Snapshot> preference(List<Generation> generations, GenerationTarget target) {
        if (generations.size() <= 1 && target.time() == null) {
            return Comparator.comparing(Snapshot::index);
        }
        Comparator<Snapshot> byBeginning = Comparator.comparing(snapshot -> generations.stream()
                .filter(g -> g.name().equals(snapshot.generation()))
                .flatMap(g -> g.snapshots().stream())
                .map(Snapshot::created)
                .min(Comparator.naturalOrder())
                .orElseThrow());
        return Comparator.comparing(Snapshot::created)
                .thenComparing(byBeginning)
                .thenComparing(Snapshot::index)
                .thenComparing(Snapshot::generation);
    }
}
