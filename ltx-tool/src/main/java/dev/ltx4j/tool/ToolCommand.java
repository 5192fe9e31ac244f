package dev.ltx4j.tool;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What stands above the commands: help and version. */
@Command(
        name = "ltx-tool",
        versionProvider = VersionProvider.class,
        description = "Reads, verifies and restores SQLite backups made by Litestream.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "'ltx-tool COMMAND --help' tells more about a command.",
            "",
            "Exit codes: 0 done; 1 damage; 2 wrong usage; 3 nothing restorable for this target;",
            "4 source cannot be read; 5 output refused; 70 a bug; 130, 143 interrupted.",
            "",
            "Environment: LTX4J_LZ4=native decodes LZ4 in native code, faster for hundreds of megabytes",
            "(java, plain Java, is the default); LTX4J_JAVA_OPTS has options for Java, such as -Xmx1g."
        })
@SuppressWarnings("UnusedVariable") // the parser reads them
final class ToolCommand {
    @Mixin
    private final HelpOptions help = new HelpOptions();
}
