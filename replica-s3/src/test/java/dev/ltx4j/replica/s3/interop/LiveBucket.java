package dev.ltx4j.replica.s3.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.fixtures.live.GoProgram;
import dev.ltx4j.fixtures.live.Proof;
import dev.ltx4j.fixtures.live.RandomWriter;
import dev.ltx4j.fixtures.live.Versitygw;
import dev.ltx4j.replica.s3.S3Settings;
import dev.ltx4j.replica.s3.S3Store;
import dev.ltx4j.restore.ReplicaListing;
import dev.ltx4j.restore.RestoreReport;
import dev.ltx4j.restore.RestoreTarget;
import dev.ltx4j.restore.Restorer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A database that Litestream replicates to a bucket while it is written to, and the restores of it by both sides. */
final class LiveBucket implements AutoCloseable {
    private final Path folder;
    private final String path;
    private final Versitygw server;
    private final RandomWriter writer;

    /**
     * Makes the database.
     *
     * @param folder a folder of its own, which does not exist yet
     * @param path where the replica is in the bucket, as it is written in Litestream's configuration
     */
    LiveBucket(Path folder, RandomWriter.Shape shape, long seed, Versitygw server, String path)
            throws IOException, SQLException {
        this.folder = Files.createDirectory(folder);
        this.path = path;
        this.server = server;
        this.writer = new RandomWriter(database(), shape, seed);
    }

    Path database() {
        return folder.resolve("app.db");
    }

    String path() {
        return path;
    }

    RandomWriter writer() {
        return writer;
    }

    S3Store open() throws IOException {
        return S3Store.open(S3Settings.builder(Versitygw.BUCKET)
                .path(path)
                .endpoint(server.endpoint())
                .accessKey(Versitygw.ACCESS_KEY_ID, Versitygw.SECRET_ACCESS_KEY)
                .build());
    }

    ReplicaListing listing() throws IOException {
        try (S3Store store = open()) {
            return ReplicaListing.read(store);
        }
    }

    /**
     * What ours restored.
     *
     * @param sha256 of its bytes
     * @param proof of what it holds
     */
    record Restored(RestoreReport report, String sha256, Proof proof) {}

    /** Restores with ours. A database must be sound for SQLite, and one that was committed. */
    Restored ours(RestoreTarget target) throws IOException, SQLException {
        Path output = output();
        RestoreReport report;
        try (S3Store store = open()) {
            report = Restorer.builder(store).target(target).build().restore(output);
        }
        String sha256 = Fixture.sha256(output);
        Proof proof = Proof.check(output);
        assertThat(writer.proof(proof.number())).as("what was committed").isEqualTo(proof);
        Files.delete(output);
        return new Restored(report, sha256, proof);
    }

    /**
     * What Litestream restores, by its configuration file: the checksum of the bytes, or nothing if there is no such state
     * for it.
     */
    Optional<String> litestreams(GoProgram litestream, Path configuration, RestoreTarget target) throws IOException {
        GoProgram.Result result = run(litestream, configuration, target);
        if (!result.succeeded()) {
            assertThat(result.output()).containsAnyOf("no matching backup files available", "timestamp does not exist");
        }
        return taken(result);
    }

    /** The same, but it may fail for any reason, as it does when its files are deleted meanwhile. */
    Optional<String> askLitestream(GoProgram litestream, Path configuration, RestoreTarget target) throws IOException {
        return taken(run(litestream, configuration, target));
    }

    private GoProgram.Result run(GoProgram litestream, Path configuration, RestoreTarget target) throws IOException {
        Path output = asked();
        List<String> arguments = new ArrayList<>(
                List.of("restore", "-config", configuration.toString(), "-no-expand-env", "-o", output.toString()));
        if (target instanceof RestoreTarget.AtTxid at) {
            arguments.addAll(List.of("-txid", at.txid().toString()));
        } else if (target instanceof RestoreTarget.Before before) {
            arguments.addAll(List.of("-timestamp", before.timestamp().toString()));
        } else if (target instanceof RestoreTarget.AtGeneration at) {
            arguments.addAll(List.of("-generation", at.generation()));
            at.index().ifPresent(index -> arguments.addAll(List.of("-index", "%08x".formatted(index))));
        }
        arguments.add(database().toString());
        GoProgram.Result result = litestream.run(arguments.toArray(String[]::new));
        assertThat(Files.exists(output)).as(result.output()).isEqualTo(result.succeeded());
        return result;
    }

    private Optional<String> taken(GoProgram.Result result) throws IOException {
        if (!result.succeeded()) {
            return Optional.empty();
        }
        String sha256 = Fixture.sha256(asked());
        Files.delete(asked());
        return Optional.of(sha256);
    }

    private Path output() {
        return folder.resolve("restored.db");
    }

    /** Where Litestream restores to. */
    private Path asked() {
        return folder.resolve("litestreams.db");
    }

    @Override
    public void close() throws SQLException {
        writer.close();
    }

    @Override
    public String toString() {
        return "s3://" + Versitygw.BUCKET + " with the path \"" + path + "\"";
    }
}
