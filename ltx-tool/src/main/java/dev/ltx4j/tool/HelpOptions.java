package dev.ltx4j.tool;

import picocli.CommandLine.Option;

/** The options that end a run before it begins. */
@SuppressWarnings("UnusedVariable") // the parser reads them
final class HelpOptions {
    @Option(
            names = {"-h", "-help", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    private boolean help;

    @Option(
            names = {"-version", "--version"},
            versionHelp = true,
            description = "Shows the version, and that of Java.")
    private boolean version;
}
