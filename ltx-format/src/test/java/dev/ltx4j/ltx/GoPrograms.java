package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Finds programs of the other side, in the folder LTX4J_GO_BIN or on the PATH, and runs them. */
final class GoPrograms {
    private static final String FOLDER = "LTX4J_GO_BIN";

    private GoPrograms() {}

    /** The program's path; where it is missing the test is skipped, and says so. */
    static Path require(String name) {
        Optional<Path> found = Stream.of(FOLDER, "PATH")
                .map(variable -> System.getenv().getOrDefault(variable, ""))
                .flatMap(folders -> Stream.of(folders.split(File.pathSeparator)))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
        return found.orElseThrow(() -> skip("no Go program \"" + name + "\" in " + FOLDER + " or on the PATH"));
    }

    /** Runs a program to its end, which must be a good one; what it printed. */
    static String run(Path program, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as("%s", output).isZero();
            return output;
        } finally {
            process.destroyForcibly();
        }
    }

    /** Ends the test as skipped, so that nobody overlooks it. */
    static AssertionError skip(String reason) {
        System.err.println("SKIPPED: " + reason + "; nothing was compared");
        Assumptions.abort(reason);
        return new AssertionError("abort throws");
    }
}
