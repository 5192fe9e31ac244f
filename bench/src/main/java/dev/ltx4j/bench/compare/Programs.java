package dev.ltx4j.bench.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The programs of others that take part, in the versions that the interop tests use too. Each is looked for, and if it is
 * written in Go also installed, when it is first asked for.
 */
final class Programs {
    private static final String LITESTREAM = "github.com/benbjohnson/litestream";
    private static final String LTX = "github.com/superfly/ltx";

    private final GoPrograms go;
    private final Map<String, Program> programs = new LinkedHashMap<>();

    /**
     * Programs for a comparison.
     *
     * @param root the folder of the checkout
     */
    Programs(Path root, Progress progress) {
        go = new GoPrograms(root, progress);
    }

    /** The current Litestream. */
    Program litestream() {
        return once("litestream", () -> go.find("litestream", LITESTREAM, "0.5.18", GoPrograms.CURRENT));
    }

    /** The last Litestream with the layout of generations. */
    Program litestreamV3() {
        return once("litestream 0.3", () -> go.find("litestream", LITESTREAM, "0.3.14", GoPrograms.V3));
    }

    /** The command line of Go's LTX library. */
    Program ltx() {
        return once("ltx", () -> go.find("ltx", LTX, "0.5.3", GoPrograms.CURRENT));
    }

    /** Our own program around that library. */
    Program ltxpeer() {
        return once("ltxpeer", go::ltxpeer);
    }

    /** SQLite's shell. */
    Program sqlite() {
        return once("sqlite", Programs::findSqlite);
    }

    /** The names of those that were asked for and are there. */
    List<String> used() {
        return programs.values().stream()
                .filter(Program::isThere)
                .map(Program::name)
                .toList();
    }

    private Program once(String key, Supplier<Program> search) {
        return programs.computeIfAbsent(key, none -> search.get());
    }

    private static Program findSqlite() {
        for (Path folder : Commands.foldersOfPath()) {
            Path shell = folder.resolve("sqlite3");
            if (Files.isExecutable(shell)) {
                String version = Commands.output(List.of(shell.toString(), "--version"));
                return Program.found("SQLite " + version.split(" ", 2)[0], shell);
            }
        }
        return Program.missing(
                "SQLite's shell", "there is no sqlite3 on the PATH (Debian, Ubuntu: apt-get install sqlite3)");
    }
}
