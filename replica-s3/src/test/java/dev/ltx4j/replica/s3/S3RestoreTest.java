package dev.ltx4j.replica.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.fixtures.s3.Faults;
import dev.ltx4j.fixtures.s3.S3Server;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.replica.LayeredStore;
import dev.ltx4j.replica.StoreRequests;
import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.restore.LtxFile;
import dev.ltx4j.restore.ReplicaListing;
import dev.ltx4j.restore.ReplicaVerifier;
import dev.ltx4j.restore.RestoreListener;
import dev.ltx4j.restore.RestoreReport;
import dev.ltx4j.restore.RestoreTarget;
import dev.ltx4j.restore.Restorer;
import dev.ltx4j.restore.UnrestorableException;
import dev.ltx4j.restore.VerifyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Restores through S3 give what they give from a folder, with few requests, and over bad networks. */
@Timeout(180)
class S3RestoreTest {
    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> everyAnswerIsTheSameAsFromTheFolder() {
        return Fixture.names("v").stream()
                .filter(name -> !name.contains("lockpage"))
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    Fixture fixture = Fixture.open(name);
                    try (S3Server server = uploaded(fixture)) {
                        for (FixtureRestores.Answer answer : FixtureRestores.answers(fixture)) {
                            restores(server).check(answer);
                        }
                    }
                }));
    }

    private static S3Server uploaded(Fixture fixture) throws IOException {
        return new S3Server().upload(fixture.replica(), FixtureRestores.PREFIX, FixtureRestores.PREFIX);
    }

    private FixtureRestores restores(S3Server server) {
        return new FixtureRestores(folder, server.endpoint(), Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource({"x/y, x/y/", "'', ./", "'', /", "'', ''", "/x/y, /x/y/", "/x/y/, /x/y//", "x/y, /x/y/", "x/y/, x/y/"})
    void everyFormOfKeysIsFound(String path, String prefix) throws IOException {
        Fixture fixture = Fixture.open("v5-page4096");
        try (S3Server server = new S3Server().upload(fixture.replica(), prefix, prefix);
                S3Store store = S3Store.open(Buckets.settings(server, path).build())) {
            Path output = folder.resolve("restored.db");
            Restorer.builder(store).build().restore(output);
            assertThat(Fixture.sha256(output))
                    .isEqualTo(fixture.answers().get("latest").get("sha256").asText());
        }
    }

    @Test
    void foldersLayoutInABucketIsReadToo() throws IOException {
        Fixture fixture = Fixture.open("v5-page4096");
        try (S3Server server = new S3Server()) {
            try (Stream<Path> files = Files.walk(fixture.replica())) {
                for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                    server.put("synced/" + fixture.replica().relativize(file), Files.readAllBytes(file), null);
                }
            }
            // Without metadata: the headers tell the times.
            for (Map.Entry<String, JsonNode> answer :
                    fixture.answers().get("timestamp").properties()) {
                Path output = folder.resolve("restored.db");
                Files.deleteIfExists(output);
                try (S3Store store =
                        S3Store.open(Buckets.settings(server, "synced").build())) {
                    Restorer restorer = Restorer.builder(store)
                            .target(new RestoreTarget.Before(Instant.parse(answer.getKey())))
                            .build();
                    if (answer.getValue().has("error")) {
                        assertThatThrownBy(() -> restorer.restore(output)).isInstanceOf(UnrestorableException.class);
                    } else {
                        restorer.restore(output);
                        assertThat(Fixture.sha256(output))
                                .as(answer.getKey())
                                .isEqualTo(answer.getValue().get("sha256").asText());
                    }
                }
            }
        }
    }

    /** Each level is listed once, each file of the plan read once, and times are looked at by halves. */
    @Test
    void latestAndTimestampsTakeFewRequestsEach() throws IOException {
        Fixture fixture = Fixture.open("v5-history");
        List<Long> counts = new ArrayList<>();
        try (S3Server server = uploaded(fixture)) {
            StoreRequests latest = null;
            for (FixtureRestores.Answer answer : FixtureRestores.answers(fixture)) {
                if (answer.target() instanceof RestoreTarget.AtTxid) {
                    continue;
                }
                StoreRequests requests = restores(server).check(answer);
                if (latest == null) {
                    latest = requests;
                    assertThat(server.total()).isEqualTo((int) latest.total());
                    assertThat(latest.total())
                            .as("%s of %d files", latest, server.keys().size())
                            .isLessThanOrEqualTo(35);
                    assertThat(latest.head()).isZero();
                    continue;
                }
                counts.add(requests.total());
                assertThat(requests.total())
                        .as("%s: %s", answer.target(), requests)
                        .isLessThanOrEqualTo(50);
            }
            System.getLogger("requests")
                    .log(
                            System.Logger.Level.INFO,
                            "{0} files, latest {1}, timestamps {2}",
                            server.keys().size(),
                            latest,
                            counts);
        }
    }

    /** The first byte of data comes after the pages of the listings, and not after a request for each file. */
    @Test
    void fiveThousandFilesOfLevelZeroAreListedInPages() throws IOException {
        Fixture fixture = Fixture.open("v5-page4096");
        try (S3Server server = new S3Server().upload(fixture.replica(), "a/b/", "a/b/")) {
            long last = ReplicaLast.of(server);
            for (long txid = last + 1; txid <= last + 5000; txid++) {
                String name = new Txid(txid) + "-" + new Txid(txid);
                server.put("a/b/0000/" + name + ".ltx", new byte[200], Instant.EPOCH.plusSeconds(2_000_000_000 + txid));
            }
            try (S3Store store = Buckets.open(server, "a/b")) {
                assertThat(ReplicaListing.read(store).files(0).size()).isGreaterThanOrEqualTo(5000);
                Restorer.builder(store)
                        .target(new RestoreTarget.AtTxid(new Txid(last + 4000)))
                        .build();
                catchThrowable(() -> Restorer.builder(store)
                        .target(RestoreTarget.LATEST)
                        .build()
                        .plan());
            }
            server.resetCounts();
            try (S3Store store = Buckets.open(server, "a/b")) {
                new RestorerUntilPlan(
                                store, new RestoreTarget.Before(Instant.EPOCH.plusSeconds(2_000_000_000 + last + 2500)))
                        .run(folder.resolve("x.db"));
                assertThat(RestorerUntilPlan.requestsAtPlan).isPositive().isLessThanOrEqualTo(60);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied, FORBIDDEN, s3:GetObject",
        "404, NoSuchBucket, NOT_FOUND, there is no bucket bkt",
        "403, SignatureDoesNotMatch, FORBIDDEN, secret access key does not belong",
        "403, InvalidAccessKeyId, FORBIDDEN, does not know the access key",
        "403, RequestTimeTooSkewed, FORBIDDEN, clock of this machine",
        "301, PermanentRedirect, NOT_FOUND, in another region",
        "400, AuthorizationHeaderMalformed, NOT_FOUND, set ?region="
    })
    void refusalsFailAtOnceAndSayWhatToDo(
            int status, String code, StoreUnavailableException.Reason reason, String words) throws IOException {
        Faults refusing = new Faults() {
            @Override
            protected boolean refuse(S3Server server, HttpExchange exchange, String kind) throws IOException {
                server.error(exchange, status, code);
                return true;
            }
        };
        try (S3Server server = new S3Server(refusing);
                S3Store store = S3Store.open(Buckets.settings(server, "a").build())) {
            Throwable thrown = catchThrowable(() -> ReplicaListing.read(store));
            assertThat(thrown)
                    .isInstanceOfSatisfying(
                            StoreUnavailableException.class,
                            e -> assertThat(e.reason()).isEqualTo(reason))
                    .hasMessageContaining(words);
            assertThat(thrown.toString()).doesNotContain("secretsecret");
            assertThat(server.total()).isEqualTo(1);
        }
    }

    @Test
    void overloadThatLastsIsNamed() throws IOException {
        Faults refusing = new Faults() {
            @Override
            protected boolean refuse(S3Server server, HttpExchange exchange, String kind) throws IOException {
                server.error(exchange, 503, "SlowDown");
                return true;
            }
        };
        try (S3Server server = new S3Server(refusing);
                S3Store store = S3Store.open(
                        Buckets.settings(server, "a").build(),
                        new Backoff(5, Duration.ofMillis(1), Duration.ofMillis(2)),
                        Duration.ofSeconds(5))) {
            assertThatThrownBy(() -> ReplicaListing.read(store))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("is overloaded: it answered 503 SlowDown to 5 tries");
            assertThat(server.total()).isEqualTo(5);
        }
    }

    /** With the pauses of everyday use: whoever mistyped an address is not to wait for them. */
    @Test
    @Timeout(10)
    void endpointThatNobodyListensAtIsGivenUpSoon() throws IOException {
        S3Settings settings = S3Settings.builder("bkt")
                .path("a")
                .endpoint("http://127.0.0.1:1")
                .accessKey("AKIAEXAMPLE", "secretsecret")
                .build();
        try (S3Store store = S3Store.open(settings)) {
            assertThatThrownBy(() -> ReplicaListing.read(store))
                    .isInstanceOfSatisfying(
                            StoreUnavailableException.class,
                            e -> assertThat(e.reason()).isEqualTo(StoreUnavailableException.Reason.UNREACHABLE))
                    .hasMessageContaining("cannot be reached, in 3 tries: Connection refused");
        }
    }

    /** A file that was listed and is gone, and one that is cut, are bypassed as in a folder. */
    @Test
    void vanishedFileIsPlannedAround() throws IOException {
        Fixture fixture = Fixture.open("v5-history");
        try (S3Server server = new S3Server().upload(fixture.replica(), "a/b/", "a/b/");
                S3Store store = Buckets.open(server, "a/b")) {
            ReplicaListing listing = ReplicaListing.read(store);
            List<LtxFile> merged = listing.files(1);
            LtxFile gone = merged.get(merged.size() - 1);
            Path output = folder.resolve("restored.db");
            RestoreReport report = Restorer.builder(store)
                    .listener(new RestoreListener() {
                        @Override
                        public void planned(dev.ltx4j.restore.RestorePlan plan) {
                            server.remove("a/b/" + gone.key());
                        }
                    })
                    .build()
                    .restore(output);
            assertThat(Fixture.sha256(output))
                    .isEqualTo(fixture.answers().get("latest").get("sha256").asText());
            assertThat(report.bypassed().size()).isLessThanOrEqualTo(1);
        }
    }

    /** With one worker, which reads one file after the other; what is fetched meanwhile is fetched ahead. */
    @Test
    void verifyFetchesAheadAndReadsEachFileOnce() throws IOException {
        Fixture fixture = Fixture.open("v5-levels");
        SlowAnswers slow = new SlowAnswers();
        try (S3Server server = new S3Server(slow).upload(fixture.replica(), "a/b/", "a/b/");
                S3Store store = Buckets.open(server, "a/b")) {
            VerifyReport report = new ReplicaVerifier(store, 1, RestoreListener.NONE).verify();

            assertThat(report.findings()).isEmpty();
            assertThat(server.requests("get")).isEqualTo(server.keys().size());
            assertThat(slow.most.get()).isGreaterThan(4);
        }
    }

    /** Behind the local state of a running Litestream, too. */
    @Test
    void restoreFromSeveralPlacesFetchesAhead() throws IOException {
        Fixture fixture = Fixture.open("v5-levels");
        SlowAnswers slow = new SlowAnswers();
        Path nothing = Files.createDirectory(folder.resolve("nothing"));
        try (S3Server server = new S3Server(slow).upload(fixture.replica(), "a/b/", "a/b/");
                LayeredStore store =
                        new LayeredStore(List.of(FolderStore.open(nothing), Buckets.open(server, "a/b")))) {
            Path output = folder.resolve("restored.db");
            Restorer.builder(store).workers(1).build().restore(output);

            assertThat(Fixture.sha256(output))
                    .isEqualTo(fixture.answers().at("/latest/sha256").asText());
            assertThat(slow.most.get()).isGreaterThan(1);
            assertThat(server.requests("head")).isZero();
        }
    }

    /** Counts how many requests are under way side by side, and gives them the time to be. */
    private static final class SlowAnswers extends Faults {
        private final AtomicInteger running = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        @Override
        protected boolean refuse(S3Server server, HttpExchange exchange, String kind) {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            running.decrementAndGet();
            return false;
        }
    }

    @Test
    void interruptEndsAWaitAtOnce() throws Exception {
        Faults hanging = new Faults() {
            @Override
            protected boolean refuse(S3Server server, HttpExchange exchange, String kind) {
                try {
                    Thread.sleep(60_000);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return true;
            }
        };
        try (S3Server server = new S3Server(hanging);
                S3Store store = S3Store.open(Buckets.settings(server, "a").build())) {
            Throwable[] thrown = new Throwable[1];
            Thread reader = new Thread(() -> thrown[0] = catchThrowable(() -> ReplicaListing.read(store)));
            reader.start();
            Thread.sleep(300);
            reader.interrupt();
            reader.join(1000);
            assertThat(reader.isAlive()).isFalse();
            assertThat(thrown[0]).isInstanceOf(java.io.InterruptedIOException.class);
        }
    }

    /** The last TXID of a server's level 0. */
    private static final class ReplicaLast {
        static long of(S3Server server) throws IOException {
            try (S3Store store = S3Store.open(Buckets.settings(server, "a/b").build())) {
                return ReplicaListing.read(store).lastTxid().value();
            }
        }
    }

    /** Counts the requests up to the moment when the plan stands. */
    private record RestorerUntilPlan(S3Store store, RestoreTarget target) {
        private static long requestsAtPlan;

        void run(Path output) {
            catchThrowable(() -> Restorer.builder(store)
                    .target(target)
                    .listener(new RestoreListener() {
                        @Override
                        public void planned(dev.ltx4j.restore.RestorePlan plan) {
                            requestsAtPlan =
                                    requestsAtPlan == 0 ? store.requests().total() : requestsAtPlan;
                        }
                    })
                    .build()
                    .restore(output));
        }
    }
}
