package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ltx4j.restore.Coverage;
import dev.ltx4j.restore.LtxFile;
import dev.ltx4j.restore.RestorableState;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a replica covers, in words and for programs.
 *
 * @param source as it was typed
 * @param coverage what was found
 */
record CoverageOutput(String source, Coverage coverage) {
    private static final int MAX_NAMED = 5;
    private static final int MAX_CRITICAL_FILES = 100;

    /** The same sentences for the terminal and the page: each with what stands in front of it. */
    List<String> sentences() {
        List<String> lines = new ArrayList<>();
        for (Coverage.Range range : coverage.ranges()) {
            lines.add(range.states()
                    + (range.states() == 1 ? " state: " : " states: ")
                    + range.first()
                    + (range.states() == 1 ? "" : " to " + range.last()));
        }
        if (coverage.ranges().isEmpty() && !coverage.listing().isEmpty()) {
            lines.add("no state can be restored from the LTX files");
        }
        for (Coverage.Hole hole : coverage.holes()) {
            lines.add("hole: TXIDs " + hole.from() + " to " + hole.to() + " cannot be restored: "
                    + (hole.before().isEmpty()
                            ? "nothing that they continue is left"
                            : hole.after().isEmpty()
                                    ? "nothing leads there from "
                                            + hole.before().get()
                                    : "no file leads across; next is the snapshot of "
                                            + hole.after().get()));
        }
        for (Coverage.Granularity stretch : coverage.granularity()) {
            lines.add(granularity(stretch));
        }
        critical(lines);
        for (Coverage.GenerationCoverage generation : coverage.generations()) {
            lines.add("generation " + generation.name() + " of Litestream 0.3: " + ranges(generation) + ", "
                    + Moment.format(generation.first()) + " to " + Moment.format(generation.last()));
        }
        return lines;
    }

    private void critical(List<String> lines) {
        List<Coverage.CriticalFile> files = coverage.criticalFiles();
        long total = coverage.states().size();
        for (Coverage.CriticalFile critical : files.subList(0, Math.min(MAX_NAMED, files.size()))) {
            if (critical.states() > 1) {
                lines.add((critical.states() == total ? "all " : "") + critical.states() + " of " + total
                        + " states rest on " + critical.file().key() + " alone: TXIDs " + critical.first() + " to "
                        + critical.last());
            }
        }
        long others =
                files.stream().skip(MAX_NAMED).filter(file -> file.states() > 1).count();
        if (others > 0) {
            lines.add("and " + others + " more files that more than one state rests on");
        }
    }

    private static String granularity(Coverage.Granularity stretch) {
        String when = Moment.format(stretch.from()) + " to " + Moment.format(stretch.to()) + ": ";
        if (stretch.isEveryTransaction()) {
            return when + "every transaction (" + stretch.states() + "), at most " + words(stretch.longest())
                    + " apart";
        }
        return when + stretch.states() + " states for " + stretch.transactions() + " transactions, mostly "
                + words(stretch.typical()) + " apart, at most " + words(stretch.longest());
    }

    static String words(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 10) {
            return Seconds.of(duration);
        }
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 7200) {
            return seconds / 60 + " min";
        }
        return seconds < 172_800 ? seconds / 3600 + " h" : seconds / 86_400 + " days";
    }

    private static String ranges(Coverage.GenerationCoverage generation) {
        if (generation.ranges().isEmpty()) {
            return "nothing can be restored";
        }
        List<String> texts = generation.ranges().stream()
                .map(range -> range.first() == range.last()
                        ? States.index(range.first())
                        : States.index(range.first()) + " to " + States.index(range.last()))
                .toList();
        return "indexes " + String.join(", ", texts);
    }

    void print(PrintStream out) {
        sentences().forEach(out::println);
        coverage.notes().forEach(note -> out.println("note: " + note));
    }

    void write(JsonGenerator json, boolean withStates) throws IOException {
        json.writeStringField("source", source);
        json.writeNumberField("state_count", coverage.states().size());
        json.writeArrayFieldStart("levels");
        for (int level = LtxFile.MIN_LEVEL; level <= LtxFile.SNAPSHOT_LEVEL; level++) {
            writeLevel(json, level, coverage.listing().files(level));
        }
        json.writeEndArray();
        json.writeArrayFieldStart("ranges");
        for (Coverage.Range range : coverage.ranges()) {
            json.writeStartObject();
            write(json, "first", Optional.of(range.first()));
            write(json, "last", Optional.of(range.last()));
            json.writeNumberField("states", range.states());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("holes");
        for (Coverage.Hole hole : coverage.holes()) {
            json.writeStartObject();
            json.writeStringField("min_txid", hole.from().toString());
            json.writeStringField("max_txid", hole.to().toString());
            write(json, "nearest_below", hole.before());
            write(json, "nearest_above", hole.after());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("granularity");
        for (Coverage.Granularity stretch : coverage.granularity()) {
            json.writeStartObject();
            json.writeStringField("from", Moment.format(stretch.from()));
            json.writeStringField("to", Moment.format(stretch.to()));
            json.writeNumberField("states", stretch.states());
            json.writeNumberField("transactions", stretch.transactions());
            json.writeBooleanField("every_transaction", stretch.isEveryTransaction());
            json.writeNumberField("typical_ms", stretch.typical().toMillis());
            json.writeNumberField("longest_ms", stretch.longest().toMillis());
            json.writeEndObject();
        }
        json.writeEndArray();
        writeCriticalFiles(json);
        writeGenerations(json);
        if (withStates) {
            json.writeArrayFieldStart("states");
            for (RestorableState state : coverage.states()) {
                json.writeStartObject();
                json.writeStringField("txid", state.txid().toString());
                json.writeStringField("timestamp", Moment.format(state.time()));
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        json.writeArrayFieldStart("notes");
        for (String note : coverage.notes()) {
            json.writeString(note);
        }
        json.writeEndArray();
    }

    private static void writeLevel(JsonGenerator json, int level, List<LtxFile> files) throws IOException {
        if (!files.isEmpty()) {
            json.writeStartObject();
            json.writeNumberField("level", level);
            json.writeNumberField("files", files.size());
            json.writeNumberField(
                    "bytes", files.stream().mapToLong(LtxFile::size).sum());
            json.writeStringField("min_txid", files.get(0).range().min().toString());
            json.writeStringField(
                    "max_txid", files.get(files.size() - 1).range().max().toString());
            json.writeEndObject();
        }
    }

    private void writeCriticalFiles(JsonGenerator json) throws IOException {
        List<Coverage.CriticalFile> files = coverage.criticalFiles();
        json.writeNumberField("critical_file_count", files.size());
        json.writeArrayFieldStart("critical_files");
        for (Coverage.CriticalFile critical : files.subList(0, Math.min(MAX_CRITICAL_FILES, files.size()))) {
            json.writeStartObject();
            json.writeStringField("file", critical.file().key());
            json.writeNumberField("level", critical.file().level());
            json.writeNumberField("states", critical.states());
            json.writeStringField("min_txid", critical.first().toString());
            json.writeStringField("max_txid", critical.last().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeGenerations(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("generations");
        for (Coverage.GenerationCoverage generation : coverage.generations()) {
            json.writeStartObject();
            json.writeStringField("generation", generation.name());
            json.writeNumberField("snapshots", generation.snapshots());
            json.writeNumberField("segments", generation.segments());
            json.writeArrayFieldStart("ranges");
            for (Coverage.IndexRange range : generation.ranges()) {
                json.writeStartObject();
                json.writeStringField("first_index", States.index(range.first()));
                json.writeStringField("last_index", States.index(range.last()));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringField("first", Moment.format(generation.first()));
            json.writeStringField("last", Moment.format(generation.last()));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, String key, Optional<RestorableState> state) throws IOException {
        if (state.isPresent()) {
            json.writeObjectFieldStart(key);
            json.writeStringField("txid", state.get().txid().toString());
            json.writeStringField("timestamp", Moment.format(state.get().time()));
            json.writeEndObject();
        }
    }
}
