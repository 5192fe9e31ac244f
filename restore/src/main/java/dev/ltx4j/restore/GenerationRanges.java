package dev.ltx4j.restore;

import dev.ltx4j.v3.Generation;
import dev.ltx4j.v3.GenerationFile;
import dev.ltx4j.v3.GenerationListing;
import dev.ltx4j.v3.Snapshot;
import dev.ltx4j.v3.WalSegment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which indexes of generations can be restored: from a snapshot on, as long as the WAL of each next index is there from
 * its start. Whether the pieces of one index join cannot be told from names.
 */
final class GenerationRanges {
    private GenerationRanges() {}

    static List<Coverage.GenerationCoverage> of(GenerationListing listing) {
        return listing.generations().stream()
                .filter(generation -> generation.isRestorable() || generation.hasLostSnapshots())
                .map(GenerationRanges::of)
                .sorted(Comparator.comparing(Coverage.GenerationCoverage::first)
                        .thenComparing(Coverage.GenerationCoverage::name))
                .toList();
    }

    private static Coverage.GenerationCoverage of(Generation generation) {
        List<Instant> times = Stream.concat(generation.snapshots().stream(), generation.segments().stream())
                .map(GenerationFile::created)
                .sorted()
                .toList();
        return new Coverage.GenerationCoverage(
                generation.name(),
                generation.snapshots().size(),
                generation.segments().size(),
                ranges(generation),
                times.get(0),
                times.get(times.size() - 1));
    }

    private static List<Coverage.IndexRange> ranges(Generation generation) {
        NavigableSet<Long> started = new TreeSet<>();
        NavigableSet<Long> broken = new TreeSet<>();
        for (WalSegment segment : generation.segments()) {
            // Segments come by offset, so the first of an index tells whether its start is there.
            if (!started.contains(segment.index())) {
                if (segment.offset() == 0) {
                    started.add(segment.index());
                } else {
                    broken.add(segment.index());
                }
            }
        }
        List<Coverage.IndexRange> ranges = new ArrayList<>();
        for (Snapshot snapshot : generation.snapshots()) {
            long last = snapshot.index();
            if (broken.contains(last) || isIn(ranges, last)) {
                continue;
            }
            while (started.contains(last + 1) && (last > snapshot.index() || started.contains(last))) {
                last++;
            }
            add(ranges, new Coverage.IndexRange(snapshot.index(), last));
        }
        return ranges;
    }

    private static boolean isIn(List<Coverage.IndexRange> ranges, long index) {
        return !ranges.isEmpty() && index <= ranges.get(ranges.size() - 1).last();
    }

    /** Ranges come by their first index; those that touch become one. */
    private static void add(List<Coverage.IndexRange> ranges, Coverage.IndexRange range) {
        Coverage.IndexRange before = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
        if (before != null && range.first() <= before.last() + 1) {
            ranges.set(
                    ranges.size() - 1, new Coverage.IndexRange(before.first(), Math.max(before.last(), range.last())));
        } else {
            ranges.add(range);
        }
    }
}
