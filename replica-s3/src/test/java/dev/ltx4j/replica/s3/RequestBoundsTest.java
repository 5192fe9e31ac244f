package dev.ltx4j.replica.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.ForgedReplica;
import dev.ltx4j.fixtures.s3.S3Server;
import dev.ltx4j.replica.StoreRequests;
import dev.ltx4j.restore.LtxPlan;
import dev.ltx4j.restore.RestoreReport;
import dev.ltx4j.restore.RestoreTarget;
import dev.ltx4j.restore.Restorer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many requests a restore may make. Litestream 0.5.18 takes 63 for the latest state of a replica of this size, and 1,227
 * for a timestamp.
 */
class RequestBoundsTest {
    private static final int FILES = 582;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    private static Instant created(int txid) {
        return START.plusSeconds(txid);
    }

    @Test
    void theLatestOf582FilesTakes35AtMost() throws IOException {
        try (S3Server server = inUse()) {
            RestoreReport report = restore(server, RestoreTarget.LATEST);

            assertThat(((LtxPlan) report.plan()).maxTxid().value()).isEqualTo(556);
            assertWithin(35, report.requests(), server);
            assertThat(report.requests().head()).isZero();
        }
    }

    @Test
    void anyTimestampOf582FilesTakes50AtMost() throws IOException {
        try (S3Server server = inUse()) {
            for (int txid = 2; txid <= 556; txid += 61) {
                RestoreReport report = restore(server, new RestoreTarget.Before(created(txid)));

                assertThat(((LtxPlan) report.plan()).maxTxid().value()).isEqualTo(txid - 1);
                // The files of the plan must be read in any case, however many there are.
                int files = ((LtxPlan) report.plan()).files().size();
                assertWithin(50 - 20 + Math.max(20, files), report.requests(), server);
            }
        }
    }

    private RestoreReport restore(S3Server server, RestoreTarget target) throws IOException {
        server.resetCounts();
        Path output = folder.resolve("restored.db");
        Files.deleteIfExists(output);
        try (S3Store store = S3Store.open(Buckets.settings(server, "a/b").build())) {
            return Restorer.builder(store).target(target).build().restore(output);
        }
    }

    private static void assertWithin(int bound, StoreRequests requests, S3Server server) {
        assertThat(requests.total()).as("%s", requests).isLessThanOrEqualTo(bound);
        assertThat(server.total()).as("what the server saw").isEqualTo((int) requests.total());
    }

    private static S3Server inUse() throws IOException {
        S3Server server = new S3Server();
        ForgedReplica.inUse(RequestBoundsTest::created)
                .files()
                .forEach(file -> server.put("a/b/" + file.key(), file.content(), file.created()));
        assertThat(server.keys()).hasSize(FILES);
        return server;
    }
}
