package dev.ltx4j.v3;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Builds listings for planner tests: names are one letter, times are milliseconds. */
final class Listings {
    private final Map<String, List<Snapshot>> snapshots = new TreeMap<>();
    private final Map<String, List<WalSegment>> segments = new TreeMap<>();

    static String name(char letter) {
        return String.valueOf(letter).repeat(16);
    }

    static Instant at(long millis) {
        return Instant.ofEpochMilli(millis);
    }

    Listings snapshot(char generation, long index, long created) {
        snapshots
                .computeIfAbsent(name(generation), key -> new ArrayList<>())
                .add(new Snapshot(name(generation), index, 100, at(created)));
        return this;
    }

    Listings wal(char generation, long index, long offset, long created) {
        segments.computeIfAbsent(name(generation), key -> new ArrayList<>())
                .add(new WalSegment(name(generation), index, offset, 8, 10, at(created)));
        return this;
    }

    GenerationListing build() {
        Map<String, Generation> generations = new TreeMap<>();
        for (Map<String, ?> files : List.of(snapshots, segments)) {
            for (String name : files.keySet()) {
                generations.put(
                        name,
                        new Generation(
                                name, snapshots.getOrDefault(name, List.of()), segments.getOrDefault(name, List.of())));
            }
        }
        return new GenerationListing(List.copyOf(generations.values()), List.of());
    }

    /** {@code aaaa:SNAPSHOT INDEX@OFFSET,OFFSET …}, with the letter of the generation, all in decimal. */
    static String describe(GenerationPath path) {
        StringBuilder text = new StringBuilder();
        text.append(path.generation().charAt(0))
                .append(':')
                .append(path.snapshot().index());
        for (WalIndex wal : path.wal()) {
            text.append(' ').append(wal.index()).append('@');
            text.append(String.join(
                    ",",
                    wal.segments().stream()
                            .map(segment -> String.valueOf(segment.offset()))
                            .toList()));
        }
        return text.toString();
    }
}
