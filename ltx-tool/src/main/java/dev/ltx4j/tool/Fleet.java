package dev.ltx4j.tool;

import dev.ltx4j.config.ConfiguredDatabase;
import dev.ltx4j.config.LitestreamConfig;
import dev.ltx4j.config.ReplicaConfig;
import dev.ltx4j.config.ReplicaTree;
import dev.ltx4j.config.Shard;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.replica.FolderUrl;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.ReplicaUrl;
import dev.ltx4j.replica.S3Url;
import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.restore.UnrestorableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * The databases of a configuration, or those whose replicas are below a prefix.
 *
 * @param source the configuration or the prefix, without secrets
 * @param databases all of them
 */
record Fleet(String source, List<FleetDatabase> databases) {
    /** The databases of a share, in the same order. */
    Fleet share(Shard shard) {
        return new Fleet(
                source,
                databases.stream()
                        .filter(database -> shard.contains(database.identity()))
                        .toList());
    }

    /**
     * Those of a configuration.
     *
     * @throws UnrestorableException if it names none: a check of nothing would be one that finds nothing
     */
    static Fleet of(CommandSpec command, LitestreamConfig config) throws IOException {
        List<FleetDatabase> databases = new ArrayList<>();
        for (ConfiguredDatabase database : databases(command, config)) {
            databases.add(new FleetDatabase(
                    database.path().toString(),
                    database.replicas().stream().map(ReplicaConfig::location).collect(Collectors.joining(" + ")),
                    StreamSupport.stream(database.path().spliterator(), false)
                            .map(Path::toString)
                            .toList(),
                    true,
                    () -> Sources.open(command, database)));
        }
        if (databases.isEmpty()) {
            throw noBackup(config.file() + " names no database");
        }
        return new Fleet(config.file().toString(), databases);
    }

    /** The databases of a configuration; a folder whose replicas cannot be read stands for what is in it. */
    static List<ConfiguredDatabase> databases(CommandSpec command, LitestreamConfig config) throws IOException {
        return config.databases(folder -> {
            try {
                return Sources.open(command, new ConfiguredDatabase(folder.folder(), folder.replicas()));
            } catch (ParameterException e) {
                // A kind of place that is not read. The database that stands for the folder will say so.
                throw new StoreUnavailableException(
                        StoreUnavailableException.Reason.UNREACHABLE, String.valueOf(e.getMessage()), e);
            }
        });
    }

    /**
     * Those whose replicas are below a prefix.
     *
     * @throws UnrestorableException if there are none
     */
    static Fleet below(CommandSpec command, String prefix) throws IOException {
        ReplicaUrl url = Sources.parse(command, prefix);
        String source = Sources.shown(prefix);
        List<FleetDatabase> databases = new ArrayList<>();
        for (String key : keysBelow(command, url, source)) {
            String identity = key.replaceFirst("/+$", "");
            databases.add(new FleetDatabase(
                    identity,
                    location(url, key),
                    Arrays.asList(identity.split("/", -1)),
                    false,
                    () -> open(command, url, key)));
        }
        return new Fleet(source, databases);
    }

    private static List<String> keysBelow(CommandSpec command, ReplicaUrl url, String source) throws IOException {
        try (ReplicaStore store = open(command, url, "")) {
            List<String> keys = ReplicaTree.replicasBelow(store, true);
            if (keys.isEmpty()) {
                throw noBackup(
                        "there is no replica below " + source + "; if it is a replica itself, leave out '--all'");
            }
            return keys;
        }
    }

    private static ReplicaStore open(CommandSpec command, ReplicaUrl url, String key) throws IOException {
        return url instanceof FolderUrl folder
                ? FolderStore.open(folder.path().resolve(key))
                : S3Sources.open(command, below((S3Url) url, key));
    }

    private static String location(ReplicaUrl url, String key) {
        return url instanceof FolderUrl folder
                ? folder.path().resolve(key).toString()
                : below((S3Url) url, key).toString();
    }

    private static S3Url below(S3Url url, String key) {
        String prefix = url.prefix().replaceFirst("/+$", "");
        return new S3Url(
                url.bucket(), prefix.isEmpty() || key.isEmpty() ? prefix + key : prefix + "/" + key, url.options());
    }

    private static UnrestorableException noBackup(String message) {
        return new UnrestorableException(
                UnrestorableException.Reason.NO_BACKUP, message, Optional.empty(), Optional.empty());
    }
}
