package dev.ltx4j.config;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the values of variables in place of {@code $NAME} and <code>${NAME}</code>, in the whole text of the file, as
 * Litestream does. A variable that is not set is empty; a {@code $} that no name follows stays; what is not a name, as in
 * <code>${}</code>, goes.
 */
final class EnvironmentExpansion {
    private static final Pattern VARIABLE = Pattern.compile(
            "\\$(?:\\{(?<special>[*#$@!?0-9-])}|\\{(?<braced>[^}]*)}|(?<open>\\{)|(?<single>[*#$@!?0-9-])|(?<plain>[A-Za-z0-9_]+))");
    private static final String PROCESS_ID = "PID";

    private EnvironmentExpansion() {}

    /** @throws IllegalArgumentException if the result is longer than it may be */
    static String expand(String text, Map<String, String> variables, long processId, int maxLength) {
        StringBuilder result = new StringBuilder(text.length());
        Matcher matcher = VARIABLE.matcher(text);
        int copied = 0;
        while (matcher.find()) {
            result.append(text, copied, matcher.start()).append(value(matcher, variables, processId));
            copied = matcher.end();
            requireLength(result.length(), maxLength);
        }
        result.append(text, copied, text.length());
        requireLength(result.length(), maxLength);
        return result.toString();
    }

    private static String value(Matcher matcher, Map<String, String> variables, long processId) {
        for (String group : new String[] {"special", "braced", "single", "plain"}) {
            String name = matcher.group(group);
            if (name != null) {
                return name.equals(PROCESS_ID) ? Long.toString(processId) : variables.getOrDefault(name, "");
            }
        }
        return "";
    }

    private static void requireLength(int length, int maxLength) {
        if (length > maxLength) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "more than %d characters once variables are put in", maxLength));
        }
    }
}
