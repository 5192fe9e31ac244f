package dev.ltx4j.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command line of {@code bench/compare}. */
@Command(
        name = "bench/compare",
        sortOptions = false,
        usageHelpWidth = 110,
        header = "Runs ltx4j beside Litestream, ltx and SQLite on the same data, and compares time and memory.",
        customSynopsis = "bench/compare [--quick] [--full] [OPTION...]",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "All of the table, in about ten minutes; figures and picture are in bench/results:",
            "  bench/compare",
            "With less data, in some three minutes; figures are in bench/target/compare/results:",
            "  bench/compare --quick",
            "The curves too, gigabytes of data among them; goes on where it was stopped:",
            "  bench/compare --full --resume",
            "Some rows; how they are called says --list:",
            "  bench/compare --only restore-cold,help --runs 21",
            "One row anew, and the table with it:",
            "  bench/compare --only compact && bench/compare --resume",
            "",
            "Whole commands are timed, ours through bin/ltx-tool and bin/restore. Everybody runs once before it counts,",
            "then in turn, the order turned around each time. Inputs are in the system's cache for all; forcing the",
            "output to the disk is part of the time. Results are compared, restored databases byte for byte. Data comes",
            "from a seed and stays in the folder for the next time: 4 GB; --full needs 12 GB more for a while.",
            "",
            "Programs of others are looked for in the folders that LTX4J_GO_BIN and LTX4J_GO_BIN_V3 name (Litestream 0.3",
            "is in the second), on the PATH and in target/go-bin. Go programs that are nowhere are installed with",
            "'go install' into bench/target; without Go their rows are skipped. Java: JAVA_HOME, or that of the PATH.",
            "",
            "Exit code 0: compared, whether goals are reached or not; 1: a command failed, or results differ; 2: usage."
        })
final class CompareCommand implements Callable<Integer> {
    private static final int DEFAULT_RUNS = 5;
    private static final int DEFAULT_RUNS_OF_POINTS = 3;

    @Option(names = "--quick", description = "A fifth of the data.")
    boolean quick;

    @Option(names = "--full", description = "Measures the curves too: sizes from 10 MB to 4 GB, 1 to 2000 files.")
    boolean full;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "How often each runs at least; 5 by default, and 3 at the points of curves.")
    @Nullable
    Integer runs;

    @Option(
            names = "--only",
            paramLabel = "ROW",
            split = ",",
            description = "Only these rows and curves; restore is all that are called restore-….")
    List<String> only = List.of();

    @Option(
            names = "--sizes",
            paramLabel = "SIZE",
            split = ",",
            converter = SizeConverter.class,
            description = "Other sizes of the curves: 10MB,1GB.")
    List<Long> sizes = List.of();

    @Option(names = "--files", paramLabel = "N", split = ",", description = "Other numbers of files of the curve.")
    List<Integer> files = List.of();

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Of the data; 1 by default.")
    long seed;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where data and outputs are; bench/target/compare by default. Not on a RAM disk.")
    @Nullable
    Path dir;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the figures go: bench/results, or, where not all of the table is measured or with"
                    + " --quick, bench/target/compare.")
    @Nullable
    Path out;

    @Option(names = "--resume", description = "Keeps what calls before this one have measured, and measures the rest.")
    boolean resume;

    @Option(names = "--list", description = "Lists rows and curves, and measures nothing.")
    boolean list;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    boolean help;

    @Spec
    @SuppressWarnings("NullAway.Init") // the parser sets it
    CommandSpec spec;

    private final Path root;
    private final Progress progress;

    CompareCommand(Path root, Progress progress) {
        this.root = root;
        this.progress = progress;
    }

    /** Runs it; the folder of the checkout is in the property {@code ltx4j.root}. */
    public static void main(String[] arguments) {
        Path root = Path.of(System.getProperty("ltx4j.root", "")).toAbsolutePath();
        CommandLine command = new CommandLine(new CompareCommand(root, new Progress(System.out)));
        command.setExecutionExceptionHandler((e, line, parsed) -> {
            line.getErr().println("bench/compare: " + (e instanceof IOException ? e.getMessage() : e));
            return 1;
        });
        System.exit(command.execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Scale scale = (quick ? Scale.QUICK : Scale.NORMAL).withCurves(sizes, files);
        Path work = dir != null ? dir.toAbsolutePath() : root.resolve("bench/target/compare");
        SampleData data = new SampleData(new DataFolder(work.resolve("data"), progress), seed);
        Programs programs = new Programs(root, progress);
        Contests contests = new Contests(scale, data, programs, new OurCommands(root));
        List<Contest> rows =
                contests.all().stream().filter(row -> isWanted(row.id())).toList();
        List<Curve> curves = new Curves(scale, data, contests)
                .all().stream()
                        .filter(curve -> (full || list) && isWanted(curve.id()))
                        .toList();
        check(scale, rows.isEmpty() && curves.isEmpty());
        if (list) {
            rows.forEach(row -> progress.say("%-20s %s".formatted(row.id(), row.title())));
            curves.forEach(curve -> progress.say("%-20s %s (with --full)".formatted(curve.id(), curve.title())));
            return 0;
        }
        return compare(rows, curves, work, programs);
    }

    private void check(Scale scale, boolean isNothingWanted) {
        if (isNothingWanted) {
            throw usage("--only " + String.join(",", only) + " is no row; --list names them, and curves need --full");
        } else if (runs != null && runs < 1) {
            throw usage("--runs must be 1 or more");
        } else if (!full && !(sizes.isEmpty() && files.isEmpty())) {
            throw usage("--sizes and --files are about curves, which need --full");
        }
        for (int count : scale.curveFiles()) {
            if (count < 1 || count > scale.maxFiles()) {
                throw usage("--files must be from 1 to " + scale.maxFiles());
            }
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private int compare(List<Contest> rows, List<Curve> curves, Path work, Programs programs) throws IOException {
        Files.createDirectories(work);
        if (Files.getFileStore(work).type().equals("tmpfs")) {
            progress.say("WARNING: " + work + " is in memory; no disk is measured. Another place: --dir");
        }
        Comparer comparer = new Comparer(progress, work, journal(rows, curves, work));
        ResultFiles results = new ResultFiles(resultFolder(work), progress);
        boolean failed = false;
        if (!rows.isEmpty()) {
            int minRuns = runs != null ? runs : DEFAULT_RUNS;
            List<Outcome> outcomes = comparer.compareRows(rows, minRuns);
            Machine machine = Machine.describe(root, work, programs.used());
            Comparison table = new Comparison(machine, seed, minRuns, outcomes, List.of());
            results.writeTable(table);
            failed = table.hasFailures();
        }
        if (!curves.isEmpty()) {
            int minRuns = runs != null ? runs : DEFAULT_RUNS_OF_POINTS;
            List<Curve.Measured> measured = comparer.compareCurves(curves, minRuns);
            Machine machine = Machine.describe(root, work, programs.used());
            Comparison growth = new Comparison(machine, seed, minRuns, List.of(), measured);
            results.writeCurves(growth);
            failed |= growth.hasFailures();
        }
        return failed ? 1 : 0;
    }

    private Journal journal(List<Contest> rows, List<Curve> curves, Path work) throws IOException {
        Journal journal = Journal.open(work.resolve("measured.tsv"));
        if (!resume) {
            Stream<Contest> points =
                    curves.stream().flatMap(curve -> curve.points().stream()).map(Curve.Point::contest);
            journal.forget(
                    Stream.concat(rows.stream(), points).map(Contest::title).collect(Collectors.toSet()));
        }
        return journal;
    }

    private Path resultFolder(Path work) {
        boolean isWhole = !quick && only.isEmpty() && sizes.isEmpty() && files.isEmpty();
        return out != null ? out : isWhole ? root.resolve("bench/results") : work.resolve("results");
    }

    private boolean isWanted(String id) {
        return only.isEmpty() || only.stream().anyMatch(name -> (id + "-").startsWith(name + "-"));
    }

    /** Reads what {@link Sizes} reads. */
    static final class SizeConverter implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            try {
                return Sizes.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
