package dev.ltx4j.tool;

import dev.ltx4j.config.S3Replica;
import dev.ltx4j.config.Secret;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.S3Url;
import dev.ltx4j.replica.s3.S3Settings;
import dev.ltx4j.replica.s3.S3SettingsBuilder;
import dev.ltx4j.replica.s3.S3Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Opens replicas in S3. Apart from {@link Sources}, so that the classes of the SDK are only loaded for them. */
final class S3Sources {
    private static final String SSE_ALGORITHM = "AES256";

    private S3Sources() {}

    /** Opens the replica that a URL stands for. */
    static ReplicaStore open(CommandSpec command, S3Url url) throws IOException {
        try {
            return open(command, S3Settings.builder(url, System.getenv()));
        } catch (IllegalArgumentException e) {
            throw refused(command, e);
        }
    }

    /** Opens a replica of a configuration: what stands beside a URL there counts more than what is in it. */
    static ReplicaStore open(CommandSpec command, S3Replica replica) throws IOException {
        try {
            return open(command, builder(replica, System.getenv()));
        } catch (IllegalArgumentException e) {
            throw refused(command, e);
        }
    }

    private static ReplicaStore open(CommandSpec command, S3SettingsBuilder builder) throws IOException {
        RateOptions.of(command).ifPresent(builder::maxBytesPerSecond);
        S3Settings settings = builder.build();
        for (String warning : settings.warnings()) {
            command.commandLine().getErr().println(command.name() + ": warning: " + warning);
        }
        return S3Store.open(settings);
    }

    static S3SettingsBuilder builder(S3Replica replica, Map<String, String> environment) throws IOException {
        S3SettingsBuilder builder = replica.url()
                .map(url -> S3Settings.builder(url, environment))
                .orElseGet(() -> S3Settings.builder(replica.bucket().orElse("")).path(replica.path()));
        replica.endpoint().ifPresent(builder::endpoint);
        replica.region().ifPresent(builder::region);
        replica.forcePathStyle().ifPresent(builder::forcePathStyle);
        if (replica.skipVerify()) {
            builder.skipVerify(true);
        }
        // Half a pair is as none, as it is for Litestream.
        if (replica.accessKeyId().isPresent() && replica.secretAccessKey().isPresent()) {
            builder.accessKey(
                    replica.accessKeyId().get().reveal(),
                    replica.secretAccessKey().get().reveal());
        }
        String sseKey = replica.sseCustomerKey().map(Secret::reveal).orElse(null);
        if (sseKey == null && replica.sseCustomerKeyPath().isPresent()) {
            sseKey = Files.readString(Path.of(replica.sseCustomerKeyPath().get()));
        }
        if (sseKey != null) {
            builder.sseCustomer(replica.sseCustomerAlgorithm().orElse(SSE_ALGORITHM), sseKey);
        }
        return builder.environment(environment);
    }

    private static ParameterException refused(CommandSpec command, IllegalArgumentException reason) {
        return new ParameterException(command.commandLine(), String.valueOf(reason.getMessage()), reason);
    }
}
