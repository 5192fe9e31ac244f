package dev.ltx4j.tool;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/** Draws a {@link Timeline} with characters: blocks, or plain ASCII. */
final class TimelineText {
    private static final int LABEL_WIDTH = 12;
    private static final int MIN_WIDTH = 20;
    private static final int SCALE_MARKS = 3;

    /** How many of a cell's transactions can be restored: all, half, a tenth, some; then none, and lost. */
    private static final char[] BLOCKS = {'█', '▓', '▒', '░', '·', '×'};

    private static final char[] ASCII = {'#', '+', '-', '.', ' ', 'x'};
    private static final double[] SHARES = {0.999, 0.5, 0.1, 0};
    private static final int NONE = 4;
    private static final int LOST = 5;

    private final int width;
    private final char[] shades;
    private final char file;
    private final char nextFile;
    private final char point;

    /**
     * @param columns how wide the picture may be, labels included
     * @param unicode whether block characters can be shown
     */
    TimelineText(int columns, boolean unicode) {
        width = Math.max(MIN_WIDTH, columns - LABEL_WIDTH - 1);
        shades = unicode ? BLOCKS : ASCII;
        file = unicode ? '█' : '#';
        nextFile = unicode ? '▓' : '=';
        point = unicode ? '◆' : '*';
    }

    void print(Timeline timeline, PrintStream out) {
        line(out, "restorable", states(timeline));
        for (Timeline.Row row : timeline.rows()) {
            line(out, row.label(), row.points() ? points(row.spans()) : spans(row.spans()));
        }
        scale(timeline.axis(), out);
        out.println(" ".repeat(LABEL_WIDTH) + "restorable: " + shades[0] + " every transaction, " + shades[1]
                + " half of them, " + shades[2] + " a tenth, " + shades[3] + " some, " + shades[LOST]
                + " lost in a gap");
    }

    private char[] states(Timeline timeline) {
        double[] transactions = new double[width];
        int[] states = new int[width];
        for (Timeline.Mark mark : timeline.states()) {
            int cell = cell(mark.place());
            transactions[cell] += mark.transactions();
            states[cell]++;
        }
        char[] cells = new char[width];
        for (int i = 0; i < width; i++) {
            int shade = 0;
            while (shade < NONE && (states[i] == 0 || states[i] / transactions[i] < SHARES[shade])) {
                shade++;
            }
            cells[i] = shades[shade];
        }
        for (Timeline.Span hole : timeline.holes()) {
            for (int i = cell(hole.start()); i <= cell(hole.end()); i++) {
                // A hole is shown even where it is narrower than a cell, but never in place of the states at its ends.
                if (states[i] == 0) {
                    cells[i] = shades[LOST];
                }
            }
            int middle = cell((hole.start() + hole.end()) / 2);
            cells[middle] = shades[LOST];
        }
        return cells;
    }

    /** One file after another in turns of two shades, so that it can be seen where they meet. */
    private char[] spans(List<Timeline.Span> spans) {
        char[] cells = blank();
        for (int i = 0; i < spans.size(); i++) {
            int end = cell(spans.get(i).end());
            int start = Math.min(end, (int) Math.ceil(spans.get(i).start() * width - 1e-9));
            Arrays.fill(cells, start, end + 1, i % 2 == 0 ? file : nextFile);
        }
        return cells;
    }

    private char[] points(List<Timeline.Span> spans) {
        char[] cells = blank();
        spans.forEach(span -> cells[cell(span.end())] = point);
        return cells;
    }

    private void scale(TimelineAxis axis, PrintStream out) {
        char[] ticks = blank();
        char[] labels = new char[width];
        Arrays.fill(labels, ' ');
        int labelWidth = axis.label(0).length();
        int marks = width >= SCALE_MARKS * (labelWidth + 2) ? SCALE_MARKS : width >= 2 * (labelWidth + 1) ? 2 : 1;
        for (int i = 0; i < marks; i++) {
            double place = marks == 1 ? 1 : (double) i / (marks - 1);
            int cell = cell(place);
            String label = axis.label(place);
            int start = Math.max(0, Math.min(width - labelWidth, cell - (int) Math.round(labelWidth * place)));
            ticks[cell] = '|';
            for (int at = 0; at < labelWidth && start + at < width; at++) {
                labels[start + at] = label.charAt(at);
            }
        }
        line(out, axis.byTime() ? "time" : "TXID", ticks);
        line(out, "", labels);
    }

    private char[] blank() {
        char[] cells = new char[width];
        Arrays.fill(cells, ' ');
        return cells;
    }

    private int cell(double place) {
        return Math.max(0, Math.min(width - 1, (int) Math.ceil(place * width - 1e-9) - 1));
    }

    private static void line(PrintStream out, String label, char[] cells) {
        out.println((label + " ".repeat(LABEL_WIDTH - label.length()) + new String(cells)).stripTrailing());
    }
}
