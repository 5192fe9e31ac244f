package dev.ltx4j.restore.interop;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Finds the real programs in the versions that ours is held against, or skips the test so that nobody overlooks it. */
final class GoTools {
    /** The folder that holds the current programs; PATH is looked at next. */
    private static final String FOLDER = "LTX4J_GO_BIN";

    /** The folder that holds Litestream 0.3, which has the same name. */
    private static final String V3_FOLDER = "LTX4J_GO_BIN_V3";

    private static final Pattern VERSION = Pattern.compile("\\bv?(\\d+\\.\\d+\\.\\d+)\\b");

    private GoTools() {}

    static GoProgram litestream() throws IOException {
        return require("litestream", "github.com/benbjohnson/litestream", "0.5.18", FOLDER, true);
    }

    static GoProgram ltx() throws IOException {
        return require("ltx", "github.com/superfly/ltx", "0.5.3", FOLDER, true);
    }

    static GoProgram litestreamV3() throws IOException {
        return require("litestream", "github.com/benbjohnson/litestream", "0.3.14", V3_FOLDER, false);
    }

    private static GoProgram require(String name, String module, String version, String variable, boolean alsoOnPath)
            throws IOException {
        List<Path> folders = new ArrayList<>();
        Optional.ofNullable(System.getenv(variable)).map(Path::of).ifPresent(folders::add);
        if (alsoOnPath) {
            Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                    .map(Path::of)
                    .forEach(folders::add);
        }
        String places = "the folder that " + variable + " names" + (alsoOnPath ? " or on PATH" : "");
        String install = "; go install " + module + "/cmd/" + name + "@v" + version;
        Optional<Path> path = folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
        if (path.isEmpty()) {
            throw skip(name + " not found in " + places + ", wanted " + version + install);
        }
        GoProgram program = new GoProgram(path.get());
        String found = version(program, module);
        if (!found.equals(version)) {
            throw skip(name + " " + version + " not found in " + places + ", " + program.path() + " is " + found
                    + install);
        }
        return program;
    }

    /** What the program says, or, for one that go install made without telling it, what is recorded inside of it. */
    private static String version(GoProgram program, String module) throws IOException {
        Matcher said = VERSION.matcher(program.run("version").output());
        if (said.find()) {
            return said.group(1);
        }
        String inside = new String(Files.readAllBytes(program.path()), StandardCharsets.ISO_8859_1);
        Matcher recorded = Pattern.compile("mod\t" + Pattern.quote(module) + "\tv([0-9.]+)")
                .matcher(inside);
        return recorded.find() ? recorded.group(1) : "of an unknown version";
    }

    private static AssertionError skip(String reason) {
        String line = "INTEROP SKIPPED: " + reason;
        String edge = "+" + "-".repeat(line.length() + 2) + "+";
        System.out.println(String.join(System.lineSeparator(), "", edge, "| " + line + " |", edge, ""));
        Assumptions.abort(line);
        return new AssertionError("abort throws");
    }
}
