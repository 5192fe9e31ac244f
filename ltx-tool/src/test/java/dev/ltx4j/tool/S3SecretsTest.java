package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.ltx4j.fixtures.s3.Faults;
import dev.ltx4j.fixtures.s3.S3Rules;
import dev.ltx4j.fixtures.s3.S3Server;
import dev.ltx4j.fixtures.s3.TestBucket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that is secret is ever printed or written, whatever a command does, and however it ends. */
@Timeout(120)
class S3SecretsTest {
    private static final String SSE_KEY = "c3NlY3VzdG9tZXJzc2VjdXN0b21lcnNzZWN1c3QwMTI=";
    private static final String TOKEN = "sessiontokensessiontoken";
    /** As in a URL that somebody signed for somebody else, and pasted. */
    private static final String SIGNED =
            "X-Amz-Credential=AKIASIGNED&X-Amz-Signature=signedsigned&X-Amz-Security-Token=signedtoken";

    private static final List<String> SECRETS = List.of(
            TestBucket.SECRET,
            TestBucket.KEY_ID,
            TOKEN,
            SSE_KEY,
            "AKIASIGNED",
            "signedsigned",
            "signedtoken",
            "topsecret",
            "AKIAYML",
            "ymlsecret");

    @TempDir
    private Path folder;

    private AwsProperties aws;

    @BeforeEach
    void takeKeys() {
        aws = new AwsProperties(folder)
                .keys(TestBucket.KEY_ID, TestBucket.SECRET)
                .token(TOKEN);
    }

    @AfterEach
    void putBack() {
        aws.close();
    }

    @Test
    void commandsThatSucceedShowNoSecret() throws IOException {
        try (S3Server server = server(Faults.NONE)) {
            assertNothingIsShown(server.endpoint(), true);
        }
    }

    /** The servers' answers name the secret, as careless ones do. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "403 AccessDenied",
                "404 NoSuchBucket",
                "400 ExpiredToken",
                "403 SignatureDoesNotMatch",
                "418 Teapot"
            })
    void commandsThatFailShowNoSecret(String answer) throws IOException {
        Faults refusing = new Faults() {
            @Override
            protected boolean refuse(S3Server server, HttpExchange exchange, String kind) throws IOException {
                server.error(exchange, Integer.parseInt(answer.substring(0, 3)), answer.substring(4));
                return true;
            }
        };
        try (S3Server server = server(refusing)) {
            assertNothingIsShown(server.endpoint(), false);
        }
    }

    @Test
    void damageAndUnreachableStoresShowNoSecret() throws IOException {
        try (S3Server server = server(Faults.NONE)) {
            for (String key : List.copyOf(server.keys())) {
                byte[] content = server.content(key);
                server.put(key, Arrays.copyOf(content, content.length / 2), null);
            }
            assertNothingIsShown(server.endpoint(), false);
        }
        String gone;
        try (S3Server server = server(Faults.NONE)) {
            gone = server.endpoint();
        }
        assertNothingIsShown(gone, false);
    }

    /** What is mistyped is not repeated either. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://AKIASIGNED:topsecret@bkt/app",
                "s3://bkt/app?" + SIGNED,
                "s3://bkt/app?endpoint=https://AKIASIGNED:topsecret@host",
                "s3://bkt/app?accessKeyId=AKIASIGNED&secretAccessKey=topsecret",
                "s3://bkt/app?sseCustomerKey=topsecret",
                "s3://bkt/app?sseCustomerAlgorithm=topsecret&sseCustomerKey=" + SSE_KEY,
                "s3://bkt/app?sseCustomerKey=%zztopsecret",
                "s3://bkt/app?region=topsecret/topsecret",
                "s3://bkt/app?skipVerify=topsecret",
                "https://bkt.s3.amazonaws.com/app?" + SIGNED
            })
    void urlsThatAreNotUnderstoodAreNotRepeated(String url) throws IOException {
        for (String[] command : S3CommandsTest.everyCommand(url, folder.resolve("none.yml"), folder)) {
            if (!List.of(command).contains("-config")) {
                Outcome outcome = run(command);
                assertThat(outcome.exitCode()).as("%s", List.of(command)).isEqualTo(2);
            }
        }
    }

    private S3Server server(Faults faults) throws IOException {
        return S3CommandsTest.small(new S3Server(new S3Rules(), faults, null));
    }

    private void assertNothingIsShown(String endpoint, boolean succeeds) throws IOException {
        String url = "s3://bkt/app?endpoint=" + endpoint + "&sseCustomerKey=" + SSE_KEY;
        Path yml = Files.writeString(folder.resolve("litestream.yml"), """
            access-key-id: AKIAYML
            secret-access-key: ymlsecret
            dbs:
              - path: %s/app.db
                replica: {type: s3, bucket: bkt, path: app, endpoint: "%s", sse-customer-key: "%s"}
            """.formatted(folder, endpoint, SSE_KEY));
        List<String[]> commands = new ArrayList<>(S3CommandsTest.everyCommand(url, yml, folder));
        commands.add(new String[] {
            "restore",
            "--receipt",
            folder.resolve("receipt.json").toString(),
            "-o",
            folder.resolve("e.db").toString(),
            url
        });
        commands.add(new String[] {
            "coverage", "--html", folder.resolve("coverage.html").toString(), url
        });
        for (String[] command : commands) {
            Outcome outcome = run(command);
            // Those of the configuration have keys that the server does not know.
            boolean goes = succeeds && !List.of(command).contains("-config");
            if (goes) {
                assertThat(outcome.exitCode())
                        .as("%s: %s", List.of(command), outcome.err())
                        .isZero();
            }
        }
        try (Stream<Path> written = Files.list(folder)) {
            for (Path file : (Iterable<Path>) written.filter(Files::isRegularFile)::iterator) {
                if (!file.equals(yml)) {
                    assertShowsNothing(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
                    Files.delete(file);
                }
            }
        }
    }

    private static Outcome run(String... command) {
        String[] debug = Arrays.copyOf(command, command.length + 1);
        System.arraycopy(command, 1, debug, 2, command.length - 1);
        debug[1] = "--debug";
        Outcome outcome = Outcome.of(debug);
        assertShowsNothing(List.of(debug).toString(), outcome.out() + outcome.err());
        return outcome;
    }

    private static void assertShowsNothing(String what, String text) {
        for (String secret : SECRETS) {
            assertThat(text).as("what is shown by %s", what).doesNotContain(secret);
        }
    }
}
