package dev.ltx4j.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** The curves as a picture: time at the left, memory at the right, a pair of panels for each. */
final class CurveChart {
    private static final int WIDTH = 1000;
    private static final int PANEL_HEIGHT = 300;
    private static final int PLOT_HEIGHT = 200;
    private static final int PLOT_WIDTH = 390;
    private static final int[] LEFT = {70, 570};
    private static final int TOP = 100;
    private static final double MIB = 1 << 20;
    private static final double LIMIT_MIB = 64;

    private final Svg svg;

    private CurveChart(int panels) {
        svg = new Svg(
                WIDTH, TOP + panels * PANEL_HEIGHT, "time and memory by size of the database and number of files");
    }

    static String draw(Comparison comparison) {
        CurveChart chart = new CurveChart(comparison.curves().size());
        Machine machine = comparison.machine();
        chart.svg.text(24, 30, Svg.Anchor.START, "title", "How time and memory grow");
        chart.svg.text(
                24,
                50,
                Svg.Anchor.START,
                "soft",
                machine.date() + " · " + machine.processor() + " · " + machine.java());
        chart.legend();
        for (int i = 0; i < comparison.curves().size(); i++) {
            chart.panels(comparison.curves().get(i), TOP + i * PANEL_HEIGHT);
        }
        return chart.svg.finish();
    }

    private void legend() {
        int x = 24;
        for (String[] entry :
                new String[][] {{"peer", "Go tool"}, {"one", "ltx4j, one worker"}, {"two", "ltx4j, two workers"}}) {
            svg.bar(x, x + 14, 65, 13, entry[0], entry[1]);
            svg.text(x + 20.0, 76, Svg.Anchor.START, "soft", entry[1]);
            x += 40 + entry[1].length() * 7;
        }
        svg.line(x, 72, x + 20.0, 72, "limit");
        svg.text(x + 26.0, 76, Svg.Anchor.START, "soft", "64 MiB");
    }

    private void panels(Curve.Measured measured, int top) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < measured.outcomes().size(); i++) {
            if (measured.outcomes().get(i).isMeasured()) {
                places.add(i);
            }
        }
        svg.text(
                LEFT[0] - 46.0,
                top + 16.0,
                Svg.Anchor.START,
                "row",
                measured.curve().title() + ": seconds (logarithmic)");
        svg.text(LEFT[1] - 46.0, top + 16.0, Svg.Anchor.START, "row", "peak resident memory, MiB");
        if (places.isEmpty()) {
            svg.text(LEFT[0], top + 60.0, Svg.Anchor.START, "soft", "not measured");
            return;
        }
        Map<String, List<double[]>> seconds =
                series(measured, places, standing -> standing.seconds().median());
        Map<String, List<double[]>> memory = series(measured, places, standing -> standing.peakBytes() / MIB);
        plot(measured, places, seconds, LEFT[0], top + 30, true);
        plot(measured, places, memory, LEFT[1], top + 30, false);
    }

    /** Points of each contestant, by its style: the place on the curve, and a value. */
    private static Map<String, List<double[]>> series(
            Curve.Measured measured, List<Integer> places, ToDoubleFunction<Standing> value) {
        Map<String, List<double[]>> series = new LinkedHashMap<>();
        for (int place : places) {
            double x = measured.curve().points().get(place).x();
            for (Standing standing : measured.outcomes().get(place).standings()) {
                series.computeIfAbsent(RatioChart.style(standing), style -> new ArrayList<>())
                        .add(new double[] {x, value.applyAsDouble(standing)});
            }
        }
        return series;
    }

    private void plot(
            Curve.Measured measured,
            List<Integer> places,
            Map<String, List<double[]>> series,
            int left,
            int top,
            boolean isTime) {
        int bottom = top + PLOT_HEIGHT;
        List<Curve.Point> points = measured.curve().points();
        double first = points.get(places.get(0)).x();
        double last = points.get(places.get(places.size() - 1)).x();
        Axis x = Axis.logarithmic(first, Math.max(last, first * 2), left, left + PLOT_WIDTH);
        Axis y = isTime ? timeAxis(series, top) : memoryAxis(series, top);
        for (double tick : y.ticks()) {
            svg.line(left, y.place(tick), left + PLOT_WIDTH, y.place(tick), "grid");
            svg.text(left - 8.0, y.place(tick) + 4, Svg.Anchor.END, "soft", number(tick));
        }
        for (int place : places) {
            double at = x.place(points.get(place).x());
            svg.line(at, bottom, at, bottom + 5.0, "base");
            svg.text(
                    at,
                    bottom + 20.0,
                    Svg.Anchor.MIDDLE,
                    "soft",
                    points.get(place).label());
        }
        svg.line(left, bottom, left + PLOT_WIDTH, bottom, "base");
        svg.text(
                left + PLOT_WIDTH,
                bottom + 38.0,
                Svg.Anchor.END,
                "soft",
                measured.curve().axis());
        if (!isTime) {
            svg.line(left, y.place(LIMIT_MIB), left + PLOT_WIDTH, y.place(LIMIT_MIB), "limit");
        }
        series.forEach((style, values) -> svg.curve(
                values.stream()
                        .map(value -> new double[] {x.place(value[0]), y.place(value[1])})
                        .toList(),
                style));
    }

    private static Axis timeAxis(Map<String, List<double[]>> series, int top) {
        double least = values(series).min().orElse(0.1);
        double most = values(series).max().orElse(1);
        return Axis.roundLogarithmic(least, most, top + PLOT_HEIGHT, top);
    }

    private static Axis memoryAxis(Map<String, List<double[]>> series, int top) {
        double most = values(series).max().orElse(LIMIT_MIB);
        return Axis.linear(0, Math.max(LIMIT_MIB * 1.25, most * 1.1), top + PLOT_HEIGHT, top);
    }

    private static DoubleStream values(Map<String, List<double[]>> series) {
        return series.values().stream().flatMap(List::stream).mapToDouble(value -> value[1]);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value).replaceFirst("\\.?0+$", "");
    }
}
