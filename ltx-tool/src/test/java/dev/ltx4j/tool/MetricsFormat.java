package dev.ltx4j.tool;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A strict reader of Prometheus' text format, version 0.0.4, as its specification has it, that also demands what {@code
 * promtool check metrics} does of names, units and help texts.
 */
final class MetricsFormat {
    private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)");
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\n\"])*)\"\\})? (\\S+)");
    private static final Set<String> OTHER_UNITS = Set.of(
            "milliseconds",
            "microseconds",
            "nanoseconds",
            "minutes",
            "hours",
            "days",
            "weeks",
            "kilobytes",
            "megabytes",
            "gigabytes",
            "bits",
            "kibibytes",
            "mebibytes",
            "percent",
            "ms",
            "ns",
            "us",
            "kb",
            "mb",
            "gb",
            "sec",
            "s");
    private static final List<String> TYPES = List.of("counter", "gauge", "histogram", "summary", "untyped");
    private static final List<String> SUFFIXES_OF_OTHER_TYPES = List.of("_total", "_count", "_sum", "_bucket");

    /** Values by name and label value; "" where there is no label. */
    private final Map<String, Map<String, Double>> families = new LinkedHashMap<>();

    static Map<String, Map<String, Double>> read(String text) {
        MetricsFormat format = new MetricsFormat();
        require(text.endsWith("\n"), "the last line has no end");
        Set<String> helped = new HashSet<>();
        Set<String> typed = new HashSet<>();
        String family = "";
        for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
            if (line.startsWith("#")) {
                Matcher comment = COMMENT.matcher(line);
                require(comment.matches(), "no comment: " + line);
                boolean isHelp = comment.group(1).equals("HELP");
                family = comment.group(2);
                require((isHelp ? helped : typed).add(family), "twice: " + line);
                require(isHelp || helped.contains(family), "no help before: " + line);
                require(isHelp || TYPES.contains(comment.group(3)), "no type: " + line);
                require(!format.families.containsKey(family), "family is divided: " + line);
                lint(family, isHelp ? "gauge" : comment.group(3));
            } else {
                Matcher sample = SAMPLE.matcher(line);
                require(sample.matches(), "no sample: " + line);
                require(sample.group(1).equals(family), "of another family: " + line);
                require(typed.contains(family), "no type before: " + line);
                require(!Set.of("le", "quantile").contains(String.valueOf(sample.group(2))), "reserved: " + line);
                Double before = format.families
                        .computeIfAbsent(family, name -> new LinkedHashMap<>())
                        .put(unescaped(sample.group(3)), Double.valueOf(sample.group(4)));
                require(before == null, "twice: " + line);
            }
        }
        require(format.families.keySet().equals(typed), "a family without samples: " + typed);
        return format.families;
    }

    private static void lint(String name, String type) {
        require(type.equals("gauge"), "only gauges are written");
        require(name.equals(name.toLowerCase(Locale.ROOT)) && !name.contains(":"), "not snake_case: " + name);
        require(SUFFIXES_OF_OTHER_TYPES.stream().noneMatch(name::endsWith), "suffix of another type: " + name);
        for (String part : name.split("_")) {
            require(!OTHER_UNITS.contains(part), "not a base unit: " + name);
            require(!TYPES.contains(part), "the type is in the name: " + name);
        }
        for (String unit : List.of("seconds", "bytes")) {
            require(!name.contains("_" + unit + "_"), "the unit is not at the end: " + name);
        }
    }

    private static String unescaped(String text) {
        return text == null
                ? ""
                : text.replace("\\\\", "\0")
                        .replace("\\n", "\n")
                        .replace("\\\"", "\"")
                        .replace("\0", "\\");
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new AssertionError(message);
        }
    }
}
