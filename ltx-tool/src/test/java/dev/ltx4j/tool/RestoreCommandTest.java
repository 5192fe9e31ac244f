package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestoreCommandTest {
    private static final Fixture LEVELS = Fixture.open("v5-levels");
    private static final Fixture GENERATIONS = Fixture.open("v3-generations");
    private static final String GENERATION = "0da3fb1ee94a724a";
    private static final String TXID = "0000000000000003";
    private static final String LAST_TXID = "00000000000000e5";

    @TempDir
    private Path folder;

    /** Every form of the options that lead to the state of one transaction, in any order. */
    static Stream<List<String>> formsOfTxid() {
        return Stream.of(
                List.of("-o", "OUT", "-txid", "3", "SOURCE"),
                List.of("-o", "OUT", "-txid", TXID, "SOURCE"),
                List.of("--o", "OUT", "--txid", "0003", "SOURCE"),
                List.of("-o=OUT", "-txid=3", "SOURCE"),
                List.of("--o=OUT", "--txid=" + TXID, "SOURCE"),
                List.of("SOURCE", "-txid", "3", "-o", "OUT"),
                List.of("-o", "OUT", "SOURCE", "-txid", "3"),
                List.of("-o", "OUT", "-txid", "3", "file://SOURCE"),
                List.of("-o", "OUT", "-txid", "3", "-parallelism", "1", "SOURCE"),
                List.of("-o", "OUT", "-txid", "3", "--parallelism=3", "SOURCE"),
                List.of("-o", "OUT", "-txid", "3", "-force", "-if-db-not-exists", "-if-replica-exists", "SOURCE"),
                List.of("-o", "OUT", "-txid", "3", "--force", "--if-db-not-exists", "--if-replica-exists", "SOURCE"),
                List.of("-o", "OUT", "-txid", "3", "-force=true", "-dry-run=false", "-json=0", "SOURCE"),
                List.of("-o", "OUT", "-txid", "3", "-force=F", "-if-db-not-exists=1", "SOURCE"),
                List.of("-o", "OUT", "-txid", "3", "--", "SOURCE"));
    }

    @ParameterizedTest
    @MethodSource("formsOfTxid")
    void everyFormRestoresTheSameBytes(List<String> form) throws Exception {
        Path out = folder.resolve("out.db");

        Outcome outcome = Outcome.ofRestore(fill(form, LEVELS, out));

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).startsWith("restored " + out + "\nreached TXID " + TXID + " (");
        assertThat(sha256(out))
                .isEqualTo(LEVELS.answers().at("/txid/" + TXID + "/sha256").asText());
        assertThat(leftOver()).containsExactly("out.db");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-timestamp 2026-11-23T13:55:29.310Z", "--timestamp=2026-11-23T14:55:29.31+01:00"})
    void timestampRestoresTheStateBeforeIt(String option) throws Exception {
        Path out = folder.resolve("out.db");
        List<String> form = new ArrayList<>(List.of("-o", "OUT", "SOURCE"));
        form.addAll(Arrays.asList(option.split(" ")));

        Outcome outcome = Outcome.of(prepend("restore", fill(form, LEVELS, out)));

        assertThat(outcome.out())
                .contains("\nrequested before 2026-11-23T13:55:29.310Z\nreached TXID 0000000000000001 (");
        assertThat(sha256(out))
                .isEqualTo(LEVELS.answers()
                        .at("/timestamp/2026-11-23T13:55:29.310Z/sha256")
                        .asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-timestamp latest", "--timestamp=latest"})
    void latestIsTheDefault(String option) throws Exception {
        Path out = folder.resolve("out.db");
        List<String> form = new ArrayList<>(List.of("-o", "OUT", "SOURCE"));
        form.addAll(option.isEmpty() ? List.of() : Arrays.asList(option.split(" ")));

        assertThat(Outcome.ofRestore(fill(form, LEVELS, out)).exitCode()).isZero();

        assertThat(sha256(out)).isEqualTo(LEVELS.answers().at("/latest/sha256").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-generation G -index 0", "--generation=G --index=00000000"})
    void generationAndIndexRestoreAnOldReplica(String options) throws Exception {
        Path out = folder.resolve("out.db");
        List<String> form = new ArrayList<>(List.of("-o", "OUT"));
        form.addAll(Arrays.asList(options.replace("G", GENERATION).split(" ")));
        form.add("SOURCE");

        Outcome outcome = Outcome.ofRestore(fill(form, GENERATIONS, out));

        assertThat(outcome.out()).contains("\nreached generation " + GENERATION + " index 00000000 (");
        assertThat(sha256(out))
                .isEqualTo(GENERATIONS
                        .answers()
                        .at("/generation_index/" + GENERATION + "~100000000/sha256")
                        .asText());
    }

    @Test
    void anOutputAmongTheFilesOfTheReplicaIsRefused(@TempDir Path scratch) throws Exception {
        Path replica = Fixture.open("v5-page512").copyReplica(scratch.resolve("replica"));
        Path backup = replica.resolve("ltx/0/0000000000000001-0000000000000001.ltx");
        byte[] before = Files.readAllBytes(backup);

        Outcome outcome = Outcome.of("restore", "-force", "-o", backup.toString(), replica.toString());

        assertThat(outcome.exitCode()).isEqualTo(5);
        assertThat(outcome.err()).contains("is among the files of the replica; choose a place outside of " + replica);
        assertThat(backup).hasBinaryContent(before);
    }

    @Test
    void reportIsOneDocument() throws Exception {
        Path out = folder.resolve("out.db");

        Outcome outcome = Outcome.ofRestore(
                "-json", "-o", out.toString(), LEVELS.replica().toString());

        JsonNode document = outcome.json();
        assertThat(document.path("schema").asText()).isEqualTo("ltx4j/restore/1");
        assertThat(document.path("source").asText()).isEqualTo(LEVELS.replica().toString());
        assertThat(document.path("db_path").asText()).isEqualTo(out.toString());
        assertThat(document.path("replica").asText()).isEqualTo("file");
        assertThat(document.path("layout").asText()).isEqualTo("ltx");
        assertThat(document.path("txid").asText()).isEqualTo(LAST_TXID);
        assertThat(document.at("/requested/latest").asBoolean()).isTrue();
        assertThat(document.at("/reached/txid").asText()).isEqualTo(LAST_TXID);
        assertThat(document.at("/reached/timestamp").asText()).isEqualTo("2026-11-23T13:56:09.676Z");
        assertThat(document.path("page_size").asInt()).isEqualTo(4096);
        assertThat(document.path("database_bytes").asLong()).isEqualTo(Files.size(out));
        assertThat(document.path("files").asInt()).isEqualTo(2);
        assertThat(document.path("bypassed").isArray()).isTrue();
        assertThat(document.has("error")).isFalse();
    }

    @Test
    void dryRunTellsTheFilesAndWritesNothing() throws Exception {
        Path out = folder.resolve("out.db");

        Outcome outcome = Outcome.ofRestore(
                "-dry-run", "-txid", "3", "-o", out.toString(), LEVELS.replica().toString());

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .startsWith("source     " + LEVELS.replica() + "\ntarget     " + out
                        + "\nlayout     ltx\nrequested  TXID " + TXID + "\nreached    TXID " + TXID + " (")
                .contains("\nlevel  file  ", "newest snapshot at or below the target");
        assertThat(leftOver()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-dry-run -json", "--dry-run --json"})
    void dryRunIsOneDocument(String options) {
        List<String> form = new ArrayList<>(Arrays.asList(options.split(" ")));
        form.addAll(List.of("-o", "OUT", "-txid", "3", "SOURCE"));

        Outcome outcome = Outcome.ofRestore(fill(form, LEVELS, folder.resolve("out.db")));

        JsonNode document = outcome.json();
        assertThat(document.fieldNames())
                .toIterable()
                .containsExactly(
                        "schema",
                        "source",
                        "target_path",
                        "replica",
                        "layout",
                        "min_txid",
                        "max_txid",
                        "requested",
                        "reached",
                        "files");
        assertThat(document.path("min_txid").asText()).isEqualTo("0000000000000001");
        assertThat(document.path("max_txid").asText()).isEqualTo(TXID);
        assertThat(document.at("/requested/txid").asText()).isEqualTo(TXID);
        assertThat(document.path("files"))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(file.fieldNames())
                        .toIterable()
                        .containsExactly("level", "name", "min_txid", "max_txid", "size", "timestamp", "why"));
    }

    @Test
    void dryRunOfAGenerationHasNoTxids() {
        Outcome outcome =
                Outcome.ofRestore("-dry-run", "-json", GENERATIONS.replica().toString());

        JsonNode document = outcome.json();
        assertThat(document.path("layout").asText()).isEqualTo("generations");
        assertThat(document.path("target_path").isNull()).isTrue();
        assertThat(document.path("min_txid").isNull()).isTrue();
        assertThat(document.at("/reached/generation").asText()).isEqualTo(GENERATION);
        assertThat(document.at("/files/0/name").asText()).endsWith("/snapshots/00000003.snapshot.lz4");
        assertThat(document.at("/files/0/level").isNull()).isTrue();
    }

    @Test
    void existingDatabaseIsSuccessWhenAskedSo() throws Exception {
        Path out = Files.writeString(folder.resolve("out.db"), "mine");

        Outcome plain = Outcome.ofRestore("-if-db-not-exists", "-o", out.toString(), "/nowhere");
        Outcome json = Outcome.ofRestore("-if-db-not-exists", "-force", "-json", "-o", out.toString(), "/nowhere");

        assertThat(plain).isEqualTo(new Outcome(0, "", "restore: " + out + " exists; nothing to do\n"));
        assertThat(json.exitCode()).isZero();
        assertThat(json.json().path("skipped").asText()).isEqualTo("db_exists");
        assertThat(out).hasContent("mine");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void missingBackupIsSuccessWhenAskedSo(boolean folderExists) throws Exception {
        Path replica = folder.resolve("replica");
        if (folderExists) {
            Files.createDirectory(replica);
        }
        Path out = folder.resolve("out.db");

        Outcome plain = Outcome.ofRestore("-if-replica-exists", "-o", out.toString(), replica.toString());
        Outcome json = Outcome.ofRestore("-if-replica-exists", "-json", "-o", out.toString(), replica.toString());

        assertThat(plain).isEqualTo(new Outcome(0, "", "restore: no backup in " + replica + "; nothing to do\n"));
        assertThat(json.json().path("skipped").asText()).isEqualTo("no_backup");
        assertThat(out).doesNotExist();
    }

    @Test
    void aBackupThatCannotBeReadIsNoMissingBackup() throws Exception {
        Path replica = LEVELS.copyReplica(folder.resolve("replica"));
        Path newest = replica.resolve("ltx/1/00000000000000db-00000000000000e5.ltx");
        Files.delete(newest);
        // A link to nowhere is listed, and its file is gone when it is opened. As long as a header, so not damage.
        Files.createSymbolicLink(newest, Path.of("/nowhere/" + "x".repeat(100)));
        deleteLevel0(replica);
        Path out = folder.resolve("out.db");

        Outcome outcome = Outcome.ofRestore("-if-replica-exists", "-o", out.toString(), replica.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains(newest + ": disappeared after it was listed");
        assertThat(out).doesNotExist();
    }

    @Test
    void modeIsThatOfTheOption() throws Exception {
        Path out = folder.resolve("out.db");
        String source = LEVELS.replica().toString();

        Outcome.ofRestore("-o", out.toString(), source);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
                .isEqualTo("rw-------");
        Outcome.ofRestore("-force", "--mode", "640", "-o", out.toString(), source);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
                .isEqualTo("rw-r-----");
        Outcome.ofRestore("-force", "--mode=0754", "-o", out.toString(), source);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
                .isEqualTo("rwxr-xr--");
    }

    @Test
    void existingDatabaseAndItsLogAreReplacedByForceOnly() throws Exception {
        Path out = Files.writeString(folder.resolve("out.db"), "mine");
        Files.writeString(folder.resolve("out.db-wal"), "my log");
        String source = LEVELS.replica().toString();

        Outcome refused = Outcome.ofRestore("-json", "-o", out.toString(), source);
        assertThat(refused.exitCode()).isEqualTo(5);
        assertThat(refused.json().at("/error/kind").asText()).isEqualTo("exists");
        assertThat(refused.json().at("/error/file").asText())
                .isEqualTo(out.toRealPath().toString());
        assertThat(out).hasContent("mine");

        assertThat(Outcome.ofRestore("-force", "-o", out.toString(), source).exitCode())
                .isZero();
        assertThat(leftOver()).containsExactly("out.db");
    }

    @Test
    void strayLogIsRefused() throws Exception {
        Files.writeString(folder.resolve("out.db-wal"), "a log");

        Outcome outcome = Outcome.ofRestore(
                "-json",
                "-o",
                folder.resolve("out.db").toString(),
                LEVELS.replica().toString());

        assertThat(outcome.exitCode()).isEqualTo(5);
        assertThat(outcome.json().at("/error/kind").asText()).isEqualTo("stray_sidecar");
    }

    @Test
    void txidBeyondTheLastNamesTheNearest() {
        Outcome outcome = Outcome.ofRestore(
                "-json",
                "-txid",
                "ffff",
                "-o",
                folder.resolve("out.db").toString(),
                LEVELS.replica().toString());

        assertThat(outcome.exitCode()).isEqualTo(3);
        JsonNode error = outcome.json().path("error");
        assertThat(error.path("kind").asText()).isEqualTo("out_of_bounds");
        assertThat(error.at("/nearest_below/txid").asText()).isEqualTo(LAST_TXID);
        assertThat(error.at("/nearest_below/timestamp").asText()).isEqualTo("2026-11-23T13:56:09.676Z");
        assertThat(error.has("nearest_above")).isFalse();
        assertThat(outcome.err()).contains(LAST_TXID);
    }

    @Test
    void timestampOutsideOfTheBackupsIsUnrestorable() {
        for (String time : List.of("2026-11-23T13:55:23.837Z", "2027-01-01T00:00:00Z")) {
            Outcome outcome = Outcome.ofRestore(
                    "-json",
                    "-timestamp",
                    time,
                    "-o",
                    folder.resolve("out.db").toString(),
                    LEVELS.replica().toString());

            assertThat(outcome.exitCode()).isEqualTo(3);
            assertThat(outcome.json().at("/error/kind").asText()).isEqualTo("out_of_bounds");
        }
    }

    @Test
    void emptyReplicaIsUnrestorable() throws Exception {
        Path replica = Files.createDirectory(folder.resolve("replica"));

        Outcome outcome =
                Outcome.ofRestore("-json", "-o", folder.resolve("out.db").toString(), replica.toString());

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.json().at("/error/kind").asText()).isEqualTo("no_backup");
    }

    @Test
    void missingReplicaIsASourceThatCannotBeRead() {
        Outcome outcome =
                Outcome.ofRestore("-json", "-o", folder.resolve("out.db").toString(), "/nowhere/at/all");

        assertThat(outcome.exitCode()).isEqualTo(4);
        assertThat(outcome.json().at("/error/kind").asText()).isEqualTo("not_found");
        assertThat(outcome.err()).startsWith("restore: /nowhere/at/all does not exist");
    }

    @Test
    void damagedFileThatNoOtherCoversIsDamageAndNothingIsWritten() throws Exception {
        Path replica = LEVELS.copyReplica(folder.resolve("replica"));
        deleteLevel0(replica);
        Path last = replica.resolve("ltx/1/00000000000000db-00000000000000e5.ltx");
        FileTime time = Files.getLastModifiedTime(last);
        byte[] bytes = Files.readAllBytes(last);
        bytes[bytes.length / 2] ^= 1;
        Files.write(last, bytes);
        Files.setLastModifiedTime(last, time);

        Outcome outcome =
                Outcome.ofRestore("-json", "-o", folder.resolve("out.db").toString(), replica.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.json().at("/error/file").asText()).isEqualTo(last.toString());
        assertThat(outcome.json().at("/error/message").asText()).contains("; " + last + ": ");
        assertThat(outcome.err())
                .isEqualTo("restore: " + outcome.json().at("/error/message").asText() + "\n");
        assertThat(leftOver()).containsExactly("replica");
    }

    @Test
    void interruptedRestoreLeavesNothing() {
        Thread.currentThread().interrupt();

        Outcome outcome = Outcome.ofRestore(
                "-json",
                "-o",
                folder.resolve("out.db").toString(),
                LEVELS.replica().toString());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(outcome.exitCode()).isEqualTo(130);
        assertThat(outcome.json().at("/error/kind").asText()).isEqualTo("interrupted");
        assertThat(outcome.err()).endsWith("restore: interrupted; no unfinished file was left behind\n");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void debugAddsTheStackTrace() {
        Outcome quiet = Outcome.ofRestore("-o", folder.resolve("out.db").toString(), "/nowhere");
        Outcome debug =
                Outcome.ofRestore("--debug", "-o", folder.resolve("out.db").toString(), "/nowhere");

        assertThat(quiet.err()).doesNotContain("\tat ");
        assertThat(debug.err()).startsWith(quiet.err()).contains("\tat dev.ltx4j.");
        assertThat(debug.exitCode()).isEqualTo(4);
    }

    private static String[] fill(List<String> form, Fixture fixture, Path out) {
        return form.stream()
                .map(arg -> arg.replace("OUT", out.toString())
                        .replace("SOURCE", fixture.replica().toString()))
                .toArray(String[]::new);
    }

    private static String[] prepend(String first, String[] rest) {
        return Stream.concat(Stream.of(first), Arrays.stream(rest)).toArray(String[]::new);
    }

    private static void deleteLevel0(Path replica) throws IOException {
        try (Stream<Path> files = Files.list(replica.resolve("ltx/0"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    private List<String> leftOver() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
