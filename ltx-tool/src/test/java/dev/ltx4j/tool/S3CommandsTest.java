package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.fixtures.s3.Faults;
import dev.ltx4j.fixtures.s3.S3Rules;
import dev.ltx4j.fixtures.s3.S3Server;
import dev.ltx4j.fixtures.s3.TestBucket;
import dev.ltx4j.fixtures.s3.TestCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands on replicas in S3. */
@Timeout(120)
class S3CommandsTest {
    @TempDir
    private Path folder;

    private AwsProperties aws;
    private Fixture levels;

    @BeforeEach
    void takeKeys() {
        aws = new AwsProperties(folder).keys(TestBucket.KEY_ID, TestBucket.SECRET);
        levels = Fixture.open("v5-levels");
    }

    @AfterEach
    void putBack() {
        aws.close();
    }

    @Test
    void doctorListsTheReplicasBelowAPrefix() throws IOException {
        try (S3Server server = new S3Server()) {
            for (String database : List.of("backups/app", "backups/shop.db", "backups/eu/users")) {
                server.upload(levels.replica(), database + "/", database + "/");
            }
            server.upload(Fixture.open("v3-page512").replica(), "backups/old/", "backups/old/");
            String url = "s3://bkt/backups?region=us-east-1&endpoint=" + server.endpoint();

            Outcome outcome = Outcome.of("doctor", url);

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.out())
                    .contains("s3://bkt/backups is no replica itself, but there are replicas below it: app/, old/,"
                            + " shop.db/, eu/users/")
                    .contains("ltx-tool doctor s3://bkt/backups/app?region=us-east-1&endpoint=" + server.endpoint());
            assertThat(Outcome.of("doctor", "s3://bkt/backups/app?endpoint=" + server.endpoint())
                            .exitCode())
                    .isZero();
            assertThat(Outcome.of("doctor", "s3://bkt?endpoint=" + server.endpoint())
                            .out())
                    .contains("replicas below it: backups/app/, backups/old/, backups/shop.db/, backups/eu/users/");
        }
    }

    /** The server refuses whatever is not GET or HEAD. */
    @Test
    void noCommandNeedsMoreThanToListAndRead() throws IOException {
        try (S3Server server = small(new S3Server())) {
            String url = "s3://bkt/app?endpoint=" + server.endpoint();
            Path yml = configuration(server);
            for (String[] command : everyCommand(url, yml, folder)) {
                Outcome outcome = Outcome.of(command);
                assertThat(outcome.exitCode())
                        .as("%s: %s", List.of(command), outcome.err())
                        .isZero();
            }
            assertThat(server.requests("other")).isZero();
            assertThat(server.requests("list")).isGreaterThan(10);
        }
    }

    /** Puts a replica of few states, for commands that make many of them. */
    static S3Server small(S3Server server) {
        server.upload(Fixture.open("v5-page4096").replica(), "app/", "app/");
        List.copyOf(server.keys()).stream()
                .filter(key -> !key.startsWith("app/0009/"))
                .forEach(server::remove);
        return server;
    }

    private Path configuration(S3Server server) throws IOException {
        return Files.writeString(folder.resolve("litestream.yml"), """
            access-key-id: %s
            secret-access-key: %s
            dbs:
              - path: %s/app.db
                replica: {type: s3, bucket: bkt, path: app, endpoint: "%s"}
            """.formatted(
                        TestBucket.KEY_ID, TestBucket.SECRET, folder, server.endpoint()));
    }

    /** Every command that takes a replica, once. */
    static List<String[]> everyCommand(String url, Path yml, Path folder) {
        String database = folder.resolve("app.db").toString();
        return List.of(
                new String[] {"restore", "-o", folder.resolve("a.db").toString(), url},
                new String[] {
                    "restore", "-dry-run", "-json", "-o", folder.resolve("b.db").toString(), url
                },
                new String[] {"verify", "--json", url},
                new String[] {"verify", "--limit-rate", "100M", "--sample", "50%", url},
                new String[] {"list", "--json", url},
                new String[] {"coverage", "--json", url},
                new String[] {"doctor", "--json", url},
                new String[] {"find-clean", "--limit-rate", "100M", "--json", url},
                new String[] {"salvage", "--json", "-o", folder.resolve("c.db").toString(), url},
                new String[] {"databases", "--json", "-config", yml.toString()},
                new String[] {"list", "-config", yml.toString(), database},
                new String[] {"verify", "-config", yml.toString(), database},
                new String[] {
                    "restore",
                    "-config",
                    yml.toString(),
                    "-o",
                    folder.resolve("d.db").toString(),
                    database
                });
    }

    /** The key goes with each request for an object, over https, and is nowhere else. */
    @Test
    void objectsEncryptedWithOnesOwnKeyAreRead() throws Exception {
        byte[] key = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
        String base64 = Base64.getEncoder().encodeToString(key);
        String sum = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("MD5").digest(key));
        TestCertificate certificate = TestCertificate.in(folder);
        S3Rules rules = new S3Rules().sseCustomer(base64, sum);
        try (S3Server server = new S3Server(rules, Faults.NONE, certificate.server())) {
            server.upload(levels.replica(), "app/", "app/");
            String url = "s3://bkt/app?skipVerify=true&endpoint=" + server.endpoint();
            Path output = folder.resolve("out.db");
            Map.Entry<String, JsonNode> answer = levels.answers().get("timestamp").properties().stream()
                    .filter(each -> each.getValue().has("sha256"))
                    .findFirst()
                    .orElseThrow();

            Outcome outcome = Outcome.ofRestore(
                    "-o", output.toString(), "-timestamp", answer.getKey(), url + "&sseCustomerKey=" + base64);

            assertThat(outcome.err()).isEqualTo("""
                restore: warning: skipVerify is set: certificates are not checked, so anybody between here and \
                127.0.0.1 can read the access and change what is restored
                """);
            assertThat(outcome.exitCode()).isZero();
            assertThat(Fixture.sha256(output))
                    .isEqualTo(answer.getValue().get("sha256").asText());
            assertThat(server.requests("head")).isPositive();
            Outcome without = Outcome.of("verify", url);
            assertThat(without.exitCode()).isEqualTo(4);
            assertThat(without.err())
                    .endsWith("400 InvalidRequest; if it is encrypted with a key of yours (SSE-C), give that with"
                            + " ?sseCustomerKey=\n");
            assertThat(Outcome.of("verify", url + "&sseCustomerKey=" + base64).exitCode())
                    .isZero();
        }
        Outcome inTheClear = Outcome.of("list", "s3://bkt/app?endpoint=http://store.example&sseCustomerKey=" + base64);
        assertThat(inTheClear.exitCode()).isEqualTo(2);
        assertThat(inTheClear.err())
                .startsWith("list: the key of SSE-C goes with every request, so the endpoint must be https\n")
                .doesNotContain(base64);
    }

    @Test
    void bucketWhoseRequesterPaysIsReadByWhoAgrees() throws IOException {
        try (S3Server server = new S3Server(new S3Rules().requesterPays(), Faults.NONE, null)) {
            server.upload(levels.replica(), "app/", "app/");
            String url = "s3://bkt/app?endpoint=" + server.endpoint();

            assertThat(Outcome.of("verify", url).exitCode()).isEqualTo(4);
            assertThat(Outcome.of("verify", url + "&requesterPays=true").exitCode())
                    .isZero();
        }
    }
}
