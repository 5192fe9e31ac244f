package dev.ltx4j.replica;

/** Names as they can be shown: whoever writes a replica chooses its file names, and must not write on the reader's screen. */
@Experimental
public final class Printable {
    private Printable() {}

    /**
     * {@return the text with each control or format character as a backslash, a u, and four hexadecimal digits or more}
     *
     * @param text a name that somebody else chose
     */
    public static String of(String text) {
        if (text.codePoints().allMatch(Printable::isHarmless)) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isHarmless(c)) {
                shown.appendCodePoint(c);
            } else {
                shown.append(String.format("\\u%04x", c));
            }
        });
        return shown.toString();
    }

    private static boolean isHarmless(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
