package dev.ltx4j.config;

import java.util.regex.Pattern;

/** Patterns for names, as Go's {@code filepath.Match} reads them: {@code *}, {@code ?}, {@code [a-z]}, {@code [^a-z]}, {@code \x}. */
final class GoGlob {
    private GoGlob() {}

    /** @throws IllegalArgumentException if a bracket is not closed, or nothing follows a backslash */
    static Pattern compile(String glob) {
        StringBuilder regex = new StringBuilder();
        boolean inBrackets = false;
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (c == '\\') {
                i++;
                if (i == glob.length()) {
                    throw new IllegalArgumentException("nothing follows the backslash");
                }
                regex.append(literal(glob.charAt(i)));
            } else if (inBrackets) {
                inBrackets = c != ']';
                regex.append(c == ']' || c == '-' ? String.valueOf(c) : literal(c));
            } else if (c == '[') {
                inBrackets = true;
                boolean negated = i + 1 < glob.length() && glob.charAt(i + 1) == '^';
                i += negated ? 1 : 0;
                regex.append(negated ? "[^" : "[");
            } else {
                regex.append(c == '*' ? "[^/]*" : c == '?' ? "[^/]" : literal(c));
            }
        }
        if (inBrackets) {
            throw new IllegalArgumentException("a bracket is not closed");
        }
        // What is left of wrong brackets, such as an empty or a backward range, is an IllegalArgumentException too.
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private static String literal(char c) {
        return Character.isLetterOrDigit(c) || Character.isSurrogate(c) ? String.valueOf(c) : "\\" + c;
    }
}
