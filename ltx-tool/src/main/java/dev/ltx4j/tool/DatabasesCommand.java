package dev.ltx4j.tool;

import dev.ltx4j.config.ConfiguredDatabase;
import dev.ltx4j.config.LitestreamConfig;
import dev.ltx4j.config.ReplicaConfig;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.restore.RestorePlan;
import dev.ltx4j.restore.Restorer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Lists the databases of Litestream's configuration, and what of each can be restored. */
@Command(
        name = DatabasesCommand.NAME,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        header = "Lists the databases of Litestream's configuration, where their replicas are, and their newest state.",
        customSynopsis = "${COMMAND-FULL-NAME} [-config PATH] [-no-expand-env] [--json]",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Those of /etc/litestream.yml, or of the file that LITESTREAM_CONFIG names:",
            "  ${COMMAND-FULL-NAME}",
            "Those of another file, for a program:",
            "  ${COMMAND-FULL-NAME} -config litestream.yml --json",
            "",
            "For an entry with 'dir', the databases that are in it; if there are none, those whose replicas are",
            "below the replica of the folder. A replica that cannot be read is part of the list."
        })
final class DatabasesCommand implements Callable<Integer> {
    static final String NAME = "databases";

    private final Console console;

    @Spec
    private @Nullable CommandSpec command;

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    DatabasesCommand(Console console) {
        this.console = console;
    }

    /**
     * One line of the list.
     *
     * @param state the newest state, null if there is none
     * @param failure why there is none, null if there is
     */
    private record Row(
            ConfiguredDatabase database,
            @Nullable RestorePlan state,
            @Nullable Failure failure) {}

    @Override
    public Integer call() throws IOException {
        LitestreamConfig read = config.read();
        List<Row> rows = new ArrayList<>();
        for (ConfiguredDatabase database : Fleet.databases(spec(), read)) {
            rows.add(row(database));
        }
        if (common.json()) {
            JsonOutput.print(console.out(), NAME, json -> {
                json.writeStringField("config", read.file().toString());
                json.writeArrayFieldStart("databases");
                for (Row row : rows) {
                    json.writeStartObject();
                    json.writeStringField("path", row.database().path().toString());
                    json.writeBooleanField("exists", ConfigOptions.exists(row.database()));
                    json.writeArrayFieldStart("replicas");
                    for (ReplicaConfig replica : row.database().replicas()) {
                        json.writeStartObject();
                        json.writeStringField("type", replica.type());
                        json.writeStringField("location", replica.location());
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                    if (row.state() != null) {
                        json.writeStringField("state", state(row));
                        json.writeStringField(
                                "timestamp", Moment.format(row.state().reachedTime()));
                    }
                    if (row.failure() != null) {
                        row.failure().write(json);
                    }
                    json.writeEndObject();
                }
                json.writeEndArray();
            });
            return ExitCode.DONE;
        }
        TextTable table = new TextTable("path", "replica", "state");
        for (Row row : rows) {
            table.row(row.database().path(), replicas(row.database()), state(row));
        }
        table.print(console.out());
        return ExitCode.DONE;
    }

    private Row row(ConfiguredDatabase database) throws InterruptedIOException {
        try (ReplicaStore store = Sources.open(spec(), database)) {
            return new Row(database, Restorer.builder(store).build().plan(), null);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (ParameterException e) {
            return new Row(database, null, new Failure(ExitCode.USAGE, "unsupported", UsageMessage.of(e)));
        } catch (IOException e) {
            return new Row(database, null, Failure.of(e));
        }
    }

    private static String replicas(ConfiguredDatabase database) {
        return database.replicas().stream().map(ReplicaConfig::location).collect(Collectors.joining(" + "));
    }

    private static String state(Row row) {
        return row.state() == null
                ? Objects.requireNonNull(row.failure()).message()
                : States.reached(row.state(), row.state().reachedTime());
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(command);
    }
}
