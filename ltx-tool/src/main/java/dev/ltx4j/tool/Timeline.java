package dev.ltx4j.tool;

import dev.ltx4j.restore.Coverage;
import dev.ltx4j.restore.LtxFile;
import dev.ltx4j.restore.RestorableState;
import java.util.ArrayList;
import java.util.List;

/**
 * The picture of what a replica covers, before it is drawn: rows of spans on a line from 0 to 1.
 *
 * @param axis what the line is
 * @param rows from top to bottom
 * @param states the places of the states that can be restored, ascending as far as their times are, with the transactions
 *     that each one adds to the one before
 * @param holes what cannot be restored
 */
record Timeline(TimelineAxis axis, List<Row> rows, List<Mark> states, List<Span> holes) {
    /**
     * One row.
     *
     * @param label its name
     * @param points whether its spans are moments rather than stretches
     * @param spans in order of their ends
     */
    record Row(String label, boolean points, List<Span> spans) {}

    /**
     * A stretch of a row.
     *
     * @param start 0 to 1
     * @param end not below start
     * @param text what it is
     */
    record Span(double start, double end, String text) {}

    /**
     * A state.
     *
     * @param place 0 to 1
     * @param transactions how many transactions lie between the state before it and itself
     */
    record Mark(double place, double transactions) {}

    static Timeline of(Coverage coverage, boolean byTime) {
        TimelineAxis axis = TimelineAxis.of(coverage, byTime);
        List<Row> rows = new ArrayList<>();
        for (int level = LtxFile.SNAPSHOT_LEVEL; level >= LtxFile.MIN_LEVEL; level--) {
            boolean snapshots = level == LtxFile.SNAPSHOT_LEVEL;
            List<Span> spans = coverage.listing().files(level).stream()
                    .map(file -> new Span(snapshots ? axis.end(file) : axis.start(file), axis.end(file), text(file)))
                    .toList();
            if (!spans.isEmpty()) {
                rows.add(new Row(snapshots ? "snapshots" : "level " + level, snapshots, spans));
            }
        }
        if (byTime) {
            coverage.generations()
                    .forEach(generation -> rows.add(new Row(
                            "0.3 " + generation.name().substring(0, 6),
                            false,
                            List.of(new Span(
                                    axis.place(generation.first()),
                                    axis.place(generation.last()),
                                    "generation " + generation.name())))));
        }
        List<Span> holes = coverage.holes().stream()
                .map(hole -> new Span(
                        hole.before().map(axis::place).orElse(0.0),
                        hole.after().map(axis::place).orElse(1.0),
                        "cannot be restored: TXIDs " + hole.from() + " to " + hole.to()))
                .toList();
        return new Timeline(axis, rows, marks(coverage.states(), axis), holes);
    }

    private static List<Mark> marks(List<RestorableState> states, TimelineAxis axis) {
        List<Mark> marks = new ArrayList<>(states.size());
        RestorableState before = null;
        for (RestorableState state : states) {
            double transactions = before == null
                    ? 1
                    : (double) (state.txid().value() - before.txid().value());
            marks.add(new Mark(axis.place(state), transactions));
            before = state;
        }
        return marks;
    }

    private static String text(LtxFile file) {
        return file.key() + ", " + file.size() + " bytes, " + Moment.format(file.created());
    }
}
