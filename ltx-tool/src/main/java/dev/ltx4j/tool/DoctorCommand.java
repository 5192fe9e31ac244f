package dev.ltx4j.tool;

import dev.ltx4j.config.ConfiguredDatabase;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.restore.ControlSocket;
import dev.ltx4j.restore.DatabaseDoctor;
import dev.ltx4j.restore.ReplicaDoctor;
import dev.ltx4j.restore.Symptom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what is wrong with a replica or a database, and what to do. */
@Command(
        name = DoctorCommand.NAME,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        header = "Looks at a replica, a database, or both, and says what is wrong and what to do.",
        customSynopsis = "${COMMAND-FULL-NAME} [--replica REPLICA] [--socket PATH] [--json] REPLICA | DB",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "A replica, or what replicas there are below a place:",
            "  ${COMMAND-FULL-NAME} /backups/app",
            "  ${COMMAND-FULL-NAME} s3://bucket/backups",
            "A database and its replica, held against each other:",
            "  ${COMMAND-FULL-NAME} /data/app.db --replica file:///backups/app",
            "The same, by Litestream's configuration:",
            "  ${COMMAND-FULL-NAME} -config /etc/litestream.yml /data/app.db",
            "",
            "Only the newest snapshot is read in full; 'verify' reads everything. Exit code 0: there is no",
            "problem (there may be notes and warnings); 1: there are problems; 4: the replica or the",
            "database cannot be read."
        })
final class DoctorCommand implements Callable<Integer> {
    static final String NAME = "doctor";

    private final Console console;

    @Spec
    private @Nullable CommandSpec command;

    @Parameters(
            paramLabel = "REPLICA|DB",
            arity = "1..2",
            description = "A replica (a folder or URL), a database file, or one of each.")
    private List<String> arguments = List.of();

    @Option(names = "--replica", paramLabel = "REPLICA", description = "The replica of the database.")
    private @Nullable String replica;

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            converter = Converters.ToPath.class,
            description = "Litestream's control socket; /var/run/litestream.sock by default.")
    private Path socket = ControlSocket.DEFAULT_PATH;

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    DoctorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        CommandSpec spec = Objects.requireNonNull(command);
        Optional<ConfiguredDatabase> configured =
                replica == null || config.isGiven() ? config.database(spec, arguments) : Optional.empty();
        if (configured.isPresent()) {
            return examine(spec, configured.get());
        }
        String database = null;
        String source = replica;
        for (String argument : arguments) {
            boolean isReplica = argument.contains("://") || Sources.isReplica(spec, List.of(argument));
            if (isReplica && source == null) {
                source = argument;
            } else if (!isReplica && database == null) {
                database = argument;
            } else {
                throw new ParameterException(
                        spec.commandLine(), "give one replica, one database, or one of each: '" + argument + "'");
            }
        }
        if (database != null && !Files.exists(Path.of(database))) {
            throw new NoSuchFileException(database);
        }
        Examination examination = new Examination(new ArrayList<>());
        if (source != null) {
            String replicaSource = source;
            examination.replica(Sources.shown(source), () -> Sources.open(spec, replicaSource));
        }
        if (database != null) {
            examination.symptoms.addAll(new DatabaseDoctor(Path.of(database), socket).examine(examination.last));
        }
        DoctorOutput output = new DoctorOutput(
                arguments.stream().map(Sources::shown).toList(), examination.symptoms, examination.failure);
        output.print(console, common.json());
        return output.exitCode();
    }

    /** A database of a configuration, with its replicas; it need not exist. */
    private int examine(CommandSpec spec, ConfiguredDatabase configured) throws IOException {
        if (replica != null) {
            throw new ParameterException(spec.commandLine(), "'--replica' and '-config' exclude each other");
        }
        Examination examination = new Examination(new ArrayList<>());
        examination.replica(arguments.get(0), () -> Sources.open(spec, configured));
        if (Files.exists(configured.path())) {
            examination.symptoms.addAll(new DatabaseDoctor(configured.path(), socket).examine(examination.last));
        }
        DoctorOutput output = new DoctorOutput(arguments, examination.symptoms, examination.failure);
        output.print(console, common.json());
        return output.exitCode();
    }

    /** Opens the replica. */
    private interface Opener {
        ReplicaStore open() throws IOException;
    }

    /** What was found so far. */
    private static final class Examination {
        private final List<Symptom> symptoms;
        private @Nullable Failure failure;
        private @Nullable Txid last;

        Examination(List<Symptom> symptoms) {
            this.symptoms = symptoms;
        }

        /** A replica that cannot be read is no reason not to look at the database. */
        void replica(String source, Opener opener) throws IOException {
            try (ReplicaStore store = opener.open()) {
                ReplicaDoctor doctor = new ReplicaDoctor(store, source);
                symptoms.addAll(doctor.examine());
                last = doctor.lastTxid().equals(Txid.ZERO) ? null : doctor.lastTxid();
            } catch (StoreUnavailableException e) {
                failure = Failure.of(e);
                symptoms.add(new Symptom(
                        Symptom.Severity.PROBLEM,
                        failure.kind(),
                        failure.message(),
                        switch (e.reason()) {
                            case NOT_FOUND -> "check path and bucket against the replica's in litestream.yml";
                            case FORBIDDEN -> "run this as the user that Litestream runs as, and with its keys";
                            case UNREACHABLE -> "check the disk or the network, and try again";
                        }));
            }
        }
    }
}
