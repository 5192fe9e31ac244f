package dev.ltx4j.bench.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds programs that are written in Go, each in one version: in the folder that an environment variable names, on the PATH,
 * where {@code .ci/run} puts them, and where this class itself has installed them before. What is nowhere is installed.
 */
final class GoPrograms {
    static final Place CURRENT = new Place("LTX4J_GO_BIN", "go-bin", true);

    /** Litestream 0.3 has the name of the current one, so it has folders of its own. */
    static final Place V3 = new Place("LTX4J_GO_BIN_V3", "go-bin-v3", false);

    private static final Pattern VERSION = Pattern.compile("\\bv?(\\d+\\.\\d+\\.\\d+)\\b");

    private final Path root;
    private final Progress progress;

    GoPrograms(Path root, Progress progress) {
        this.root = root;
        this.progress = progress;
    }

    /**
     * Where programs are looked for.
     *
     * @param variable names a folder
     * @param folder its name below {@code target}
     * @param alsoOnPath whether the PATH counts
     */
    record Place(String variable, String folder, boolean alsoOnPath) {}

    Program find(String name, String module, String version, Place place) {
        String title = name + " " + version;
        for (Path folder : folders(place)) {
            Path path = folder.resolve(name);
            if (Files.isExecutable(path) && version(path, module).equals(version)) {
                return Program.found(title, path);
            }
        }
        String source = module + "/cmd/" + name + "@v" + version;
        return build(title, ownFolder(place), name, root, List.of("install", source));
    }

    /** Builds the program from {@code interop/ltxpeer}, so that it fits this source; without Go, looks for it. */
    Program ltxpeer() {
        Path source = root.resolve("interop").resolve("ltxpeer");
        Path target = ownFolder(CURRENT).resolve("ltxpeer");
        List<String> arguments = List.of("build", "-trimpath", "-o", target.toString(), ".");
        Program built = build("ltxpeer", ownFolder(CURRENT), "ltxpeer", source, arguments);
        return folders(CURRENT).stream()
                .map(folder -> folder.resolve("ltxpeer"))
                .filter(path -> built.isThere() ? path.equals(target) : Files.isExecutable(path))
                .findFirst()
                .map(GoPrograms::ltxpeer)
                .orElse(built);
    }

    /** One that is too old takes the command for a wrong call, and says so with exit code 2; one that knows it finds no file. */
    private static Program ltxpeer(Path path) {
        int exitCode = Commands.exitCode(List.of(path.toString(), "merge", "/dev/null/output", "2", "/dev/null/input"));
        return exitCode == 1
                ? Program.found(libraryVersion(path), path)
                : Program.missing("ltxpeer with a command merge", "the one that was found has none");
    }

    private static String libraryVersion(Path ltxpeer) {
        Matcher said = VERSION.matcher(Commands.output(List.of(ltxpeer.toString(), "version")));
        return "Go's LTX library" + (said.find() ? " " + said.group(1) : "");
    }

    private Program build(String title, Path goBin, String name, Path folder, List<String> arguments) {
        if (Commands.output(List.of("go", "version")).isEmpty()) {
            return Program.missing(title, "it was not found, and there is no Go on the PATH to install it with");
        }
        progress.say("go " + String.join(" ", arguments));
        List<String> command = new ArrayList<>(List.of("go"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("GOBIN", goBin.toString());
        Path target = goBin.resolve(name);
        return Commands.run(builder) && Files.isExecutable(target)
                ? Program.found(title, target)
                : Program.missing(title, "go " + String.join(" ", arguments) + " failed; see above");
    }

    private List<Path> folders(Place place) {
        List<Path> folders = new ArrayList<>();
        Optional.ofNullable(System.getenv(place.variable())).map(Path::of).ifPresent(folders::add);
        if (place.alsoOnPath()) {
            folders.addAll(Commands.foldersOfPath());
        }
        folders.add(root.resolve("target").resolve(place.folder()));
        folders.add(ownFolder(place));
        return folders;
    }

    private Path ownFolder(Place place) {
        return root.resolve("bench").resolve("target").resolve(place.folder());
    }

    /** What the program says, or, for one that go install made without telling it, what is recorded inside of it. */
    private static String version(Path program, String module) {
        Matcher said = VERSION.matcher(Commands.output(List.of(program.toString(), "version")));
        if (said.find()) {
            return said.group(1);
        }
        try {
            String inside = Files.readString(program, StandardCharsets.ISO_8859_1);
            Matcher recorded = Pattern.compile("mod\t" + Pattern.quote(module) + "\tv([0-9.]+)")
                    .matcher(inside);
            return recorded.find() ? recorded.group(1) : "";
        } catch (IOException e) {
            return "";
        }
    }
}
