package dev.ltx4j.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws a {@link Timeline} as SVG. Colours are the page's: shapes only carry classes. */
final class TimelineSvg {
    private static final int WIDTH = 1000;
    private static final int LABELS = 96;
    private static final int CHART = WIDTH - LABELS - 8;
    private static final int ROW = 30;
    private static final int BAR = 18;
    private static final int TOP = 6;
    private static final int SCALE = 34;

    /** Closer than this, in pixels, spans are drawn as one: so a hundred thousand files are a few hundred shapes. */
    private static final double MERGE = 1.2;

    private static final double MIN_WIDTH = 1.5;
    private static final double SEPARATE = 4;

    /** No longer than this, in pixels, so that their titles still say something. */
    private static final double MAX_MERGED = 60;

    private final StringBuilder svg = new StringBuilder(1 << 14);

    private TimelineSvg() {}

    static String draw(Timeline timeline) {
        return new TimelineSvg().drawing(timeline);
    }

    private String drawing(Timeline timeline) {
        int rows = timeline.rows().size() + 1;
        int bottom = TOP + rows * ROW;
        add(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"what can be restored, by level\">%n",
                WIDTH, bottom + SCALE);
        grid(timeline.axis(), bottom);
        label("restorable", 0, "strong");
        states(timeline.states());
        holes(timeline.holes(), bottom);
        for (int i = 0; i < timeline.rows().size(); i++) {
            Timeline.Row row = timeline.rows().get(i);
            label(row.label(), i + 1, "");
            if (row.points()) {
                points(row.spans(), i + 1);
            } else {
                spans(merged(row.spans()), i + 1, row.label().startsWith("0.3") ? "generation" : "file");
            }
        }
        svg.append("</svg>\n");
        return svg.toString();
    }

    private void grid(TimelineAxis axis, int bottom) {
        for (int i = 0; i <= 4; i++) {
            double place = i / 4.0;
            add("<line class=\"grid\" x1=\"%.1f\" x2=\"%1$.1f\" y1=\"%d\" y2=\"%d\"/>%n", x(place), TOP, bottom + 4);
            if (i % 2 == 0) {
                String anchor = i == 0 ? "start" : i == 4 ? "end" : "middle";
                add(
                        "<text class=\"scale\" x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>%n",
                        x(place), bottom + 22, anchor, axis.label(place));
            }
        }
    }

    /** A tick for each state; where they are close, one bar, lighter where states are coarser than transactions. */
    private void states(List<Timeline.Mark> marks) {
        int[] states = new int[CHART + 1];
        double[] transactions = new double[CHART + 1];
        for (Timeline.Mark mark : marks) {
            int pixel = (int) Math.round(mark.place() * CHART);
            states[pixel]++;
            transactions[pixel] += mark.transactions();
        }
        int pixel = 0;
        while (pixel <= CHART) {
            if (states[pixel] == 0) {
                pixel++;
                continue;
            }
            int start = pixel;
            boolean fine = isFine(states[pixel], transactions[pixel]);
            int count = 0;
            while (pixel <= CHART && states[pixel] > 0 && isFine(states[pixel], transactions[pixel]) == fine) {
                count += states[pixel++];
            }
            bar(
                    LABELS + start - 0.5,
                    Math.max(MIN_WIDTH, pixel - start),
                    0,
                    fine ? "state" : "state coarse",
                    count
                            + (count == 1 ? " state" : " states")
                            + (fine ? "" : ", transactions between them are merged"));
        }
    }

    private static boolean isFine(int states, double transactions) {
        return states >= transactions;
    }

    private void holes(List<Timeline.Span> holes, int bottom) {
        for (Timeline.Span hole : holes) {
            double start = x(hole.start());
            double width = Math.max(3, x(hole.end()) - start);
            add(
                    "<rect class=\"hole\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"><title>%s</title></rect>%n",
                    start, TOP, width, bottom - TOP, escape(hole.text()));
        }
    }

    private void points(List<Timeline.Span> spans, int row) {
        double last = -MERGE;
        for (Timeline.Span span : spans) {
            double at = x(span.end());
            if (at - last >= MERGE) {
                double y = TOP + row * ROW + ROW / 2.0;
                add(
                        "<path class=\"snapshot\" d=\"M%.1f %.1fl6 8l-6 8l-6 -8z\"><title>%s</title></path>%n",
                        at, y - 8, escape(span.text()));
                last = at;
            }
        }
    }

    /**
     * A bar of a row.
     *
     * @param span where it is and what
     * @param files how many files it stands for
     */
    private record Bar(Timeline.Span span, int files) {}

    private void spans(List<Bar> bars, int row, String style) {
        for (Bar bar : bars) {
            double start = x(bar.span().start());
            double width = Math.max(MIN_WIDTH, x(bar.span().end()) - start);
            if (bar.files() > 1) {
                bar(start, width, row, style + " many", bar.span().text());
            } else {
                // A fine line between files that are wide enough to be told apart.
                bar(
                        start,
                        width > SEPARATE ? width - 1 : width,
                        row,
                        style,
                        bar.span().text());
            }
        }
    }

    /** Files that are too narrow to be told apart become one bar. */
    private static List<Bar> merged(List<Timeline.Span> spans) {
        List<Bar> merged = new ArrayList<>();
        double pixel = 1.0 / CHART;
        for (Timeline.Span span : spans) {
            Bar last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null
                    && isNarrow(span)
                    && (last.files() > 1 || isNarrow(last.span()))
                    && last.span().end() - last.span().start() < MAX_MERGED * pixel
                    && span.start() - last.span().end() < MERGE * pixel) {
                int files = last.files() + 1;
                String first = last.span().text().replaceFirst("^[0-9]+ files, the first ", "");
                merged.set(
                        merged.size() - 1,
                        new Bar(
                                new Timeline.Span(
                                        Math.min(last.span().start(), span.start()),
                                        Math.max(last.span().end(), span.end()),
                                        files + " files, the first " + first),
                                files));
            } else {
                merged.add(new Bar(span, 1));
            }
        }
        return merged;
    }

    private static boolean isNarrow(Timeline.Span span) {
        return span.end() - span.start() < SEPARATE / CHART;
    }

    private void bar(double x, double width, int row, String style, String title) {
        add(
                "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"1.5\"><title>%s</title></rect>%n",
                style, x, TOP + row * ROW + (ROW - BAR) / 2, width, BAR, escape(title));
    }

    private void label(String text, int row, String style) {
        add(
                "<text class=\"label %s\" x=\"0\" y=\"%d\">%s</text>%n",
                style, TOP + row * ROW + ROW / 2 + 5, escape(text));
    }

    private static double x(double place) {
        return LABELS + place * CHART;
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format.replace("%n", "\n"), values));
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
