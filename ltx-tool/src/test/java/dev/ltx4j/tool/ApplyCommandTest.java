package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.sqlite.DatabaseLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApplyCommandTest {
    private static final Fixture CHAIN = Fixture.open("ltx-chain4096");
    private static final Fixture REPLICA = Fixture.open("v5-page4096");

    @TempDir
    private Path folder;

    private String database = "";

    @BeforeEach
    void place() throws IOException {
        database = folder.toRealPath().resolve("app.db").toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-db", "--db"})
    void aDatabaseIsCreatedAndThenChanged(String option) throws IOException {
        Outcome created = apply(option, database, file(1), file(2));
        assertThat(created.err()).isEmpty();
        assertThat(created.exitCode()).isZero();
        assertThat(created.out())
                .matches("created " + database + " from 2 files\nreached TXID 0000000000000002, checksum "
                        + answer(2, "post_apply_checksum")
                        + "\n\\d+ pages? written; the database has \\d+ pages of 4096 bytes\n");
        assertThat(sha256()).isEqualTo(answer(2, "db_sha256"));

        Outcome changed = apply(option, database, file(3));
        assertThat(changed.out()).startsWith("changed " + database + " from 1 file\n");
        assertThat(sha256()).isEqualTo(answer(3, "db_sha256"));
    }

    @Test
    void theResultIsOneDocument() {
        JsonNode document = apply("--json", "--db", database, file(1)).json();
        assertThat(document.path("schema").asText()).isEqualTo("ltx4j/apply/1");
        assertThat(document.path("db_path").asText()).isEqualTo(database);
        assertThat(document.path("created").asBoolean()).isTrue();
        assertThat(document.path("files").asInt()).isEqualTo(1);
        assertThat(document.path("txid").asText()).isEqualTo("0000000000000001");
        assertThat(document.path("post_apply_checksum").asText()).isEqualTo(answer(1, "post_apply_checksum"));
        assertThat(document.path("page_size").asInt()).isEqualTo(4096);
        assertThat(document.path("pages").asText()).isEqualTo(answer(1, "commit"));
        assertThat(document.path("pages_written").asText()).isEqualTo(answer(1, "pages"));
        assertThat(document.path("database_bytes").asLong())
                .isEqualTo(4096L * document.path("pages").asLong());
        assertThat(document.path("journal_played_back").asBoolean()).isFalse();
        assertThat(document.path("duration_ms").isNumber()).isTrue();
    }

    @Test
    void filesWithoutChecksumsAreApplied() throws IOException {
        Path level0 = REPLICA.replica().resolve("ltx/0");
        String first = level0.resolve("0000000000000001-0000000000000001.ltx").toString();
        String second = level0.resolve("0000000000000002-0000000000000002.ltx").toString();
        Outcome outcome = apply("--db", database, first, second);
        assertThat(outcome.out()).contains("reached TXID 0000000000000002, without a checksum: the files keep none\n");
        assertThat(sha256())
                .isEqualTo(REPLICA.answers().at("/txid/0000000000000002/sha256").asText());
        JsonNode document = apply(
                        "--json", "--copy", "--db", database, second.replace("0000000000000002", "0000000000000003"))
                .json();
        assertThat(document.has("post_apply_checksum")).isTrue();
        assertThat(document.path("post_apply_checksum").isNull()).isTrue();
        assertThat(document.path("created").asBoolean()).isFalse();
    }

    @Test
    void aCopyKeepsThePermissions() throws IOException {
        apply("--db", database, file(1));
        Files.setPosixFilePermissions(Path.of(database), PosixFilePermissions.fromString("rw-r-----"));
        assertThat(apply("--copy", "--db", database, file(2)).exitCode()).isZero();
        assertThat(sha256()).isEqualTo(answer(2, "db_sha256"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(database))))
                .isEqualTo("rw-r-----");
    }

    @Test
    void filesThatDoNotFitAreNamedAndNothingHappens() throws IOException {
        assertRefused(
                3,
                "no_snapshot",
                file(2) + ": starts with TXID 0000000000000002, but there is no database " + database
                        + " yet; give a snapshot first, which is a file that starts with TXID 0000000000000001",
                file(2));
        assertThat(Path.of(database)).doesNotExist();
        apply("--db", database, file(1));
        assertRefused(
                3,
                "non_contiguous",
                file(4) + ": non-contiguous transaction ids: 0000000000000004-0000000000000004 does not continue"
                        + " 0000000000000002-0000000000000002 of " + file(2)
                        + "; give the files oldest first, with none left out",
                file(2),
                file(4));
        assertRefused(
                3,
                "other_database",
                file(3) + ": pre-apply checksum " + answer(2, "post_apply_checksum") + " is not that of " + database
                        + ", " + answer(1, "post_apply_checksum") + ": it is another database, or at another state",
                file(3));
        String other = Fixture.open("ltx-chain512")
                .folder()
                .resolve("l0/0000000000000002-0000000000000002.ltx")
                .toString();
        assertRefused(
                3, "page_size", other + ": page size is 512, but that of " + file(1) + " is 4096", file(1), other);
        assertThat(sha256()).isEqualTo(answer(1, "db_sha256"));
    }

    @Test
    void whatIsAppliedAlreadyIsSaidSo() {
        apply("--db", database, file(1), file(2), file(3));
        assertThat(apply("--db", database, file(2), file(3)).err())
                .endsWith(": the database is at TXID 0000000000000003 already, where the files lead to\n");
    }

    @Test
    void aDamagedFileChangesNothing() throws IOException {
        apply("--db", database, file(1));
        byte[] bytes = Files.readAllBytes(Path.of(file(3)));
        bytes[bytes.length - 1] ^= 1;
        String damaged = Files.write(folder.resolve("damaged.ltx"), bytes).toString();
        for (String option : List.of("--copy", "--debug=false")) {
            Outcome outcome = apply(option, "--json", "--db", database, file(2), damaged);
            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.json().at("/error/kind").asText()).isEqualTo("checksum_mismatch");
            assertThat(outcome.json().at("/error/file").asText()).isEqualTo(damaged);
            assertThat(sha256()).isEqualTo(answer(1, "db_sha256"));
        }
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThat(apply("--db", database, "no.ltx")).isEqualTo(new Outcome(4, "", "apply: no.ltx: no such file\n"));
        Outcome noFolder = apply("--db", folder.resolve("no/app.db").toString(), file(1));
        assertThat(noFolder.exitCode()).isEqualTo(5);
        Outcome aFolder = apply("--db", folder.toString(), file(1));
        assertThat(aFolder.exitCode()).isEqualTo(5);
        assertThat(aFolder.err()).isEqualTo("apply: " + folder + " is not a regular file\n");
    }

    @Test
    void transactionsInTheLogAreNotLost() throws IOException {
        Fixture wal = Fixture.open("wal");
        Files.copy(wal.folder().resolve("plain-4096.db"), Path.of(database));
        Files.copy(wal.folder().resolve("plain-4096.db-wal"), Path.of(database + "-wal"));
        byte[] before = Files.readAllBytes(Path.of(database));
        Outcome outcome = apply("--json", "--db", database, file(1));
        assertThat(outcome.exitCode()).isEqualTo(5);
        assertThat(outcome.json().at("/error/kind").asText()).isEqualTo("wal_not_checkpointed");
        assertThat(outcome.json().at("/error/file").asText()).isEqualTo(database + "-wal");
        assertThat(outcome.json().at("/error/message").asText())
                .contains("bring them in first, such as by sqlite3 " + database);
        assertThat(Files.readAllBytes(Path.of(database))).isEqualTo(before);
    }

    @Test
    void aHotJournalIsPlayedBackFirstAndSaidSo() throws IOException {
        apply("--db", database, file(1));
        byte[] old = Files.readAllBytes(Path.of(database));
        // A journal without records: nothing had been changed yet.
        byte[] journal = new byte[512];
        ByteBuffer.wrap(journal)
                .putLong(0xd9d505f920a163d7L)
                .putInt(0)
                .putInt(7)
                .putInt(old.length / 4096)
                .putInt(512)
                .putInt(4096);
        Files.write(Path.of(database + "-journal"), journal);
        Outcome outcome = apply("--db", database, file(2));
        assertThat(outcome.err())
                .isEqualTo(
                        "apply: a transaction that had been cut off was rolled back first (there was a hot journal)\n");
        assertThat(outcome.exitCode()).isZero();
        assertThat(sha256()).isEqualTo(answer(2, "db_sha256"));
        assertThat(Path.of(database + "-journal")).doesNotExist();
    }

    @Test
    void aDatabaseInUseIsLeftAlone() throws IOException {
        apply("--db", database, file(1));
        DatabaseLock lock = DatabaseLock.reading(Path.of(database), Duration.ZERO);
        Outcome outcome = apply("--json", "--db", database, file(2));
        lock.close();
        assertThat(outcome.exitCode()).isEqualTo(5);
        assertThat(outcome.json().at("/error/kind").asText()).isEqualTo("locked");
        assertThat(outcome.json().at("/error/file").asText()).isEqualTo(database);
        assertThat(sha256()).isEqualTo(answer(1, "db_sha256"));
    }

    @Test
    void mistakesAreNamedAndTheHelpHasExamples() {
        assertThat(apply("f"))
                .isEqualTo(new Outcome(
                        2, "", "apply: missing required option: '--db=DB'\nTry 'ltx-tool apply --help'.\n"));
        assertThat(apply("--db", "x"))
                .isEqualTo(new Outcome(
                        2, "", "apply: missing required parameter: 'FILE'\nTry 'ltx-tool apply --help'.\n"));
        assertThat(apply("--json").json().at("/error/kind").asText()).isEqualTo("usage");
        Outcome help = apply("--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("Usage: ltx-tool apply --db DB ", "\n  ltx-tool apply --db app.db ");
        assertThat(help.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        assertThat(Outcome.of("--help").out()).contains("  apply ");
    }

    private void assertRefused(int exitCode, String kind, String message, String... files) {
        List<String> args = new ArrayList<>(List.of("--json", "--db", database));
        args.addAll(Arrays.asList(files));
        Outcome outcome = apply(args.toArray(String[]::new));
        assertThat(outcome.exitCode()).isEqualTo(exitCode);
        assertThat(outcome.err()).isEqualTo("apply: " + message + "\n");
        JsonNode error = outcome.json().path("error");
        assertThat(error.path("kind").asText()).isEqualTo(kind);
        assertThat(error.path("message").asText()).isEqualTo(message);
        assertThat(error.path("file").asText()).isEqualTo(message.substring(0, message.indexOf(": ")));
    }

    private static Outcome apply(String... args) {
        List<String> all = new ArrayList<>(List.of("apply"));
        all.addAll(Arrays.asList(args));
        return Outcome.of(all.toArray(String[]::new));
    }

    private String sha256() throws IOException {
        return Fixture.sha256(Path.of(database));
    }

    private static String file(int txid) {
        return CHAIN.folder()
                .resolve(String.format("l0/%016x-%016x.ltx", txid, txid))
                .toString();
    }

    private static String answer(int txid, String key) {
        return CHAIN.answers().get("txns").get(txid - 1).get(key).asText();
    }
}
