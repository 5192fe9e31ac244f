package dev.ltx4j.replica.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.restore.RestoreTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Through a server that others wrote, every fixture gives what it gives from its folder. */
class S3ProxyRestoreTest {
    private static final int SHARE = 4;

    private static S3ProxyBucket bucket;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        bucket = new S3ProxyBucket();
    }

    @AfterAll
    static void stop() {
        bucket.close();
    }

    /** Of each fixture the latest state, and some of the others, spread over its history. */
    @TestFactory
    Stream<DynamicTest> everyFixtureIsRestored() {
        return tests(answers -> {
            int step = Math.max(1, answers.size() / SHARE);
            return IntStream.range(0, answers.size())
                    .filter(index -> index % step == 0)
                    .mapToObj(answers::get)
                    .toList();
        });
    }

    @Tag("exhaustive")
    @TestFactory
    Stream<DynamicTest> everyAnswerIsTheSameAsFromTheFolder() {
        return tests(answers -> answers);
    }

    private interface Choice {
        List<FixtureRestores.Answer> of(List<FixtureRestores.Answer> answers);
    }

    private Stream<DynamicTest> tests(Choice choice) {
        return Fixture.names("v").stream()
                .filter(name -> !name.contains("lockpage"))
                .map(name -> DynamicTest.dynamicTest(name, () -> restore(Fixture.open(name), choice)));
    }

    private void restore(Fixture fixture, Choice choice) throws IOException {
        String prefix = fixture.name() + "/";
        bucket.upload(fixture.replica(), prefix, prefix);
        FixtureRestores restores =
                new FixtureRestores(folder, bucket.endpoint(), fixture.name(), Buckets.FAST, Duration.ofSeconds(20));
        List<FixtureRestores.Answer> answers = choice.of(possible(fixture));
        assertThat(answers).isNotEmpty();
        for (FixtureRestores.Answer answer : answers) {
            restores.check(answer);
        }
    }

    /** Files of 0.3 have only the times of their uploads, which S3Proxy sets itself. */
    private static List<FixtureRestores.Answer> possible(Fixture fixture) {
        boolean timed = fixture.name().startsWith("v5");
        return FixtureRestores.answers(fixture).stream()
                .filter(answer -> timed || !(answer.target() instanceof RestoreTarget.Before))
                .toList();
    }
}
