package dev.ltx4j.bench.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The programs of others that take part, in the versions that the interop tests use too.
 *
 * @param litestream the current one
 * @param litestreamV3 the last but one layout's
 * @param ltx the command line of the LTX library
 * @param ltxpeer our own program around that library, from {@code interop/ltxpeer}
 * @param sqlite SQLite's shell
 */
record Programs(Program litestream, Program litestreamV3, Program ltx, Program ltxpeer, Program sqlite) {
    private static final String LITESTREAM = "github.com/benbjohnson/litestream";
    private static final String LTX = "github.com/superfly/ltx";

    /**
     * Looks for them, and installs the Go programs that are nowhere.
     *
     * @param root the folder of the checkout
     */
    static Programs find(Path root, Progress progress) {
        GoPrograms go = new GoPrograms(root, progress);
        return new Programs(
                go.find("litestream", LITESTREAM, "0.5.18", GoPrograms.CURRENT),
                go.find("litestream", LITESTREAM, "0.3.14", GoPrograms.V3),
                go.find("ltx", LTX, "0.5.3", GoPrograms.CURRENT),
                go.ltxpeer(),
                findSqlite());
    }

    /** For those who only want to know what there is to compare. */
    static Programs notLookedFor() {
        Program none = Program.missing("nothing", "it was not looked for");
        return new Programs(none, none, none, none, none);
    }

    List<Program> all() {
        return List.of(litestream, litestreamV3, ltx, ltxpeer, sqlite);
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
                "sqlite3", "there is no such program on the PATH (Debian, Ubuntu: apt-get install sqlite3)");
    }
}
