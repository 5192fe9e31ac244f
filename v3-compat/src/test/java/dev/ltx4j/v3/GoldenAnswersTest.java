package dev.ltx4j.v3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.v3.GenerationUnavailableException.Reason;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What Litestream restored from the same replicas, byte for byte. */
class GoldenAnswersTest {
    private static final List<String> FIXTURES = List.of("v3-page512", "v3-page4096", "v3-page65536", "v3-generations");

    @Test
    void noFixtureIsForgotten() {
        assertThat(Fixture.names("v3-")).containsExactlyInAnyOrderElementsOf(FIXTURES);
    }

    @TestFactory
    Stream<DynamicTest> theLatestState() {
        return FIXTURES.stream()
                .map(name -> DynamicTest.dynamicTest(
                        name,
                        () -> assertAnswer(
                                name,
                                GenerationTarget.latest(),
                                Fixture.open(name).answers().get("latest").get("v0.5"))));
    }

    @TestFactory
    Stream<DynamicTest> everyTimestamp() {
        return answers("timestamp")
                .map(answer -> DynamicTest.dynamicTest(
                        answer.name(),
                        () -> assertAnswer(
                                answer.fixture,
                                GenerationTarget.at(Instant.parse(answer.question)),
                                answer.value.get("v0.5"))));
    }

    @TestFactory
    Stream<DynamicTest> everyGenerationAndIndex() {
        return answers("generation_index")
                .map(answer -> DynamicTest.dynamicTest(answer.name(), () -> {
                    String[] parts = answer.question.split("/", 2);
                    GenerationTarget target = GenerationTarget.of(parts[0], Long.parseLong(parts[1], 16));
                    assertAnswer(answer.fixture, target, answer.value);
                }));
    }

    @TestFactory
    Stream<DynamicTest> aGenerationAloneIsItsLastIndex() {
        Predicate<Answer> isLast = answer -> answers("generation_index")
                .filter(other -> other.fixture.equals(answer.fixture))
                .noneMatch(other -> other.question.substring(0, 16).equals(answer.question.substring(0, 16))
                        && other.question.compareTo(answer.question) > 0);
        return answers("generation_index")
                .filter(isLast)
                .map(answer -> DynamicTest.dynamicTest(
                        answer.name(),
                        () -> assertAnswer(
                                answer.fixture, GenerationTarget.of(answer.question.substring(0, 16)), answer.value)));
    }

    private record Answer(String fixture, String question, JsonNode value) {
        String name() {
            return fixture + " " + question;
        }
    }

    private static Stream<Answer> answers(String kind) {
        return FIXTURES.stream().flatMap(name -> {
            JsonNode answers = Fixture.open(name).answers().get(kind);
            return answers.properties().stream()
                    .map((Map.Entry<String, JsonNode> answer) -> new Answer(name, answer.getKey(), answer.getValue()));
        });
    }

    private static void assertAnswer(String fixture, GenerationTarget target, JsonNode answer) throws IOException {
        try (FolderStore store = FolderStore.open(Fixture.open(fixture).replica())) {
            if (answer.has("error")) {
                assertThatThrownBy(() -> Restored.sha256(store, target))
                        .isInstanceOfSatisfying(
                                GenerationUnavailableException.class,
                                e -> assertThat(e.reason()).isEqualTo(Reason.TIME_OUT_OF_BOUNDS));
            } else {
                assertThat(Restored.sha256(store, target))
                        .isEqualTo(answer.get("sha256").asText());
            }
        }
    }
}
