package dev.ltx4j.tool;

import dev.ltx4j.sqlite.PageUse;
import java.io.PrintStream;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A picture of what the bytes of a page are used for: one letter for one byte, or for some. */
final class PageMap {
    private static final int LETTERS_PER_LINE = 64;
    private static final int MAX_LETTERS = 1024;

    private PageMap() {}

    static void print(PrintStream out, List<PageUse> uses) {
        int bytesPerLetter = Math.max(1, uses.size() / MAX_LETTERS);
        Set<PageUse> met = EnumSet.noneOf(PageUse.class);
        StringBuilder line = new StringBuilder();
        for (int from = 0; from < uses.size(); from += bytesPerLetter) {
            PageUse use = mostOf(uses.subList(from, from + bytesPerLetter));
            met.add(use);
            line.append(use.letter());
            if (line.length() == LETTERS_PER_LINE) {
                out.printf(Locale.ROOT, "  %5d  %s%n", from + bytesPerLetter - LETTERS_PER_LINE * bytesPerLetter, line);
                line.setLength(0);
            }
        }
        out.println("  one letter is " + bytesPerLetter + (bytesPerLetter == 1 ? " byte: " : " bytes: ")
                + met.stream()
                        .map(use -> use.letter() + " "
                                + use.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                        .collect(Collectors.joining(", ")));
    }

    /** What is claimed twice is never left out. */
    private static PageUse mostOf(List<PageUse> uses) {
        if (uses.contains(PageUse.OVERLAP)) {
            return PageUse.OVERLAP;
        }
        PageUse most = uses.get(0);
        int mostCount = 0;
        for (PageUse use : PageUse.values()) {
            int count = Collections.frequency(uses, use);
            if (count > mostCount) {
                most = use;
                mostCount = count;
            }
        }
        return most;
    }
}
