package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ltx4j.restore.GenerationPlan;
import dev.ltx4j.restore.LtxPlan;
import dev.ltx4j.restore.RestorePlan;
import dev.ltx4j.restore.RestoreTarget;
import dev.ltx4j.v3.GenerationFile;
import dev.ltx4j.v3.Snapshot;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a restore would do.
 *
 * @param source as it was typed
 * @param replica the kind of place that it is in
 * @param output where the database would go, if that was said
 * @param wanted what was asked for
 * @param plan what the planner made of it
 */
record PlanOutput(String source, String replica, @Nullable Path output, RestoreTarget wanted, RestorePlan plan) {
    private record Row(FileRow file, String why) {
        List<Object> cells() {
            List<Object> cells = new ArrayList<>(file.cells());
            cells.add(why);
            return cells;
        }
    }

    void print(Console console, boolean json) {
        if (json) {
            JsonOutput.print(console.out(), RestoreCommand.NAME, this::write);
        } else {
            print(console.out());
        }
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeStringField("source", source);
        json.writeStringField("target_path", output == null ? null : output.toString());
        json.writeStringField("replica", replica);
        States.writePlan(json, wanted, plan, plan.reachedTime());
        json.writeArrayFieldStart("files");
        Iterator<Row> rows = rows().iterator();
        while (rows.hasNext()) {
            Row row = rows.next();
            json.writeStartObject();
            row.file.write(json);
            json.writeStringField("why", row.why);
            json.writeEndObject();
        }
        json.writeEndArray();
        if (!plan.bypassed().isEmpty()) {
            States.writeFiles(json, "bypassed", plan.bypassed());
        }
        States.writeGap(json, plan.gap());
    }

    private void print(PrintStream out) {
        out.println("source     " + source);
        out.println("target     " + (output == null ? "(not given)" : output));
        out.println("layout     " + States.layout(plan));
        out.println("requested  " + States.requested(wanted));
        out.println("reached    " + States.reached(plan, plan.reachedTime()));
        plan.gap().ifPresent(gap -> out.println("gap        " + gap.description()));
        plan.bypassed().forEach(file -> out.println("bypassed   " + file));
        out.println();
        TextTable.of(this::rows, Row::cells, "level", "file", "min_txid", "max_txid", "size", "timestamp", "why")
                .print(out);
    }

    private static String why(GenerationFile file) {
        return file instanceof Snapshot
                ? "newest snapshot at or before the target"
                : "write-ahead log behind the snapshot, index " + States.index(file.index());
    }

    /** Made as they are printed: a plan can have a hundred thousand files. */
    private Stream<Row> rows() {
        if (plan instanceof LtxPlan ltx) {
            return ltx.files().stream().map(planned -> new Row(FileRow.of(planned.file()), planned.why()));
        }
        return ((GenerationPlan) plan).path().files().map(file -> new Row(FileRow.of(file), why(file)));
    }
}
