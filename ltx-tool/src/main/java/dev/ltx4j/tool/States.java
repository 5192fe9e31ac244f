package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ltx4j.restore.BypassedFile;
import dev.ltx4j.restore.Gap;
import dev.ltx4j.restore.GenerationPlan;
import dev.ltx4j.restore.LtxPlan;
import dev.ltx4j.restore.RestorePlan;
import dev.ltx4j.restore.RestoreTarget;
import java.io.IOException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The state that was asked for and the one that a plan leads to, for people and for programs. */
final class States {
    private States() {}

    static String requested(RestoreTarget wanted) {
        if (wanted instanceof RestoreTarget.AtTxid target) {
            return "TXID " + target.txid();
        }
        if (wanted instanceof RestoreTarget.Before target) {
            return "before " + Moment.format(target.timestamp());
        }
        if (wanted instanceof RestoreTarget.AtGeneration target) {
            String generation = "generation " + target.generation();
            return target.index().isEmpty()
                    ? generation
                    : generation + " index " + index(target.index().getAsLong());
        }
        return "latest";
    }

    /** The word for the layout that a plan's files are in. */
    static String layout(RestorePlan plan) {
        return plan instanceof GenerationPlan ? "generations" : "ltx";
    }

    static long fileCount(RestorePlan plan) {
        return plan instanceof GenerationPlan generation
                ? generation.path().files().count()
                : ((LtxPlan) plan).files().size();
    }

    static String reached(RestorePlan plan, Instant reachedTime) {
        String time = " (" + Moment.format(reachedTime) + ")";
        if (plan instanceof LtxPlan ltx) {
            return "TXID " + ltx.maxTxid() + time;
        }
        if (plan instanceof GenerationPlan generation) {
            return "generation " + generation.path().generation() + " index "
                    + index(generation.path().lastIndex()) + time;
        }
        throw new IllegalStateException("unknown plan: " + plan);
    }

    /** Writes the keys {@code layout, min_txid, max_txid, requested, reached}. */
    static void writePlan(JsonGenerator json, RestoreTarget wanted, RestorePlan plan, Instant reachedTime)
            throws IOException {
        json.writeStringField("layout", layout(plan));
        json.writeStringField(
                "min_txid", plan instanceof LtxPlan ltx ? ltx.minTxid().toString() : null);
        json.writeStringField(
                "max_txid", plan instanceof LtxPlan ltx ? ltx.maxTxid().toString() : null);
        json.writeObjectFieldStart("requested");
        writeRequested(json, wanted);
        json.writeEndObject();
        json.writeObjectFieldStart("reached");
        if (plan instanceof LtxPlan ltx) {
            json.writeStringField("txid", ltx.maxTxid().toString());
        } else if (plan instanceof GenerationPlan generation) {
            json.writeStringField("generation", generation.path().generation());
            json.writeStringField("index", index(generation.path().lastIndex()));
        }
        json.writeStringField("timestamp", Moment.format(reachedTime));
        json.writeEndObject();
    }

    /** Writes the array {@code name} of files that could not be used. */
    static void writeFiles(JsonGenerator json, String name, List<BypassedFile> files) throws IOException {
        json.writeArrayFieldStart(name);
        for (BypassedFile file : files) {
            json.writeStartObject();
            json.writeStringField("file", file.file());
            json.writeStringField("reason", file.reason());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Writes the key {@code gap}, if there is one. */
    static void writeGap(JsonGenerator json, Optional<Gap> gap) throws IOException {
        if (gap.isPresent()) {
            json.writeObjectFieldStart("gap");
            if (gap.get().missing().isPresent()) {
                json.writeStringField(
                        "min_txid", gap.get().missing().get().min().toString());
                json.writeStringField(
                        "max_txid", gap.get().missing().get().max().toString());
            }
            json.writeStringField("message", gap.get().description());
            json.writeEndObject();
        }
    }

    private static void writeRequested(JsonGenerator json, RestoreTarget wanted) throws IOException {
        if (wanted instanceof RestoreTarget.AtTxid target) {
            json.writeStringField("txid", target.txid().toString());
        } else if (wanted instanceof RestoreTarget.Before target) {
            json.writeStringField("timestamp", Moment.format(target.timestamp()));
        } else if (wanted instanceof RestoreTarget.AtGeneration target) {
            json.writeStringField("generation", target.generation());
            if (target.index().isPresent()) {
                json.writeStringField("index", index(target.index().getAsLong()));
            }
        } else {
            json.writeBooleanField("latest", true);
        }
    }

    static String index(long index) {
        return HexFormat.of().toHexDigits((int) index);
    }
}
