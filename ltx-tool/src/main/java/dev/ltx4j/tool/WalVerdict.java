package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ltx4j.sqlite.WalEnd;
import dev.ltx4j.sqlite.WalSurvey;
import java.io.IOException;
import java.io.PrintStream;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a log is as a whole, in words.
 *
 * @param changed whether its header was another one after it had been read
 */
record WalVerdict(WalSurvey survey, boolean changed) {
    private static final HexFormat HEX = HexFormat.of();

    /** Null if all that is in the log is normal. */
    @Nullable
    Failure failure() {
        // What was read of two rounds says nothing.
        if (!survey.isDamaged() || changed) {
            return null;
        }
        return new Failure(
                ExitCode.DAMAGE,
                Failure.DAMAGE,
                survey.file() + ": " + (survey.isHeaderBroken() ? broken() : lost()),
                json -> {
                    json.writeStringField("file", survey.file());
                    json.writeNumberField("offset", survey.endOffset());
                });
    }

    private String broken() {
        String found = survey.lostTransactions() == 0
                ? "no committed frames were found behind it"
                : "behind it there are " + count(survey.lostTransactions(), "committed transaction")
                        + ", which are lost unless a checkpoint had written them before";
        return "the header of the WAL is broken, so SQLite takes it for empty: "
                + survey.header().problem().orElse("") + "; " + found;
    }

    private String lost() {
        return "damaged in the middle: recovery stops at frame " + (survey.validFrames() + 1) + " ("
                + reason(survey.end()) + ", at byte " + survey.endOffset() + ") and loses at least "
                + count(survey.lostTransactions(), "transaction")
                + " committed behind it; the first of these commits is frame " + survey.firstLostCommit();
    }

    /** @param hiddenFrames frames behind the end that were not printed */
    void print(PrintStream out, long hiddenFrames) {
        if (hiddenFrames > 0) {
            out.println("  (" + count(hiddenFrames, "more frame") + " behind the end: --all)");
        }
        out.println("summary");
        field(out, "size", count(survey.byteCount(), "byte"));
        field(out, "frames", survey.frames());
        field(
                out,
                "count",
                count(survey.committedFrames(), "frame") + " in " + count(survey.transactions(), "transaction")
                        + (survey.transactions() == 0
                                ? ""
                                : "; the database then has " + count(survey.commit(), "page")));
        if (survey.unfinishedFrames() > 0) {
            field(
                    out,
                    "unfinished",
                    count(survey.unfinishedFrames(), "frame") + " of a transaction without a commit, do not count");
        }
        field(out, "end", WalTable.word(survey.end()) + " at byte " + survey.endOffset() + ": " + reason(survey.end()));
        if (survey.cutOffFrames() > 0) {
            field(
                    out,
                    "cut off",
                    count(survey.cutOffFrames(), "frame") + " of this round, at least "
                            + count(survey.lostTransactions(), "commit") + " among them");
        }
        printRounds(out);
        if (survey.trailingBytes() > 0) {
            field(out, "cut short", count(survey.trailingBytes(), "byte") + " behind the last whole frame");
        }
        field(out, "verdict", survey.isDamaged() ? "DAMAGED" : "nothing is wrong with it");
    }

    private void printRounds(PrintStream out) {
        if (survey.otherRoundFrames() > 0) {
            field(
                    out,
                    "other rounds",
                    count(survey.otherRoundFrames(), "frame") + " in " + count(survey.roundCount(), "run")
                            + (survey.end() == WalEnd.BAD_HEADER ? "" : ", left over and normal"));
        }
        for (WalSurvey.Round round : survey.rounds()) {
            long age = round.age(survey.header());
            out.printf(
                    "    frames %d to %d: salts %s %s, %s%s%n",
                    round.firstFrame(),
                    round.firstFrame() + round.frames() - 1,
                    HEX.toHexDigits(round.salt1()),
                    HEX.toHexDigits(round.salt2()),
                    count(round.commits(), "commit"),
                    age > 0 && age <= survey.header().checkpointSequence()
                            ? ", " + count(age, "round") + " earlier"
                            : "");
        }
        if (survey.roundCount() > survey.rounds().size()) {
            out.println("    … and " + (survey.roundCount() - survey.rounds().size()) + " more runs");
        }
    }

    /** Writes the key {@code summary}. */
    void write(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("summary");
        json.writeNumberField("size", survey.byteCount());
        json.writeNumberField("frames", survey.frames());
        json.writeNumberField("valid_frames", survey.validFrames());
        json.writeNumberField("committed_frames", survey.committedFrames());
        json.writeNumberField("transactions", survey.transactions());
        json.writeNumberField("commit", survey.commit());
        json.writeStringField("end", WalTable.word(survey.end()));
        json.writeNumberField("end_offset", survey.endOffset());
        json.writeNumberField("unfinished_frames", survey.unfinishedFrames());
        json.writeNumberField("cut_off_frames", survey.cutOffFrames());
        json.writeNumberField("lost_transactions", survey.lostTransactions());
        json.writeNumberField("first_lost_commit", survey.firstLostCommit());
        json.writeNumberField("other_round_frames", survey.otherRoundFrames());
        json.writeNumberField("round_count", survey.roundCount());
        json.writeArrayFieldStart("rounds");
        for (WalSurvey.Round round : survey.rounds()) {
            json.writeStartObject();
            json.writeStringField("salt1", HEX.toHexDigits(round.salt1()));
            json.writeStringField("salt2", HEX.toHexDigits(round.salt2()));
            json.writeNumberField("first_frame", round.firstFrame());
            json.writeNumberField("frames", round.frames());
            json.writeNumberField("commits", round.commits());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("trailing_bytes", survey.trailingBytes());
        json.writeBooleanField("header_broken", survey.isHeaderBroken());
        json.writeBooleanField("damaged", survey.isDamaged());
        json.writeBooleanField("changed_while_read", changed);
        json.writeEndObject();
    }

    private static void field(PrintStream out, String name, Object value) {
        out.printf("  %-20s%s%n", name, value);
    }

    private static String reason(WalEnd end) {
        return switch (end) {
            case NO_WAL -> "the log is empty";
            case BAD_HEADER -> "the header does not count, so the log is as good as empty";
            case END_OF_FILE -> "the file ends here";
            case CUT_SHORT -> "the file ends inside the next frame";
            case SALTS_DIFFER -> "the next frame has other salts";
            case PAGE_NUMBER_ZERO -> "the next frame is for page 0, which does not exist";
            case CHECKSUM_FAILS -> "the next frame's checksum is wrong";
        };
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
