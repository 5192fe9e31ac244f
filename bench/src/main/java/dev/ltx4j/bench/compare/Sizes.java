package dev.ltx4j.bench.compare;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes of data as people write them: decimal, with one unit. Memory is in MiB, as everywhere in the Java world. */
final class Sizes {
    private static final Pattern TEXT = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kMG])?B?", Pattern.CASE_INSENSITIVE);
    private static final double MIB = 1 << 20;

    private Sizes() {}

    /** Reads {@code 10MB}, {@code 1.5GB}. */
    static long parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a size: " + text + " (such as 200MB or 1.5GB)");
        }
        String unit = matcher.group(2) == null ? "" : matcher.group(2).toUpperCase(Locale.ROOT);
        long factor = switch (unit) {
            case "K" -> 1_000;
            case "M" -> 1_000_000;
            case "G" -> 1_000_000_000;
            default -> 1;
        };
        return Math.round(Double.parseDouble(matcher.group(1)) * factor);
    }

    /** {@code 200 MB}, {@code 1.5 GB}. */
    static String text(long byteCount) {
        if (byteCount >= 1_000_000_000) {
            return number(byteCount / 1e9) + " GB";
        }
        return byteCount >= 1_000_000 ? number(byteCount / 1e6) + " MB" : number(byteCount / 1e3) + " kB";
    }

    /** The same without the space, for names. */
    static String compact(long byteCount) {
        return text(byteCount).replace(" ", "");
    }

    /** {@code 46.3 MiB}. */
    static String mebibytes(long byteCount) {
        return (byteCount < 100 * MIB ? number(byteCount / MIB) : Math.round(byteCount / MIB)) + " MiB";
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
