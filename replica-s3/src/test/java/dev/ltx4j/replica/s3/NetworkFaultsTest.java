package dev.ltx4j.replica.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.fixtures.s3.FaultProxy;
import dev.ltx4j.fixtures.s3.NetworkFault;
import dev.ltx4j.fixtures.s3.S3Server;
import dev.ltx4j.fixtures.s3.TestBucket;
import dev.ltx4j.replica.StoreInputStream;
import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.restore.RestoreTarget;
import dev.ltx4j.restore.Restorer;
import dev.ltx4j.restore.UnrestorableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Restores over a network that drops, resets, stalls, refuses and lies give the right bytes, or a typed error where that
 * never ends; never wrong bytes, and never a wait without end.
 */
@Timeout(300)
class NetworkFaultsTest {
    private static final String SEED = "ltx4j.faults.seed";
    private static final Duration STALL = Duration.ofMillis(150);
    private static final Backoff FEW = new Backoff(4, Duration.ofMillis(1), Duration.ofMillis(5));
    private static final List<NetworkFault> PASSING =
            Stream.of(NetworkFault.values()).filter(NetworkFault::passes).toList();

    @TempDir
    Path folder;

    /** Faults that pass change no byte and fail nothing: half of them before our server, half before S3Proxy. */
    @Test
    void aThousandFaultsChangeNoByte() throws Exception {
        Map<NetworkFault, Integer> counts = faultsBefore(new S3Server(), 600, List.of("v5-history", "mixed"));
        add(counts, faultsBefore(new S3ProxyBucket(), 500, List.of("v5-levels", "v3-page4096")));

        assertThat(counts).containsOnlyKeys(PASSING);
        assertThat(sum(counts)).isGreaterThanOrEqualTo(1000);
    }

    @Tag("exhaustive")
    @Test
    @Timeout(1200)
    void tenThousandFaultsChangeNoByte() throws Exception {
        List<String> all = Fixture.names("v5-").stream()
                .filter(name -> !name.contains("lockpage"))
                .toList();
        Map<NetworkFault, Integer> counts = faultsBefore(new S3Server(), 7000, all);
        add(counts, faultsBefore(new S3ProxyBucket(), 3000, List.of("v5-history")));

        assertThat(sum(counts)).isGreaterThanOrEqualTo(10_000);
    }

    private static int sum(Map<NetworkFault, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static void add(Map<NetworkFault, Integer> counts, Map<NetworkFault, Integer> others) {
        others.forEach((fault, count) -> counts.merge(fault, count, Integer::sum));
    }

    private Map<NetworkFault, Integer> faultsBefore(TestBucket bucket, int wanted, List<String> fixtures)
            throws IOException {
        long seed = Long.getLong(SEED, System.nanoTime());
        Map<NetworkFault, Integer> counts = new EnumMap<>(NetworkFault.class);
        try (bucket) {
            for (int i = 0; i < fixtures.size(); i++) {
                Fixture fixture = Fixture.open(fixtures.get(i));
                String prefix = fixture.name() + "/";
                bucket.upload(fixture.replica(), prefix, prefix);
                boolean timed = bucket instanceof S3Server && !fixture.name().equals("mixed");
                List<FixtureRestores.Answer> answers = new ArrayList<>(FixtureRestores.answers(fixture));
                answers.removeIf(answer -> !timed && answer.target() instanceof RestoreTarget.Before);
                Collections.shuffle(answers, new Random(seed));
                RandomFaults faults = new RandomFaults(seed + i, PASSING);
                try (FaultProxy proxy = new FaultProxy(bucket.port(), faults, faults::below)) {
                    FixtureRestores restores =
                            new FixtureRestores(folder, proxy.endpoint(), fixture.name(), Buckets.FAST, STALL);
                    for (int n = 0; proxy.faults() * fixtures.size() < wanted; n++) {
                        restores.check(answers.get(n % answers.size()));
                    }
                    add(counts, proxy.counts());
                }
            }
        }
        System.out.println("faults before " + bucket.getClass().getSimpleName() + " with -D" + SEED + "=" + seed + ": "
                + sum(counts) + " " + counts);
        return counts;
    }

    /** A large object comes in many pieces, side by side, each of them resumed where it broke. */
    @Test
    void largeObjectsComeInWholeOverABadNetwork() throws IOException {
        long seed = Long.getLong(SEED, System.nanoTime());
        byte[] content = new byte[11_000_003];
        new Random(seed).nextBytes(content);
        RandomFaults faults = new RandomFaults(seed, PASSING);
        try (S3Server server = new S3Server();
                FaultProxy proxy = new FaultProxy(server.port(), faults, faults::below)) {
            server.put("a/large", content, Instant.EPOCH);
            for (int run = 0; run < 8; run++) {
                try (S3Store store = S3Store.open(
                                Buckets.settings(proxy.endpoint(), "a").build(), Buckets.FAST, STALL);
                        StoreInputStream in = new StoreInputStream(store.open("large"), bytes -> {})) {
                    assertThat(Arrays.equals(in.readAllBytes(), content))
                            .as("run %d with -D%s=%d", run, SEED, seed)
                            .isTrue();
                }
            }
            System.out.println("faults in large objects with -D" + SEED + "=" + seed + ": " + proxy.faults() + " "
                    + proxy.counts());
        }
    }

    /** What an answer that is always wrong comes to. */
    @ParameterizedTest
    @EnumSource
    void faultThatStaysEndsInATypedErrorAndNoDatabase(NetworkFault fault) throws IOException {
        restoreWith(request -> fault);
    }

    /** One object that is always answered wrongly is planned around, or said to be what is missing. */
    @ParameterizedTest
    @EnumSource
    void faultOfOneObjectIsPlannedAroundOrNamed(NetworkFault fault) throws IOException {
        for (String object : List.of("0009/", "0001/", "0000/")) {
            restoreWith(request -> request.contains(object) && request.contains(".ltx") ? fault : null);
        }
    }

    private void restoreWith(FaultProxy.Choice choice) throws IOException {
        Fixture fixture = Fixture.open("v5-levels");
        Random random = new Random(1);
        Path output = folder.resolve("restored.db");
        Files.deleteIfExists(output);
        try (S3Server server = new S3Server().upload(fixture.replica(), "a/b/", "a/b/");
                FaultProxy proxy = new FaultProxy(server.port(), choice, random::nextInt);
                S3Store store =
                        S3Store.open(Buckets.settings(proxy.endpoint(), "a/b").build(), FEW, STALL)) {
            Throwable thrown =
                    catchThrowable(() -> Restorer.builder(store).build().restore(output));
            if (thrown == null) {
                assertThat(Fixture.sha256(output))
                        .isEqualTo(fixture.answers().at("/latest/sha256").asText());
            } else {
                assertThat(thrown).isInstanceOfAny(StoreUnavailableException.class, UnrestorableException.class);
                assertThat(output).doesNotExist();
            }
        }
    }
}
