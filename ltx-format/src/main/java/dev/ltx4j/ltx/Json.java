package dev.ltx4j.ltx;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** JSON text of a few names and values. */
final class Json {
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final char FIRST_PRINTABLE = ' ';

    private Json() {}

    /** RFC 3339 in UTC, to the millisecond. */
    static String time(Instant instant) {
        return MILLIS.format(instant);
    }

    /**
     * An object on one line, without spaces.
     *
     * @param fields values are strings and longs
     * @throws IllegalArgumentException if one is anything else
     */
    static String object(Map<String, Object> fields) {
        StringBuilder json = new StringBuilder("{");
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            if (json.length() > 1) {
                json.append(',');
            }
            string(json, field.getKey());
            json.append(':');
            if (field.getValue() instanceof String text) {
                string(json, text);
            } else if (field.getValue() instanceof Long number) {
                json.append(number.longValue());
            } else {
                throw new IllegalArgumentException("neither text nor number: " + field);
            }
        }
        return json.append('}').toString();
    }

    /** Escapes what RFC 8259 wants escaped, and halves of surrogate pairs, which have no UTF-8. */
    private static void string(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                json.append(c).append(text.charAt(++i));
            } else if (c < FIRST_PRINTABLE || Character.isSurrogate(c)) {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
