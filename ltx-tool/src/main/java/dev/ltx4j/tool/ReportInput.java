package dev.ltx4j.tool;

import dev.ltx4j.config.Shard;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Merges the lines of runs that took a share each. Of what is there twice, as of a run that was repeated, the newest counts. */
final class ReportInput {
    /** Longer lines are refused. */
    static final int MAX_LINE_BYTES = 1 << 20;

    private static final List<String> COMMANDS = List.of(VerifyCommand.NAME, RestoreCommand.NAME);

    private final Map<String, FleetResult> results = new TreeMap<>();
    private final Map<Shard, Summary> summaries = new HashMap<>();
    private final List<String> notes = new ArrayList<>();
    private @Nullable String command;
    private int shardCount;

    /** The last line of a run. */
    private record Summary(String source, long databases, Instant finished, Duration elapsed) {}

    /** Reads lines to the end. */
    void read(InputStream in, String file) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long line = 1;
        for (int value = buffered.read(); value >= 0; value = buffered.read()) {
            if (value != '\n') {
                bytes.write(value);
                if (bytes.size() > MAX_LINE_BYTES) {
                    throw new ReportFormatException(file, line, "is longer than " + MAX_LINE_BYTES + " bytes");
                }
            } else {
                add(bytes, file, line++);
            }
        }
        add(bytes, file, line);
    }

    private void add(ByteArrayOutputStream bytes, String file, long line) throws ReportFormatException {
        String text = bytes.toString(StandardCharsets.UTF_8);
        bytes.reset();
        if (!text.isBlank()) {
            try {
                add(ReportLine.parse(text));
            } catch (IllegalArgumentException e) {
                throw new ReportFormatException(file, line, String.valueOf(e.getMessage()));
            }
        }
    }

    private void add(ReportLine line) {
        for (String candidate : COMMANDS) {
            boolean isResult = line.isOf(FleetResult.kind(candidate));
            if (isResult || line.isOf(FleetReport.kind(candidate))) {
                require(candidate);
                if (!isResult && line.has("error.message") && !line.has("shard.count")) {
                    throw new IllegalArgumentException("of a run that failed at once: " + line.text("error.message"));
                }
                require(line.shard());
                if (isResult) {
                    add(line.result(candidate));
                } else {
                    addSummary(line);
                }
                return;
            }
        }
        throw new IllegalArgumentException(
                "not a line of 'verify --all --json' or 'restore --all --json'; its schema is " + line.schema());
    }

    private void require(String candidate) {
        if (command != null && !command.equals(candidate)) {
            throw new IllegalArgumentException("of '" + candidate + "', but those before are of '" + command + "'");
        }
        command = candidate;
    }

    private void require(Shard shard) {
        if (shardCount != 0 && shardCount != shard.count()) {
            throw new IllegalArgumentException(
                    "one of " + shard.count() + " shards, but those before are of " + shardCount);
        }
        shardCount = shard.count();
    }

    private void add(FleetResult result) {
        results.merge(
                result.database(), result, (one, other) -> other.finished().isBefore(one.finished()) ? one : other);
    }

    private void addSummary(ReportLine line) {
        Shard shard = line.shard();
        if (!line.has("databases")) {
            notes.add("shard " + shard + ": " + line.text("error.message"));
            return;
        }
        Summary summary =
                new Summary(line.text("source"), line.number("databases"), line.time("finished"), line.duration());
        summaries.merge(shard, summary, (one, other) -> other.finished().isBefore(one.finished()) ? one : other);
    }

    /** Why shares did not finish, as far as they say so. */
    List<String> notes() {
        return notes;
    }

    /** What all lines come to, or null if there are none. */
    @Nullable
    FleetReport report() {
        String known = command;
        if (known == null) {
            return null;
        }
        Set<String> sources = new TreeSet<>();
        summaries.values().forEach(summary -> sources.add(summary.source()));
        return new FleetReport(
                known,
                String.join(" + ", sources),
                Shard.WHOLE,
                List.copyOf(results.values()),
                missing(),
                summaries.values().stream()
                        .map(Summary::finished)
                        .max(Comparator.naturalOrder())
                        .orElse(Instant.EPOCH),
                summaries.values().stream()
                        .map(Summary::elapsed)
                        .max(Comparator.naturalOrder())
                        .orElse(Duration.ZERO));
    }

    /** Shares whose last line is not there, or that say more databases than there are lines. */
    private List<Shard> missing() {
        Map<Shard, Set<String>> found = new HashMap<>();
        results.values()
                .forEach(result -> found.computeIfAbsent(result.shard(), shard -> new HashSet<>())
                        .add(result.database()));
        return IntStream.range(0, shardCount)
                .mapToObj(index -> new Shard(index, shardCount))
                .filter(shard -> {
                    Summary summary = summaries.get(shard);
                    return summary == null
                            || found.getOrDefault(shard, Set.of()).size() < summary.databases();
                })
                .toList();
    }
}
