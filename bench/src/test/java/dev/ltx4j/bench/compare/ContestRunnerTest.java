package dev.ltx4j.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contests between small commands of the shell. */
class ContestRunnerTest {
    @TempDir
    private Path folder;

    private Path calls;
    private Journal journal;

    @BeforeEach
    void startJournal() throws IOException {
        calls = folder.resolve("calls");
        journal = Journal.open(folder.resolve("measured.tsv"));
    }

    @Test
    void everybodyWarmsUpAndThenTheOrderTurnsAround() throws IOException {
        Outcome outcome =
                runner(2).run(contest(List.of(), writing("a", "same"), writing("b", "same"), writing("c", "same")));

        assertThat(outcome.isMeasured()).isTrue();
        assertThat(Files.readString(calls)).startsWith("abc" + "abc" + "cba");
        assertThat(outcome.standings()).extracting(Standing::hasRatio).containsExactly(false, true, true);
        assertThat(outcome.standings()).allMatch(standing -> standing.runs().size() >= 2);
    }

    @Test
    void differentResultsFail() throws IOException {
        Outcome outcome = runner(1).run(contest(List.of(), writing("a", "same"), writing("b", "other")));

        assertThat(outcome.state()).isEqualTo(Outcome.State.FAILED);
        assertThat(outcome.detail()).startsWith("they do not come to the same: sha256 ");
        assertThat(comparison(outcome).hasFailures()).isTrue();
    }

    @Test
    void failingCommandFailsWithWhatItSaid() throws IOException {
        Contestant failing = peer("a", "echo no such luck >&2; exit 3", Proof.exitCode());

        Outcome outcome = runner(1).run(contest(List.of(), failing));

        assertThat(outcome.state()).isEqualTo(Outcome.State.FAILED);
        assertThat(outcome.detail()).endsWith("ended with exit code 3: no such luck");
    }

    @Test
    void printedAnswerCounts() throws IOException {
        Contestant damaged = peer("damaged", "echo row 3 missing", Proof.printed("ok"));
        Contestant sound = peer("b", "true", Proof.exitCode());

        assertThat(runner(1).run(contest(List.of(), damaged, sound)).state()).isEqualTo(Outcome.State.FAILED);
        assertThat(runner(1)
                        .run(contest(List.of(), peer("fine", "echo ok", Proof.printed("ok")), sound))
                        .isMeasured())
                .isTrue();
    }

    @Test
    void missingProgramIsASkipWithTheReason() throws IOException {
        Program missing = Program.missing("litestream 0.5.18", "no Go");

        Outcome outcome = runner(1).run(contest(List.of(missing), writing("a", "same")));

        assertThat(outcome.state()).isEqualTo(Outcome.State.SKIPPED);
        assertThat(outcome.detail()).isEqualTo("litestream 0.5.18 is missing: no Go");
        assertThat(calls).doesNotExist();
        assertThat(comparison(outcome).hasFailures()).isFalse();
    }

    @Test
    void resumedComparisonDoesNotRunAgain() throws IOException {
        Contest contest = contest(List.of(), writing("a", "same"), writing("b", "same"));
        Outcome first = runner(1).run(contest);
        String called = Files.readString(calls);

        journal = Journal.open(folder.resolve("measured.tsv"));
        Outcome second = runner(1).run(contest);

        assertThat(Files.readString(calls)).isEqualTo(called);
        assertThat(second.detail()).isEqualTo(first.detail());
        assertThat(second.standings().get(1).peakBytes())
                .isEqualTo(first.standings().get(1).peakBytes());
        journal.forget(Set.of("another"));
        runner(1).run(contest);
        assertThat(Files.readString(calls)).isEqualTo(called);
        assertThat(runner(4).run(contest).standings().get(0).runs()).hasSizeGreaterThanOrEqualTo(4);
        called = Files.readString(calls);
        journal.forget(Set.of(contest.title()));
        runner(1).run(contest);
        assertThat(Files.readString(calls)).hasSizeGreaterThan(called.length());
    }

    @Test
    void peakMemoryIsThatOfTheProgramThatALauncherBecomes() throws IOException {
        Contestant hoarder = peer(
                "hoarder",
                "exec sh -c 'hoard=$(head -c 20000000 /dev/zero | tr \"\\000\" x); sleep 0.1'",
                Proof.exitCode());

        Outcome outcome = runner(1).run(contest(List.of(), hoarder));

        if (Files.isReadable(Path.of("/proc/self/status"))) {
            assertThat(outcome.standings().get(0).peakBytes()).isBetween(20_000_000L, 400_000_000L);
        } else {
            assertThat(outcome.standings().get(0).peakBytes()).isZero();
        }
    }

    private ContestRunner runner(int minRuns) {
        return new ContestRunner(folder.resolve("scratch"), journal, minRuns);
    }

    private static Contest contest(List<Program> needs, Contestant... contestants) {
        return new Contest(
                "id", "title", needs.stream().map(ContestRunnerTest::supplier).toList(), () -> List.of(contestants));
    }

    private static Supplier<Program> supplier(Program program) {
        return () -> program;
    }

    private Contestant writing(String name, String content) {
        return new Contestant(
                name,
                false,
                scratch -> shell("printf " + name + " >>'" + calls + "'; printf " + content + " >'"
                        + scratch.resolve(Work.OUTPUT) + "'"),
                Proof.bytes(),
                Goal.NONE);
    }

    private static Contestant peer(String name, String script, Proof proof) {
        return Contestant.peer(name, scratch -> shell(script), proof);
    }

    private static List<String> shell(String script) {
        return List.of("sh", "-c", script);
    }

    private static Comparison comparison(Outcome outcome) {
        return SampleComparison.of(List.of(outcome), List.of());
    }
}
