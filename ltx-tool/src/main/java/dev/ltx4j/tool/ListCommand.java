package dev.ltx4j.tool;

import dev.ltx4j.ltx.LtxReader;
import dev.ltx4j.ltx.LtxSummary;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.restore.CreationTimes;
import dev.ltx4j.restore.LtxFile;
import dev.ltx4j.restore.ReplicaListing;
import dev.ltx4j.restore.UnrestorableException;
import dev.ltx4j.v3.GenerationListing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the files of a replica, or what is in single files. */
@Command(
        name = ListCommand.NAME,
        aliases = "ltx",
        versionProvider = VersionProvider.class,
        sortOptions = false,
        header = "Lists the files of a replica, or the headers of LTX files.",
        customSynopsis = "${COMMAND-FULL-NAME} [--level N|all] [--json|--tsv] FILE... | REPLICA",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "All files of a replica:",
            "  ${COMMAND-FULL-NAME} /backups/app",
            "Its snapshots, for a program:",
            "  ${COMMAND-FULL-NAME} --level 9 --tsv file:///backups/app",
            "Those of a database of Litestream's configuration:",
            "  ${COMMAND-FULL-NAME} -config /etc/litestream.yml /data/app.db",
            "What is in some files (they are verified too):",
            "  ${COMMAND-FULL-NAME} /backups/app/ltx/9/*.ltx"
        })
final class ListCommand implements Callable<Integer> {
    static final String NAME = "list";

    private final Console console;

    @Spec
    private @Nullable CommandSpec command;

    @Parameters(
            paramLabel = "FILE|REPLICA",
            arity = "1..*",
            description = "LTX files, or one replica: a folder, or file:///PATH.")
    private List<String> sources = List.of();

    @Option(
            names = {"-level", "--level"},
            paramLabel = "N",
            converter = Converters.ToLevel.class,
            description = "Only this level of the replica, 0 to 9 (9: snapshots); all by default.")
    private @Nullable Integer level;

    @Option(
            names = {"-tsv", "--tsv"},
            description = "Prints columns with tabs between them.")
    private boolean tsv;

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    ListCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (tsv && common.json()) {
            throw usage("give '--json' or '--tsv', not both");
        }
        if (config.isReplica(spec(), sources)) {
            listReplica(sources.get(0));
        } else if (level != null) {
            throw usage("'--level' goes with a replica, not with files");
        } else {
            listFiles();
        }
        return ExitCode.DONE;
    }

    private void listReplica(String source) throws IOException {
        ReplicaListing listing;
        GenerationListing generations;
        try (ReplicaStore store = config.open(spec(), sources)) {
            listing = timed(store, ReplicaListing.read(store));
            generations = GenerationListing.read(store);
            if (level == null && rows(listing, generations).findAny().isEmpty()) {
                throw UnrestorableException.noBackup(store);
            }
        }
        if (common.json()) {
            JsonOutput.print(console.out(), NAME, json -> {
                json.writeStringField("source", source);
                json.writeArrayFieldStart("files");
                Iterator<FileRow> rows = rows(listing, generations).iterator();
                while (rows.hasNext()) {
                    json.writeStartObject();
                    rows.next().write(json);
                    json.writeEndObject();
                }
                json.writeEndArray();
            });
            return;
        }
        print(TextTable.of(
                () -> rows(listing, generations),
                FileRow::cells,
                "level",
                "file",
                "min_txid",
                "max_txid",
                "size",
                "timestamp"));
    }

    /** Of the level that was asked for, or of all and of the generations; made as they are printed. */
    private Stream<FileRow> rows(ReplicaListing listing, GenerationListing generations) {
        if (level != null) {
            return listing.files(level).stream().map(FileRow::of);
        }
        Stream<FileRow> ofLevels = IntStream.rangeClosed(LtxFile.MIN_LEVEL, LtxFile.SNAPSHOT_LEVEL)
                .boxed()
                .flatMap(number -> listing.files(number).stream().map(FileRow::of));
        Stream<FileRow> ofGenerations = generations.generations().stream()
                .flatMap(generation -> Stream.concat(generation.snapshots().stream(), generation.segments().stream()))
                .map(FileRow::of);
        return Stream.concat(ofLevels, ofGenerations);
    }

    /** With the times that count, and a word about it where they are not the store's. */
    private ReplicaListing timed(ReplicaStore store, ReplicaListing listing) throws IOException {
        CreationTimes times = CreationTimes.decide(store, listing);
        if (!listing.isEmpty() && times.source() == CreationTimes.Source.HEADERS) {
            console.err().println(NAME + ": " + times.describe());
        }
        return times.timed().listing();
    }

    private void listFiles() throws IOException {
        List<LtxSummary> summaries = new ArrayList<>();
        for (String source : sources) {
            try (LtxReader reader = LtxFiles.open(Path.of(source))) {
                while (reader.nextPage()) {
                    // Only counted, and verified.
                }
                summaries.add(reader.finish());
            }
        }
        new SummaryOutput(sources, summaries).print(console, common.json(), tsv);
    }

    private void print(TextTable table) {
        if (tsv) {
            table.printWithTabs(console.out());
        } else {
            table.print(console.out());
        }
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(command);
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec().commandLine(), message);
    }
}
