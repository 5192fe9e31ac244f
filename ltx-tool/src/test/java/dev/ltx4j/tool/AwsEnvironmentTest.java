package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.fixtures.s3.ConnectProxy;
import dev.ltx4j.fixtures.s3.Faults;
import dev.ltx4j.fixtures.s3.S3Rules;
import dev.ltx4j.fixtures.s3.S3Server;
import dev.ltx4j.fixtures.s3.TestBucket;
import dev.ltx4j.fixtures.s3.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the environment of a process says about AWS: keys, certificates, proxies, roles. */
@Timeout(180)
class AwsEnvironmentTest {
    private static final String ROLE_TOKEN = "tokenoftherole";

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private Fixture levels;

    @BeforeEach
    void begin() {
        levels = Fixture.open("v5-levels");
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        environment.put("HOME", folder.toString());
    }

    private void takeKeys() {
        environment.put("AWS_ACCESS_KEY_ID", TestBucket.KEY_ID);
        environment.put("AWS_SECRET_ACCESS_KEY", TestBucket.SECRET);
    }

    /** As on a server that reaches AWS through its company's proxy, which shows its own certificates. */
    @Test
    void regionIsLookedUpThroughAProxyThatABundleVouchesFor() throws Exception {
        takeKeys();
        TestCertificate certificate =
                TestCertificate.in(folder, "bkt.s3.amazonaws.com", "bkt.s3.eu-north-1.amazonaws.com");
        try (S3Server server = new S3Server(new S3Rules().region("eu-north-1"), Faults.NONE, certificate.server());
                ConnectProxy proxy = new ConnectProxy(server.port())) {
            server.upload(levels.replica(), "app/", "app/");
            environment.put("AWS_CA_BUNDLE", certificate.pem().toString());
            environment.put("HTTPS_PROXY", proxy.address());

            assertRestored("s3://bkt/app");

            assertThat(proxy.hosts())
                    .containsExactly("bkt.s3.amazonaws.com:443", "bkt.s3.eu-north-1.amazonaws.com:443");
        }
    }

    @Test
    void hostsThatNeedNoProxyAreReachedWithoutOne() throws Exception {
        takeKeys();
        TestCertificate certificate = TestCertificate.in(folder);
        try (S3Server server = new S3Server(new S3Rules(), Faults.NONE, certificate.server())) {
            server.upload(levels.replica(), "app/", "app/");
            environment.put("AWS_CA_BUNDLE", certificate.pem().toString());
            environment.put("HTTPS_PROXY", "http://127.0.0.1:1");
            environment.put("NO_PROXY", "127.0.0.1");

            assertRestored("s3://bkt/app?endpoint=" + server.endpoint());

            environment.put("AWS_CA_BUNDLE", folder.resolve("gone.pem").toString());
            ProcessResult gone = run("list", "s3://bkt/app?endpoint=" + server.endpoint());
            assertThat(gone.exitCode()).isEqualTo(4);
            assertThat(gone.err())
                    .isEqualTo("list: the file of certificates that AWS_CA_BUNDLE names, "
                            + folder.resolve("gone.pem")
                            + ", is of no use: there is no such file; correct the variable, or unset it\n");
        }
    }

    /** As in Kubernetes on AWS: a token in a file is exchanged for keys. */
    @Test
    void keysOfAWebIdentityAreFetched() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "webidentitytoken");
        try (S3Server server = new S3Server(new S3Rules().sessionToken(ROLE_TOKEN), Faults.NONE, null)) {
            server.upload(levels.replica(), "app/", "app/");
            HttpServer sts = keyServer();
            environment.put("AWS_WEB_IDENTITY_TOKEN_FILE", token.toString());
            environment.put("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/backup");
            environment.put("AWS_REGION", "us-east-1");
            environment.put(
                    "AWS_ENDPOINT_URL_STS",
                    "http://127.0.0.1:" + sts.getAddress().getPort());

            assertRestored("s3://bkt/app?endpoint=" + server.endpoint());

            sts.stop(0);
        }
    }

    @Test
    void keysOfASingleSignOnAreFetched() throws Exception {
        Path config = Files.createDirectories(folder.resolve(".aws")).resolve("config");
        Files.writeString(config, """
            [profile backup]
            sso_start_url = https://example.awsapps.com/start
            sso_region = us-east-1
            sso_account_id = 123456789012
            sso_role_name = backup
            region = us-east-1
            """);
        Path cache = Files.createDirectories(folder.resolve(".aws/sso/cache"));
        Path cached = cache.resolve(sha1("https://example.awsapps.com/start") + ".json");
        Files.writeString(cached, """
            {"startUrl": "https://example.awsapps.com/start", "region": "us-east-1", "accessToken": "ssotoken",
             "expiresAt": "%s"}
            """.formatted(Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.SECONDS)));
        try (S3Server server = new S3Server(new S3Rules().sessionToken(ROLE_TOKEN), Faults.NONE, null)) {
            server.upload(levels.replica(), "app/", "app/");
            HttpServer portal = keyServer();
            environment.put("AWS_PROFILE", "backup");
            environment.put(
                    "AWS_ENDPOINT_URL_SSO",
                    "http://127.0.0.1:" + portal.getAddress().getPort());

            assertRestored("s3://bkt/app?endpoint=" + server.endpoint());

            portal.stop(0);
            Files.writeString(cached, Files.readString(cached).replaceFirst("(?<=expiresAt\": \")\\d{4}", "2020"));
            ProcessResult ended = run("list", "s3://bkt/app?endpoint=" + server.endpoint());
            assertThat(ended.err())
                    .isEqualTo(
                            "list: the single sign-on of this profile has ended; run 'aws sso login' and try again\n");
            assertThat(ended.exitCode()).isEqualTo(4);
        }
    }

    private static String sha1(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Hands out the keys that the bucket's server knows, as AWS's services do. */
    private static HttpServer keyServer() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            boolean isPortal = exchange.getRequestURI().getPath().contains("federation");
            String answer = isPortal
                    ? "{\"roleCredentials\": {\"accessKeyId\": \"%s\", \"secretAccessKey\": \"%s\", \"sessionToken\":"
                            + " \"%s\", \"expiration\": %d}}"
                    : "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>%s"
                            + "</AccessKeyId><SecretAccessKey>%s</SecretAccessKey><SessionToken>%s</SessionToken>"
                            + "<Expiration>2100-01-01T00:00:00Z</Expiration></Credentials>"
                            + "</AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>";
            byte[] body = answer.formatted(
                            TestBucket.KEY_ID,
                            TestBucket.SECRET,
                            ROLE_TOKEN,
                            Instant.now().plusSeconds(3600).toEpochMilli())
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private void assertRestored(String url) throws Exception {
        Path output = folder.resolve("restored.db");

        ProcessResult result = run("restore", "-o", output.toString(), url);

        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(Fixture.sha256(output))
                .isEqualTo(levels.answers().at("/latest/sha256").asText());
    }

    private ProcessResult run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .keySet()
                .removeIf(name -> name.toUpperCase(Locale.ROOT).matches("AWS_.*|.*_PROXY"));
        builder.environment().putAll(environment);
        return ProcessResult.of(builder);
    }
}
