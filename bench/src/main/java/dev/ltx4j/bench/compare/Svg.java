package dev.ltx4j.bench.compare;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A picture that is being drawn, with the colours of all pictures here. Shapes carry classes, and the colours follow the
 * reader's choice of light or dark.
 */
final class Svg {
    private static final String STYLE = """
            svg { background: var(--paper); font: 13px system-ui, -apple-system, "Segoe UI", sans-serif;
              --paper: #ffffff; --ink: #1f2328; --soft: #59636e; --grid: #d8dee4; --peer: #8c959f; --one: #7cb7f5;
              --two: #0b5cad; --goal: #b35900; }
            @media (prefers-color-scheme: dark) { svg { --paper: #0d1117; --ink: #e6edf3; --soft: #9198a1;
              --grid: #30363d; --peer: #7d8590; --one: #2f6fb3; --two: #79c0ff; --goal: #f0a35e; } }
            text { fill: var(--ink); paint-order: stroke; stroke: var(--paper); stroke-width: 4px; }
            .title { font-size: 17px; font-weight: 600; }
            .row { font-weight: 600; }
            .soft { fill: var(--soft); }
            .missed { fill: var(--goal); font-weight: 600; }
            .grid { stroke: var(--grid); }
            .base { stroke: var(--soft); stroke-width: 1.5; }
            .goal { stroke: var(--goal); stroke-width: 2.5; }
            .limit { stroke: var(--goal); stroke-width: 1.5; stroke-dasharray: 5 4; }
            rect.peer { fill: var(--peer); } rect.one { fill: var(--one); } rect.two { fill: var(--two); }
            .line { fill: none; stroke-width: 2.5; }
            .line.peer { stroke: var(--peer); } .line.one { stroke: var(--one); } .line.two { stroke: var(--two); }
            circle.peer { fill: var(--peer); } circle.one { fill: var(--one); } circle.two { fill: var(--two); }
            """;

    private final StringBuilder text = new StringBuilder(1 << 14);

    /** Which end of a text is at its place. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /**
     * Starts a picture.
     *
     * @param width in pixels, as are all places and lengths
     * @param description what is to be seen, for those who do not see it
     */
    Svg(int width, int height, String description) {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\""
                        + " aria-label=\"%s\">\n<style>\n%s</style>\n",
                width, height, width, height, escape(description), STYLE);
        add("<rect width=\"%d\" height=\"%d\" style=\"fill: var(--paper)\"/>\n", width, height);
    }

    void text(double x, double y, Anchor anchor, String style, String content) {
        add(
                "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n",
                style, x, y, anchor.name().toLowerCase(Locale.ROOT), escape(content));
    }

    void bar(double fromX, double toX, double y, double height, String style, String title) {
        add(
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\"><title>%s</title></rect>\n",
                style, Math.min(fromX, toX), y, Math.max(1, Math.abs(toX - fromX)), height, escape(title));
    }

    void line(double x1, double y1, double x2, double y2, String style) {
        add("<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", style, x1, y1, x2, y2);
    }

    /** A line through points, and a dot at each. */
    void curve(List<double[]> points, String style) {
        String places = points.stream()
                .map(point -> String.format(Locale.ROOT, "%.1f,%.1f", point[0], point[1]))
                .collect(Collectors.joining(" "));
        add("<polyline class=\"line %s\" points=\"%s\"/>\n", style, places);
        for (double[] point : points) {
            add("<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"/>\n", style, point[0], point[1]);
        }
    }

    String finish() {
        return text.append("</svg>\n").toString();
    }

    private void add(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }

    private static String escape(String content) {
        return content.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
