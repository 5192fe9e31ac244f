package dev.ltx4j.tool.interop;

import dev.ltx4j.fixtures.live.GoProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The tool in a process of its own: with the class path of this test and the compiler that the launchers choose, or by the
 * launcher that {@code -Dltx4j.launcher} names, as for measurements.
 */
final class OurTool {
    private static final String LAUNCHER = "ltx4j.launcher";

    private final GoProgram program;
    private final List<String> firstArguments;

    /** @param environment what it finds in its environment beside what this JVM has */
    OurTool(Map<String, String> environment) {
        String launcher = System.getProperty(LAUNCHER);
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        this.program = new GoProgram(launcher == null ? java : Path.of(launcher), environment);
        this.firstArguments = launcher != null
                ? List.of()
                : List.of(
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.ltx4j.tool.Main");
    }

    GoProgram.Result run(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(firstArguments);
        all.addAll(List.of(arguments));
        return program.run(all.toArray(String[]::new));
    }
}
