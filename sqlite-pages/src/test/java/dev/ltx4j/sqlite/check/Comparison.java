package dev.ltx4j.sqlite.check;

import dev.ltx4j.sqlite.DatabasePages;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.PageSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Our verdict of a database beside SQLite's. */
record Comparison(SqliteVerdict sqlite, List<String> quick, List<String> full, List<String> notJudged) {
    static final String EXPLAINED = "explained: ";

    /** SQLite parses what views, triggers and expressions say when it opens a database. */
    private static final String STATEMENT = EXPLAINED + "a view, a trigger or an expression";

    /** SQLite does not look into an index whose table is empty, and follows no pointer to page 0. */
    private static final String EMPTY_INDEX =
            EXPLAINED + "an interior page without cells in the index of an empty table";

    /** SQLite leaves these out if a view or virtual table comes first in its list of tables, and says "ok". */
    static final String PARTIAL = "explained: SQLite checked a part only";

    static Comparison of(Path file) throws IOException {
        return new Comparison(
                SqliteVerdict.of(file), ours(file, CheckMode.QUICK), ours(file, CheckMode.FULL), notJudged(file));
    }

    private static List<String> ours(Path file, CheckMode mode) throws IOException {
        try (PageSource pages = DatabasePages.open(file)) {
            return DatabaseChecker.of(pages).mode(mode).build().check().findings().stream()
                    .map(finding -> finding.kind() + " " + finding.message())
                    .toList();
        } catch (FileFormatException e) {
            return List.of("refused: " + e.getMessage());
        }
    }

    private static List<String> notJudged(Path file) throws IOException {
        try (PageSource pages = DatabasePages.open(file)) {
            return DatabaseChecker.of(pages).mode(CheckMode.FULL).build().check().notJudged().stream()
                    .map(NotJudged::object)
                    .toList();
        } catch (FileFormatException e) {
            return List.of();
        }
    }

    /** How the verdicts differ, or null: a full check agrees with SQLite's, a quick one is between its two. */
    @Nullable
    String difference() {
        boolean sqliteFull = full.isEmpty()
                ? sqlite.full().stream().anyMatch(this::isJudged)
                : !sqlite.full().isEmpty();
        if (sqlite.isUndecided()) {
            return null;
        }
        if (!sqliteFull
                && !full.isEmpty()
                && sqlite.hasRootless()
                && full.stream().allMatch(Comparison::isLeftOutByPartialCheck)) {
            return PARTIAL;
        }
        if (!sqliteFull
                && !full.isEmpty()
                && full.stream()
                        .allMatch(finding ->
                                finding.matches("TREE_SHAPE index .* the page is empty|.* leads to page 0 .*"))) {
            return EMPTY_INDEX;
        }
        if (full.isEmpty() && sqlite.full().stream().allMatch(Comparison::isAboutExpression) && sqliteFull) {
            return STATEMENT;
        }
        if (quick.isEmpty()
                && !sqlite.quick().isEmpty()
                && sqlite.quick().stream().allMatch(Comparison::isAboutExpression)) {
            return STATEMENT;
        }
        if (sqliteFull != !full.isEmpty()) {
            return full.isEmpty() ? "full: only SQLite" : "full: only ours";
        }
        if (quick.isEmpty() && sqlite.quick().stream().anyMatch(this::isJudged)) {
            return "quick: only SQLite";
        }
        return !quick.isEmpty() && sqlite.full().isEmpty() ? "quick: only ours" : null;
    }

    private static boolean isAboutExpression(String message) {
        return message.matches("refused: .*malformed database schema \\((v|tr|e[0-9]\\w*)\\).*")
                || (message.startsWith("refused: ") && message.contains("unknown function: "));
    }

    /** What both say. */
    String verdict() {
        return full.isEmpty() ? "sound" : "damaged";
    }

    private boolean isJudged(String message) {
        for (String object : notJudged) {
            if (object.startsWith("index ") && message.endsWith(" index " + object.substring("index ".length()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLeftOutByPartialCheck(String finding) {
        return finding.startsWith("FREE_LIST ")
                || finding.startsWith("PAGE_NEVER_USED ")
                || finding.contains(" free list, page ")
                || (finding.startsWith("HEADER ") && finding.contains("vacuum"))
                || (finding.startsWith("HEADER ") && finding.contains("largest root page"))
                || finding.startsWith("POINTER_MAP ")
                || finding.startsWith("PAGE_USED_TWICE ");
    }
}
