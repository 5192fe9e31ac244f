package dev.ltx4j.tool;

import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command has. */
final class CommonOptions {
    /** The field name by which commands mix this in. */
    static final String MIXIN = "common";

    private static final Set<String> JSON = Set.of("-json", "--json", "-json=true", "--json=true");

    @Option(
            names = {"-json", "--json"},
            description = "Prints one JSON document, when something fails too.")
    private boolean json;

    @Option(
            names = {"-debug", "--debug"},
            description = "Prints the stack trace of an error.")
    private boolean debug;

    @Mixin
    @SuppressWarnings("UnusedVariable") // the parser reads it
    private final HelpOptions help = new HelpOptions();

    boolean json() {
        return json;
    }

    boolean debug() {
        return debug;
    }

    /** Whether arguments that could not be parsed ask for JSON. */
    static boolean askForJson(String... args) {
        for (String arg : args) {
            if (arg.equals("--")) {
                return false;
            }
            if (JSON.contains(arg)) {
                return true;
            }
        }
        return false;
    }
}
