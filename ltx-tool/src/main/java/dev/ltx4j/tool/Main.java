package dev.ltx4j.tool;

import dev.ltx4j.lz4.Lz4Choice;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

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
        return configure(commandLine(console), console).execute(args);
    }

    /** Errors of the JVM, such as too little memory, are reported like any other trouble. */
    private static int runLast(ParseResult parsed) {
        try {
            return new RunLast().execute(parsed);
        } catch (Error e) {
            List<CommandLine> commands = parsed.asCommandLineList();
            throw new ExecutionException(commands.get(commands.size() - 1), e.toString(), e);
        }
    }

    /** The command that the program was started as, with those below it. */
    static CommandLine commandLine(Console console) {
        if (console.program().equals(RestoreCommand.NAME)) {
            return new CommandLine(new RestoreCommand(console));
        }
        return new CommandLine(new ToolCommand())
                .addSubcommand(new RestoreCommand(console))
                .addSubcommand(new VerifyCommand(console))
                .addSubcommand(new ListCommand(console))
                .addSubcommand(new DumpCommand(console))
                .addSubcommand(new CheckCommand(console))
                .addSubcommand(new ApplyCommand(console))
                .addSubcommand(new CoverageCommand(console))
                .addSubcommand(new DatabasesCommand(console))
                .addSubcommand(new DoctorCommand(console))
                .addSubcommand(new ReportCommand(console))
                .addSubcommand(new FindCleanCommand(console))
                .addSubcommand(new SalvageCommand(console))
                .addSubcommand(new ResetCommand(console))
                .addSubcommand(new ChecksumCommand(console))
                .addSubcommand(new EncodeDbCommand(console))
                .addSubcommand(new CheckpointCommand(console))
                .addSubcommand(new CompactCommand(console))
                .addSubcommand(new WalCommand(console))
                .addSubcommand(new PageCommand(console))
                .addSubcommand(new CommandLine.HelpCommand());
    }

    /** Sets how arguments are read and failures reported, for a command and those below it. */
    static CommandLine configure(CommandLine tool, Console console) {
        FailureReporter reporter = new FailureReporter(console);
        return tool
                // Otherwise "-owner" would be read as "-o wner".
                .setPosixClusteredShortOptionsAllowed(false)
                // A path may start with "@".
                .setExpandAtFiles(false)
                .registerConverter(Boolean.class, Converters::toBoolean)
                .registerConverter(boolean.class, Converters::toBoolean)
                .setExecutionStrategy(Main::runLast)
                .setParameterExceptionHandler(reporter)
                .setExecutionExceptionHandler(reporter)
                .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setUsageHelpWidth(HELP_WIDTH);
    }
}
