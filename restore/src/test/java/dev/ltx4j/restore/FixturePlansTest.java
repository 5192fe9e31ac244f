package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.replica.ReplicaStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Litestream restored from the golden replicas can be planned, and what it could not cannot. */
class FixturePlansTest {
    static List<String> replicas() {
        return Fixture.names("v5-");
    }

    @ParameterizedTest
    @MethodSource("replicas")
    void plansExistExactlyForWhatLitestreamRestored(String name) throws IOException {
        Fixture fixture = Fixture.open(name);
        try (ReplicaStore store = FolderStore.open(fixture.replica())) {
            CreationTimes times = CreationTimes.decide(store, ReplicaListing.read(store));
            assertThat(times.source()).isEqualTo(CreationTimes.Source.STORE);
            Map<String, String> outcomes = outcomes(times, fixture.answers());
            assertThat(outcomes).isNotEmpty();
            checkAgainst(fixture.answers().path("txid"), outcomes);
            checkAgainst(fixture.answers().path("timestamp"), outcomes);
            checkSameStates(fixture.answers(), outcomes);
            assertThat(isReason(outcomes.get("latest"))).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("replicas")
    void withoutTheStoresTimesThePlansAreTheSame(String name, @TempDir Path scratch) throws IOException {
        Fixture fixture = Fixture.open(name);
        Map<String, String> expected;
        try (ReplicaStore store = FolderStore.open(fixture.replica())) {
            expected = outcomes(CreationTimes.decide(store, ReplicaListing.read(store)), fixture.answers());
        }
        Path copy = fixture.copyReplica(scratch.resolve("replica"));
        touchAll(copy);
        try (ReplicaStore store = FolderStore.open(copy)) {
            CreationTimes times = CreationTimes.decide(store, ReplicaListing.read(store));
            assertThat(times.source()).isEqualTo(CreationTimes.Source.HEADERS);
            assertThat(times.timed().unreadable()).isEmpty();
            assertThat(outcomes(times, fixture.answers())).isEqualTo(expected);
        }
    }

    private static void checkAgainst(JsonNode answers, Map<String, String> outcomes) {
        answers.properties()
                .forEach(answer -> assertThat(isReason(outcomes.get(answer.getKey())))
                        .as("%s: %s", answer.getKey(), outcomes.get(answer.getKey()))
                        .isEqualTo(!answer.getValue().has("sha256")));
    }

    /** Where the sheet has the state of the TXID that a timestamp's plan ends at, it is the timestamp's state. */
    private static void checkSameStates(JsonNode answers, Map<String, String> outcomes) {
        for (Map.Entry<String, JsonNode> answer : answers.path("timestamp").properties()) {
            String plan = outcomes.get(answer.getKey());
            if (!isReason(plan)) {
                Txid reached = new Txid(
                        Long.parseLong(plan.substring(plan.lastIndexOf(':') + 1).replaceFirst(".*-", "")));
                assertThat(answers.path("txid").path(reached.toString()).path("sha256"))
                        .as("%s: %s", answer.getKey(), plan)
                        .isEqualTo(answer.getValue().get("sha256"));
            }
        }
    }

    private static boolean isReason(String outcome) {
        return !outcome.contains(":");
    }

    /** The plan or the reason for latest, each TXID and each timestamp of the sheet. */
    private static Map<String, String> outcomes(CreationTimes times, JsonNode answers) throws IOException {
        TimedListing timed = times.timed();
        Map<String, String> outcomes = new LinkedHashMap<>();
        outcomes.put("latest", outcome(timed, RestoreTarget.LATEST));
        for (String txid : (Iterable<String>) () -> answers.path("txid").fieldNames()) {
            outcomes.put(txid, outcome(timed, new RestoreTarget.AtTxid(Txid.parse(txid))));
        }
        for (String timestamp :
                (Iterable<String>) () -> answers.path("timestamp").fieldNames()) {
            outcomes.put(timestamp, outcome(timed, new RestoreTarget.Before(Instant.parse(timestamp))));
        }
        return outcomes;
    }

    private static String outcome(TimedListing timed, RestoreTarget target) {
        ReplicaListing listing = timed.listing();
        TimeCutoffs cutoffs = target instanceof RestoreTarget.Before before
                ? TimeCutoffs.before(listing, before.timestamp())
                : TimeCutoffs.none(listing);
        TimeBounds bounds = timed.bounds().orElseThrow();
        try {
            return Listings.words(RestorePlanner.planWithin(
                    bounds, listing, cutoffs, target, timed.unreadable().keySet()));
        } catch (UnrestorableException e) {
            return e.reason().toString();
        }
    }

    private static void touchAll(Path folder) throws IOException {
        FileTime now = FileTime.from(Instant.now());
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Files.setLastModifiedTime(file, now);
            }
        }
    }
}
