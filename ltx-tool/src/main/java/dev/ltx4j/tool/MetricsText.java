package dev.ltx4j.tool;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Prometheus' text format, version 0.0.4: families of gauges with their samples. */
final class MetricsText {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");

    private final StringBuilder text = new StringBuilder();
    private String family = "";

    /** Begins a family; the samples that follow are of it. */
    void gauge(String name, String help) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a name: " + name);
        }
        family = name;
        text.append("# HELP ").append(name).append(' ');
        text.append(help.replace("\\", "\\\\").replace("\n", "\\n")).append('\n');
        text.append("# TYPE ").append(name).append(" gauge\n");
    }

    void sample(BigDecimal value) {
        text.append(family).append(' ').append(value.toPlainString()).append('\n');
    }

    /** A sample with one label. */
    void sample(String label, String labelValue, BigDecimal value) {
        if (!NAME.matcher(label).matches()) {
            throw new IllegalArgumentException("not a label: " + label);
        }
        text.append(family)
                .append('{')
                .append(label)
                .append("=\"")
                .append(escaped(labelValue))
                .append("\"} ");
        text.append(value.toPlainString()).append('\n');
    }

    /** Backslash, quote and line feed; all else stays, in UTF-8. */
    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
