package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several places of one replica are restored as one, and one heals the damage of another. */
class SeveralSourcesTest {
    private static final Fixture LEVELS = Fixture.open("v5-levels");
    private static final String NEWEST = "ltx/1/00000000000000db-00000000000000e5.ltx";

    @TempDir
    private Path folder;

    @Test
    void whatOneLacksTheOtherGives() throws Exception {
        Path local = localState();
        keepOnly(local, "ltx/0");
        Path replica = LEVELS.copyReplica(folder.resolve("replica"));
        delete(replica.resolve("ltx/0"), "e0", "e1", "e2", "e3", "e4", "e5");
        Files.delete(replica.resolve(NEWEST));

        // The replica alone ends with the last snapshot; the local state has what was not uploaded yet.
        assertThat(restore(replica.toString()).err()).isEmpty();
        assertReached("00000000000000e0");
        Outcome both = restore(folder.resolve("app.db").toString(), replica.toString());
        assertThat(both.exitCode()).as(both.err()).isZero();
        assertReached("00000000000000e5");
    }

    /** A bucket that was synced to a folder has other keys than the local state. */
    @Test
    void theKeysOfS3AreTheSameFiles() throws Exception {
        Path local = localState();
        keepOnly(local, "ltx/0");
        Path copy = LEVELS.copyReplica(folder.resolve("copy"));
        Path bucket = Files.createDirectory(folder.resolve("bucket"));
        for (Path level : list(copy.resolve("ltx"))) {
            Files.move(level, bucket.resolve("000" + level.getFileName()));
        }
        delete(bucket.resolve("0000"), "e1", "e2", "e3", "e4", "e5");
        Path damaged = bucket.resolve("0001/00000000000000db-00000000000000e5.ltx");
        flip(damaged);

        Outcome outcome = restore("-json", folder.resolve("app.db").toString(), bucket.toString());

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.json().at("/bypassed/0/file").asText()).isEqualTo(damaged.toString());
        assertReached("00000000000000e5");
    }

    @Test
    void damageInOneIsHealedFromTheOther() throws Exception {
        Path one = LEVELS.copyReplica(folder.resolve("one"));
        Path two = LEVELS.copyReplica(folder.resolve("two"));
        for (Path replica : List.of(one, two)) {
            for (Path file : list(replica.resolve("ltx/0"))) {
                Files.delete(file);
            }
        }
        // Each lacks what the other has: neither makes the state on its own.
        flip(one.resolve(NEWEST));
        for (Path snapshot : list(two.resolve("ltx/9"))) {
            flip(snapshot);
        }

        Outcome outcome = restore("-json", one.toString(), two.toString());

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.json().path("bypassed").findValuesAsText("file"))
                .containsExactly(one.resolve(NEWEST).toString());
        assertThat(outcome.err()).contains("restore: bypassed " + one.resolve(NEWEST) + ": ");
        assertReached("00000000000000e5");
    }

    @Test
    void aCutCopyIsNoReasonToLeaveTheFileOut() throws Exception {
        Path one = LEVELS.copyReplica(folder.resolve("one"));
        Path two = LEVELS.copyReplica(folder.resolve("two"));
        for (Path file : list(one.resolve("ltx/0"))) {
            Files.delete(file);
        }
        for (Path file : list(two.resolve("ltx/0"))) {
            Files.delete(file);
        }
        Files.write(one.resolve(NEWEST), new byte[3]);

        Outcome outcome = restore("-json", one.toString(), two.toString());

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.json().at("/bypassed/0/file").asText())
                .isEqualTo(one.resolve(NEWEST).toString());
        assertReached("00000000000000e5");
    }

    @Test
    void whatIsDamagedEverywhereIsLost() throws Exception {
        Path one = LEVELS.copyReplica(folder.resolve("one"));
        Path two = LEVELS.copyReplica(folder.resolve("two"));
        for (Path replica : List.of(one, two)) {
            for (Path file : list(replica.resolve("ltx/0"))) {
                Files.delete(file);
            }
            flip(replica.resolve(NEWEST));
        }

        Outcome outcome = restore("-json", one.toString(), two.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.json().at("/error/unusable").findValuesAsText("file"))
                .containsExactly(
                        one.resolve(NEWEST).toString(), two.resolve(NEWEST).toString());
    }

    @Test
    void twoHistoriesAreNotMixed() throws Exception {
        Outcome outcome = restore(
                "-json",
                LEVELS.replica().toString(),
                Fixture.open("v5-history").replica().toString());

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.err()).contains("they are of two histories");
        assertThat(folder.resolve("out.db")).doesNotExist();
    }

    @Test
    void sourcesWithoutAFileInCommonAreNotMixed() throws Exception {
        Path one = LEVELS.copyReplica(folder.resolve("one"));
        Path two = LEVELS.copyReplica(folder.resolve("two"));
        keepOnly(one, "ltx/9");
        keepOnly(two, "ltx/0");

        Outcome outcome = restore(one.toString(), two.toString());

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.err()).contains("have no whole file in common");
    }

    @Test
    void timesOfSeveralSourcesAreThoseOfTheHeaders() throws Exception {
        Path copy = LEVELS.copyReplica(folder.resolve("copy"));
        for (int level = 0; level < 10; level++) {
            if (Files.exists(copy.resolve("ltx/" + level))) {
                for (Path file : list(copy.resolve("ltx/" + level))) {
                    Files.setLastModifiedTime(file, FileTime.fromMillis(0));
                }
            }
        }
        String time = "2026-11-23T13:55:36.903Z";

        Outcome outcome =
                restore("-timestamp", time, copy.toString(), LEVELS.replica().toString());

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(Fixture.sha256(folder.resolve("out.db")))
                .isEqualTo(LEVELS.answers().at("/timestamp/" + time + "/sha256").asText());
    }

    /** The state that a running Litestream keeps beside {@code app.db}. */
    private Path localState() throws IOException {
        Files.write(folder.resolve("app.db"), new byte[0]);
        return LEVELS.copyReplica(folder.resolve(".app.db-litestream"));
    }

    private Outcome restore(String... arguments) {
        List<String> all =
                new ArrayList<>(List.of("-force", "-o", folder.resolve("out.db").toString()));
        all.addAll(Arrays.asList(arguments));
        return Outcome.ofRestore(all.toArray(String[]::new));
    }

    private void assertReached(String txid) throws IOException {
        assertThat(Fixture.sha256(folder.resolve("out.db")))
                .isEqualTo(LEVELS.answers().at("/txid/" + txid + "/sha256").asText());
    }

    private static void keepOnly(Path replica, String kept) throws IOException {
        for (Path level : list(replica.resolve("ltx"))) {
            if (!level.equals(replica.resolve(kept))) {
                Fixture.deleteTree(level);
            }
        }
    }

    private static void delete(Path level, String... txids) throws IOException {
        for (String txid : txids) {
            String name = "0".repeat(16 - txid.length()) + txid;
            Files.delete(level.resolve(name + "-" + name + ".ltx"));
        }
    }

    private static void flip(Path file) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        Files.setLastModifiedTime(file, time);
    }

    private static List<Path> list(Path path) throws IOException {
        try (java.util.stream.Stream<Path> files = Files.list(path)) {
            return files.sorted().toList();
        }
    }
}
