package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.ltx4j.fixtures.s3.Faults;
import dev.ltx4j.fixtures.s3.S3Rules;
import dev.ltx4j.fixtures.s3.S3Server;
import dev.ltx4j.fixtures.s3.TestBucket;
import dev.ltx4j.fixtures.s3.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a store refuses for good fails at once, and the text tells what to do. */
@Timeout(60)
class S3RefusalsTest {
    @TempDir
    private Path folder;

    private AwsProperties aws;

    @BeforeEach
    void takeKeys() {
        aws = new AwsProperties(folder).keys(TestBucket.KEY_ID, TestBucket.SECRET);
    }

    @AfterEach
    void putBack() {
        aws.close();
    }

    @Test
    void keysThatMayNotReadAreTold() throws IOException {
        try (S3Server server = new S3Server(new S3Rules().requesterPays(), Faults.NONE, null)) {
            assertRefused(
                    "s3://bkt/app?endpoint=" + server.endpoint(),
                    "forbidden",
                    "access to s3://bkt/app is denied (403 AccessDenied); the keys need s3:ListBucket for the bucket"
                            + " and s3:GetObject for what is in it");
            assertThat(server.total()).isEqualTo(2);
        }
    }

    @Test
    void bucketThatIsNotThereIsTold() throws IOException {
        try (S3Server server = new S3Server()) {
            assertRefused(
                    "s3://none/app?endpoint=" + server.endpoint(),
                    "not_found",
                    "there is no bucket none at 127.0.0.1:" + server.port() + "; check its name, and the endpoint");
        }
    }

    @Test
    void bucketOfAnotherRegionNamesTheRightOne() throws IOException {
        try (S3Server server = new S3Server(new S3Rules().region("eu-north-1"), Faults.NONE, null)) {
            assertRefused(
                    "s3://bkt/app?region=us-west-2&endpoint=" + server.endpoint(),
                    "not_found",
                    "the bucket bkt is in another region than us-west-2 (400 AuthorizationHeaderMalformed); set"
                            + " ?region=eu-north-1");
        }
    }

    @Test
    void secretThatIsMistypedIsTold() throws IOException {
        aws.keys(TestBucket.KEY_ID, "mistyped");
        try (S3Server server = new S3Server()) {
            assertRefused(
                    "s3://bkt/app?endpoint=" + server.endpoint(),
                    "forbidden",
                    "the secret access key does not belong to the access key's id, or is mistyped (127.0.0.1:"
                            + server.port() + " answered SignatureDoesNotMatch); check both");
        }
    }

    @Test
    void idThatNobodyKnowsIsTold() throws IOException {
        aws.keys("AKIAANOTHER", TestBucket.SECRET);
        try (S3Server server = new S3Server()) {
            assertRefused(
                    "s3://bkt/app?endpoint=" + server.endpoint(),
                    "forbidden",
                    "127.0.0.1:" + server.port()
                            + " does not know the access key's id (it answered InvalidAccessKeyId);"
                            + " check it, and that it belongs to this store");
        }
    }

    @Test
    void clockThatIsWrongIsTold() throws IOException {
        S3Rules rules = new S3Rules().clockAhead(Duration.ofHours(1));
        try (S3Server server = new S3Server(rules, Faults.NONE, null)) {
            assertRefused(
                    "s3://bkt/app?endpoint=" + server.endpoint(),
                    "forbidden",
                    "the clock of this machine is too far from that of 127.0.0.1:" + server.port()
                            + " (it answered RequestTimeTooSkewed); set it right and try again");
        }
    }

    @Test
    void sessionThatHasEndedIsTold() throws IOException {
        aws.token("old");
        try (S3Server server = new S3Server(new S3Rules().sessionToken("new"), Faults.NONE, null)) {
            assertRefused(
                    "s3://bkt/app?endpoint=" + server.endpoint(),
                    "forbidden",
                    "the session of the access keys has ended (127.0.0.1:" + server.port()
                            + " answered ExpiredToken); get new ones and try again");
        }
    }

    @Test
    void keysThatAreNowhereAreTold() throws IOException {
        aws.close();
        aws = new AwsProperties(folder);
        try (S3Server server = new S3Server()) {
            assertRefused(
                    "s3://bkt/app?endpoint=" + server.endpoint(),
                    "forbidden",
                    "no access keys were found for s3://bkt/app; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or"
                            + " choose a profile with AWS_PROFILE");
            assertThat(server.total()).isZero();
        }
    }

    @Test
    void hostThatIsNotThereIsTold() {
        assertRefused(
                "s3://bkt/app?endpoint=http://store.invalid:9000",
                "unreachable",
                "s3://bkt/app cannot be reached, in 3 tries: no such host: store.invalid; check the network, a proxy,"
                        + " and the endpoint, and try again");
    }

    @Test
    void certificateThatNobodyVouchesForIsTold() throws Exception {
        TestCertificate certificate = TestCertificate.in(folder);
        try (S3Server server = new S3Server(new S3Rules(), Faults.NONE, certificate.server())) {
            assertRefused(
                    "s3://bkt/app?endpoint=" + server.endpoint(),
                    "unreachable",
                    "the certificate of 127.0.0.1:" + server.port() + " is not trusted: unable to find valid"
                            + " certification path to requested target; name its authority's PEM file with"
                            + " AWS_CA_BUNDLE, or for tests only set ?skipVerify=true");
            assertThat(server.total()).isZero();
        }
    }

    @Test
    void storeThatCannotDoThisIsNamed() throws IOException {
        Faults broken = new Faults() {
            @Override
            protected boolean refuse(S3Server server, HttpExchange exchange, String kind) throws IOException {
                server.error(exchange, 501, "NotImplemented");
                return true;
            }
        };
        try (S3Server server = new S3Server(broken)) {
            assertRefused(
                    "s3://bkt/app?endpoint=" + server.endpoint(),
                    "unreachable",
                    "s3://bkt/app cannot be read: 127.0.0.1:" + server.port() + " answered 501 NotImplemented");
        }
    }

    private void assertRefused(String url, String kind, String message) {
        Path output = folder.resolve("out.db");
        Outcome restore = Outcome.ofRestore("-o", output.toString(), url);
        Outcome list = Outcome.of("list", "--json", url);

        assertThat(restore.err()).isEqualTo("restore: " + message + "\n");
        assertThat(restore.exitCode()).isEqualTo(4);
        assertThat(restore.out()).isEmpty();
        assertThat(output).doesNotExist();
        assertThat(list.err()).isEqualTo("list: " + message + "\n");
        assertThat(list.exitCode()).isEqualTo(4);
        assertThat(list.json().at("/schema").asText()).isEqualTo("ltx4j/list/1");
        assertThat(list.json().at("/error/kind").asText()).isEqualTo(kind);
        assertThat(list.json().at("/error/message").asText()).isEqualTo(message);
    }
}
