package dev.ltx4j.bench.compare;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The table as a picture: how many times as fast each of ours is, and what memory everybody takes. */
final class RatioChart {
    private static final int WIDTH = 1000;
    private static final int LABELS = 24;
    private static final int TOP = 112;
    private static final int TITLE = 22;
    private static final int SLOT = 18;
    private static final int BAR = 13;
    private static final int GAP = 16;
    private static final int RATIO_LEFT = 40;
    private static final int RATIO_RIGHT = 560;
    private static final int MEMORY_LEFT = 690;
    private static final int MEMORY_RIGHT = 920;
    private static final double LIMIT_BYTES = 64 << 20;

    /** Bars that would be longer end here, so that the others can be told apart; their numbers say it. */
    private static final double MAX_DRAWN_BYTES = 320 << 20;

    private final List<Outcome> rows;
    private final Axis ratios;
    private final Axis memory;
    private final int bottom;
    private final Svg svg;

    private RatioChart(Comparison comparison) {
        rows = comparison.rows().stream()
                .filter(row -> row.standings().size() > 1)
                .toList();
        bottom = TOP
                + rows.stream()
                        .mapToInt(row -> TITLE + row.standings().size() * SLOT + GAP)
                        .sum();
        ratios = Axis.logarithmic(Math.min(0.5, leastRatio()), Math.max(20, mostRatio()), RATIO_LEFT, RATIO_RIGHT);
        memory = Axis.linear(
                0, Math.min(MAX_DRAWN_BYTES, Math.max(LIMIT_BYTES * 2, mostMemory())), MEMORY_LEFT, MEMORY_RIGHT);
        svg = new Svg(
                WIDTH, bottom + 40, "how many times as fast ltx4j is as the Go tools and SQLite, and peak memory");
    }

    static String draw(Comparison comparison) {
        return new RatioChart(comparison).drawing(comparison);
    }

    private String drawing(Comparison comparison) {
        Machine machine = comparison.machine();
        svg.text(LABELS, 30, Svg.Anchor.START, "title", "ltx4j beside the Go tools and SQLite");
        svg.text(
                LABELS,
                50,
                Svg.Anchor.START,
                "soft",
                machine.date() + " · " + machine.processor() + " · " + machine.java());
        legend();
        grid();
        int y = TOP;
        for (Outcome row : rows) {
            svg.text(LABELS, y + 15.0, Svg.Anchor.START, "row", row.contest().title());
            y += TITLE;
            for (Standing standing : row.standings()) {
                slot(standing, y);
                y += SLOT;
            }
            y += GAP;
        }
        return svg.finish();
    }

    private void legend() {
        int x = LABELS;
        int y = 76;
        for (String[] entry : new String[][] {
            {"peer", "Go tool or SQLite", "150"},
            {"one", "ltx4j, one worker", "155"},
            {"two", "ltx4j, two workers or without a choice", "290"}
        }) {
            svg.bar(x, x + 14, y - 11, BAR, entry[0], entry[1]);
            svg.text(x + 20.0, y, Svg.Anchor.START, "soft", entry[1]);
            x += Integer.parseInt(entry[2]);
        }
        svg.line(x, y - 12.0, x, y + 3.0, "goal");
        svg.text(x + 8.0, y, Svg.Anchor.START, "soft", "goal");
        svg.line(MEMORY_LEFT, y - 4.0, MEMORY_LEFT + 20.0, y - 4.0, "limit");
        svg.text(MEMORY_LEFT + 26.0, y, Svg.Anchor.START, "soft", "64 MiB, the goal of verify and restore");
        svg.text(RATIO_LEFT, TOP - 10.0, Svg.Anchor.START, "soft", "times as fast (logarithmic)");
        svg.text(MEMORY_LEFT, TOP - 10.0, Svg.Anchor.START, "soft", "peak resident memory, MiB");
    }

    private void grid() {
        for (double tick : ratios.ticks()) {
            double x = ratios.place(tick);
            svg.line(x, TOP, x, bottom, tick == 1 ? "base" : "grid");
            svg.text(x, bottom + 18.0, Svg.Anchor.MIDDLE, "soft", number(tick) + "×");
        }
        double mib = 1 << 20;
        for (double tick : Axis.linear(0, memory.to() / mib, 0, 1).ticks()) {
            double x = memory.place(tick * mib);
            svg.line(x, TOP, x, bottom, "grid");
            svg.text(x, bottom + 18.0, Svg.Anchor.MIDDLE, "soft", number(tick));
        }
        svg.line(memory.place(LIMIT_BYTES), TOP, memory.place(LIMIT_BYTES), bottom, "limit");
    }

    private void slot(Standing standing, double y) {
        String name = standing.contestant().name();
        String time = Figures.seconds(standing.seconds().median());
        double middle = y + BAR - 2;
        if (standing.hasRatio()) {
            double end = ratios.place(standing.ratio());
            svg.bar(ratios.place(1), end, y, BAR, style(standing), name + ": " + time);
            double goal = standing.contestant().goal().ratio();
            if (goal > 0) {
                svg.line(ratios.place(goal), y - 2.0, ratios.place(goal), y + BAR + 2.0, "goal");
            }
            boolean missed = standing.contestant().goal().hasRatio() && standing.ratio() < goal;
            double right = Math.max(Math.max(end, ratios.place(1)), missed ? ratios.place(goal) : 0);
            svg.text(
                    right + 6,
                    middle,
                    Svg.Anchor.START,
                    missed ? "missed" : "",
                    Figures.ratio(standing.ratio()) + " · " + time);
        } else {
            svg.text(ratios.place(1) + 6, middle, Svg.Anchor.START, "soft", name + " · " + time);
        }
        if (standing.peakBytes() > 0) {
            double end = memory.place((double) standing.peakBytes());
            svg.bar(MEMORY_LEFT, end, y, BAR, style(standing), name + ": " + Figures.memory(standing.peakBytes()));
            String beyond = standing.peakBytes() > memory.to() ? "… " : "";
            svg.text(end + 6, middle, Svg.Anchor.START, "soft", beyond + Figures.memory(standing.peakBytes()));
        }
    }

    static String style(Standing standing) {
        if (!standing.contestant().isOurs()) {
            return "peer";
        }
        return standing.contestant().name().endsWith("1 worker") ? "one" : "two";
    }

    private double leastRatio() {
        return standings()
                .filter(Standing::hasRatio)
                .mapToDouble(Standing::ratio)
                .min()
                .orElse(1);
    }

    private double mostRatio() {
        return standings()
                .filter(Standing::hasRatio)
                .mapToDouble(Standing::ratio)
                .max()
                .orElse(1);
    }

    private double mostMemory() {
        return standings().mapToDouble(Standing::peakBytes).max().orElse(0);
    }

    private Stream<Standing> standings() {
        return rows.stream().flatMap(row -> row.standings().stream());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value).replaceFirst("\\.?0+$", "");
    }
}
