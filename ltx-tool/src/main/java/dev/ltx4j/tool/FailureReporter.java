package dev.ltx4j.tool;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Tells people, and programs that asked for JSON, why a run failed, and gives the exit code. */
final class FailureReporter implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final Console console;

    FailureReporter(Console console) {
        this.console = console;
    }

    @Override
    public int handleParseException(ParameterException trouble, String[] args) {
        CommandLine command = trouble.getCommandLine();
        Failure failure = new Failure(ExitCode.USAGE, Failure.USAGE, UsageMessage.of(trouble));
        report(command, failure, CommonOptions.askForJson(args), FleetOptions.askForAll(args));
        console.err().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return failure.exitCode();
    }

    @Override
    public int handleExecutionException(Exception trouble, CommandLine command, ParseResult parsed) {
        return report(trouble, command, parsed.originalArgs());
    }

    private int report(Throwable trouble, CommandLine command, List<String> args) {
        CommonOptions common = (CommonOptions) command.getMixins().get(CommonOptions.MIXIN);
        Failure failure = Failure.of(trouble);
        boolean all = FleetOptions.askForAll(args.toArray(String[]::new));
        report(command, failure, common != null && common.json(), all);
        boolean bug = failure.exitCode() == ExitCode.BUG && !failure.kind().equals(Failure.OUT_OF_MEMORY);
        if (bug || (common != null && common.debug())) {
            trouble.printStackTrace(console.err());
        }
        return failure.exitCode();
    }

    private void report(CommandLine command, Failure failure, boolean json, boolean all) {
        String name = command.getCommandName();
        console.err().println(name + ": " + failure.message());
        if (json && all) {
            JsonOutput.printLine(console.out(), FleetReport.kind(name), failure::write);
        } else if (json) {
            JsonOutput.print(console.out(), name, failure::write);
        }
    }
}
