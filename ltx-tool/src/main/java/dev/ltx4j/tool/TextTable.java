package dev.ltx4j.tool;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Rows of text in columns: aligned for people, or with tabs between them for programs. Rows can be made as they are
 * printed ({@link #of}), so that a table of many takes no memory; to be aligned, they are made twice.
 */
final class TextTable {
    private static final String GAP = "  ";

    private final List<String> heading;
    private final List<List<String>> added = new ArrayList<>();
    private final Supplier<Stream<List<String>>> rows;

    TextTable(String... heading) {
        this.heading = List.of(heading);
        this.rows = added::stream;
    }

    private TextTable(List<String> heading, Supplier<Stream<List<String>>> rows) {
        this.heading = heading;
        this.rows = rows;
    }

    /**
     * A table whose rows are not kept.
     *
     * @param items gives the same items each time
     * @param cells what of an item is in its row
     */
    static <T> TextTable of(Supplier<Stream<T>> items, Function<T, List<?>> cells, String... heading) {
        return new TextTable(List.of(heading), () -> items.get().map(item -> texts(cells.apply(item))));
    }

    /** Only for tables that keep their rows. */
    void row(Object... cells) {
        added.add(texts(Arrays.asList(cells)));
    }

    private static List<String> texts(List<?> cells) {
        List<String> row = new ArrayList<>(cells.size());
        for (Object cell : cells) {
            row.add(String.valueOf(cell));
        }
        return row;
    }

    void print(PrintStream out) {
        int[] widths = new int[heading.size()];
        widen(widths, heading);
        rows.get().forEachOrdered(row -> widen(widths, row));
        print(out, widths, heading);
        rows.get().forEachOrdered(row -> print(out, widths, row));
    }

    private static void widen(int[] widths, List<String> row) {
        for (int column = 0; column < widths.length; column++) {
            widths[column] = Math.max(widths[column], row.get(column).length());
        }
    }

    private static void print(PrintStream out, int[] widths, List<String> row) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = row.get(column);
            line.append(cell);
            if (column < widths.length - 1) {
                line.append(" ".repeat(widths[column] - cell.length())).append(GAP);
            }
        }
        out.println(line);
    }

    void printWithTabs(PrintStream out) {
        out.println(String.join("\t", heading));
        rows.get().forEachOrdered(row -> out.println(String.join("\t", row)));
    }
}
