package dev.ltx4j.tool;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs the usual commands once, so that the JVM can note which classes they need. The launcher makes the JDK's archive
 * of loaded classes with it, which later runs start from.
 */
final class ArchiveTraining {
    private ArchiveTraining() {}

    /**
     * Restores, verifies, lists and checks a small replica, and shows helps. What is printed is thrown away.
     *
     * @param args an existing folder to write to, and a replica
     */
    public static void main(String[] args) throws IOException {
        Path database = Path.of(args[0], "training.db");
        String output = database.toString();
        String replica = args[1];
        try {
            run(RestoreCommand.NAME, List.of("-force", "-parallelism", "2", "-o", output, replica));
            run(RestoreCommand.NAME, List.of("-dry-run", "-json", replica));
            run(RestoreCommand.NAME, List.of("--help"));
            run(Main.TOOL, List.of("--help"));
            run(Main.TOOL, List.of("verify", replica));
            run(Main.TOOL, List.of("list", replica));
            run(Main.TOOL, List.of("check", output));
            run(Main.TOOL, List.of("unknown"));
        } finally {
            Files.deleteIfExists(database);
        }
    }

    private static void run(String program, List<String> arguments) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Main.run(new Console(program, nowhere, nowhere, false), arguments.toArray(String[]::new));
    }
}
