package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ltx4j.restore.GenerationPlan;
import dev.ltx4j.restore.LtxPlan;
import dev.ltx4j.restore.PlannedFile;
import dev.ltx4j.restore.RestorePlan;
import dev.ltx4j.restore.RestoreTarget;
import dev.ltx4j.v3.GenerationFile;
import dev.ltx4j.v3.Snapshot;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    private record Row(FileRow file, String why) {}

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
        for (Row row : rows()) {
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
        TextTable table = new TextTable("level", "file", "min_txid", "max_txid", "size", "timestamp", "why");
        for (Row row : rows()) {
            FileRow file = row.file;
            table.row(
                    file.levelText(),
                    file.name(),
                    file.minText(),
                    file.maxText(),
                    file.size(),
                    Moment.format(file.created()),
                    row.why);
        }
        table.print(out);
    }

    private static String why(GenerationFile file) {
        return file instanceof Snapshot
                ? "newest snapshot at or before the target"
                : "write-ahead log behind the snapshot, index " + States.index(file.index());
    }

    private List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        if (plan instanceof LtxPlan ltx) {
            for (PlannedFile planned : ltx.files()) {
                rows.add(new Row(FileRow.of(planned.file()), planned.why()));
            }
        } else if (plan instanceof GenerationPlan generation) {
            generation.path().files().forEach(file -> rows.add(new Row(FileRow.of(file), why(file))));
        }
        return rows;
    }
}
