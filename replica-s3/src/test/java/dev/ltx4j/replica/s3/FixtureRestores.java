package dev.ltx4j.replica.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.StoreRequests;
import dev.ltx4j.restore.RestoreReport;
import dev.ltx4j.restore.RestoreTarget;
import dev.ltx4j.restore.Restorer;
import dev.ltx4j.restore.UnrestorableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Restores of golden replicas that lie in a bucket, held against what Litestream made of them.
 *
 * @param folder where databases are restored to
 * @param endpoint the address of the store
 * @param path where the replica is in the bucket
 * @param backoff how often requests are tried
 * @param stall how long nothing may come before a request counts as broken
 */
record FixtureRestores(Path folder, String endpoint, String path, Backoff backoff, Duration stall) {
    static final String PREFIX = "a/b/";

    FixtureRestores(Path folder, String endpoint, Duration stall) {
        this(folder, endpoint, "a/b", Buckets.FAST, stall);
    }

    /**
     * One restore, and what Litestream makes of it.
     *
     * @param target what is restored
     * @param expected an answer with the sum of the database, or with an error
     */
    record Answer(RestoreTarget target, JsonNode expected) {}

    /** Everything that is known of a fixture. */
    static List<Answer> answers(Fixture fixture) {
        JsonNode answers = fixture.answers();
        List<Answer> all = new ArrayList<>();
        all.add(new Answer(RestoreTarget.LATEST, newest(answers.get("latest"))));
        for (Map.Entry<String, JsonNode> answer : answers.path("txid").properties()) {
            all.add(new Answer(new RestoreTarget.AtTxid(Txid.parse(answer.getKey())), answer.getValue()));
        }
        for (Map.Entry<String, JsonNode> answer : answers.path("timestamp").properties()) {
            all.add(new Answer(new RestoreTarget.Before(Instant.parse(answer.getKey())), newest(answer.getValue())));
        }
        return all;
    }

    /** Where two versions of Litestream have left something, the newer one's answer. */
    private static JsonNode newest(JsonNode answer) {
        return answer.has("v0.5") ? answer.get("v0.5") : answer;
    }

    /** Restores and compares. */
    StoreRequests check(Answer answer) throws IOException {
        Path output = folder.resolve("restored.db");
        Files.deleteIfExists(output);
        try (S3Store store = S3Store.open(Buckets.settings(endpoint, path).build(), backoff, stall)) {
            Restorer restorer = Restorer.builder(store).target(answer.target()).build();
            if (answer.expected().has("error")) {
                assertThatThrownBy(() -> restorer.restore(output))
                        .as("%s", answer.target())
                        .isInstanceOf(UnrestorableException.class);
                return store.requests();
            }
            RestoreReport report = restorer.restore(output);
            assertThat(Fixture.sha256(output))
                    .as("%s", answer.target())
                    .isEqualTo(answer.expected().get("sha256").asText());
            return report.requests();
        }
    }
}
