package dev.ltx4j.tool;

import dev.ltx4j.lz4.Lz4Choice;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Runs one command. */
public final class Main {
    static final String TOOL = "ltx-tool";
    private static final int HELP_WIDTH = 100;

    private Main() {}

    /** Runs the command that the arguments name, and ends the JVM with its exit code. */
    public static void main(String[] args) {
        StandardOutput stdout = StandardOutput.open();
        Console console = new Console(
                System.getProperty("ltx4j.program", TOOL),
                stdout.printer(),
                System.err,
                "1".equals(System.getProperty("ltx4j.stderr.tty")));
        int exitCode;
        Interruption interruption = Interruption.ofThisThread();
        try {
            exitCode = stdout.finish(console, run(console, args));
            Lz4Choice.trouble().ifPresent(trouble -> System.err.println(console.program() + ": " + trouble));
        } finally {
            interruption.workIsDone();
        }
        System.exit(exitCode);
    }

    /** Runs the command that the arguments name, and says how it ended. */
    static int run(Console console, String... args) {
        return configure(commandLine(console, args), console).execute(args);
    }

    /** Where the arguments begin with a command there is no other: to prepare one takes some milliseconds. */
    private static CommandLine commandLine(Console console, String[] args) {
        if (args.length > 0 && !console.program().equals(RestoreCommand.NAME)) {
            Object command = Commands.named(args[0], console);
            if (command != null) {
                return new CommandLine(new ToolCommand()).addSubcommand(command);
            }
        }
        return commandLine(console);
    }

    /** The command that the program was started as, with those below it. */
    static CommandLine commandLine(Console console) {
        if (console.program().equals(RestoreCommand.NAME)) {
            return new CommandLine(new RestoreCommand(console));
        }
        CommandLine tool = new CommandLine(new ToolCommand());
        Commands.all(console).forEach(tool::addSubcommand);
        return tool.addSubcommand(new CommandLine.HelpCommand());
    }

    /** Sets how arguments are read and failures reported, for a command and those below it. */
    static CommandLine configure(CommandLine tool, Console console) {
        FailureReporter reporter = new FailureReporter(console);
        return tool
                // Otherwise "-owner" would be read as "-o wner".
                .setPosixClusteredShortOptionsAllowed(false)
                // A path may start with "@".
                .setExpandAtFiles(false)
                .registerConverter(Boolean.class, new Converters.ToBoolean())
                .registerConverter(boolean.class, new Converters.ToBoolean())
                .setExecutionStrategy(new LastCommand())
                .setParameterExceptionHandler(reporter)
                .setExecutionExceptionHandler(reporter)
                .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setUsageHelpWidth(HELP_WIDTH);
    }
}
