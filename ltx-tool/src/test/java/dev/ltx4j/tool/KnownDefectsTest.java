package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What users of Litestream's restore suffer from, one letter each, and that it is otherwise here: through the command
 * line, against the answers of the real program where there are any.
 */
class KnownDefectsTest {
    private static final Fixture HISTORY = Fixture.open("v5-history");
    private static final Fixture LEVELS = Fixture.open("v5-levels");
    private static final String SNAPSHOT = "ltx/9/0000000000000001-0000000000000071.ltx";
    private static final String LAST_OF_LEVEL_1 = "ltx/1/00000000000000db-00000000000000e5.ltx";

    @TempDir
    private Path folder;

    /** A hole in the TXIDs at every level is no older database in silence. */
    @Test
    void a_aHoleFailsAndGivesTheStateBeforeItOnRequestOnly() throws Exception {
        Path replica = copy(HISTORY);
        delete(replica, 0, 0x43, 0x50);
        Files.delete(replica.resolve(SNAPSHOT));
        Files.delete(replica.resolve("ltx/1/0000000000000041-0000000000000050.ltx"));
        Files.delete(replica.resolve("ltx/2/0000000000000036-0000000000000050.ltx"));

        for (List<String> target : List.of(List.of("-timestamp", "2026-11-23T13:56:50.296Z"), List.<String>of())) {
            Outcome refused = restore(replica, target);
            assertThat(refused.exitCode()).isEqualTo(3);
            assertThat(refused.err())
                    .contains("non-contiguous transaction files")
                    .contains("TXIDs 0000000000000043 to 0000000000000050 are in no usable file")
                    .contains("nearest restorable: TXID 0000000000000042 (2026-11-23T13:56:44.1");
            JsonNode error = refused.json().path("error");
            assertThat(error.path("kind").asText()).isEqualTo("gap");
            assertThat(error.at("/gap/min_txid").asText()).isEqualTo("0000000000000043");
            assertThat(error.at("/gap/max_txid").asText()).isEqualTo("0000000000000050");
            assertThat(error.at("/nearest_below/txid").asText()).isEqualTo("0000000000000042");
            assertThat(out()).doesNotExist();

            Outcome allowed = restore(replica, concat(List.of("--allow-gap"), target));
            assertThat(allowed.exitCode()).isZero();
            assertThat(allowed.err())
                    .startsWith("restore: the backup has a gap, and this restore ends before it, at TXID"
                            + " 0000000000000042, 2026-11-23T13:56:44.1");
            JsonNode report = allowed.json();
            assertThat(report.at("/gap/min_txid").asText()).isEqualTo("0000000000000043");
            assertThat(report.at("/reached/txid").asText()).isEqualTo("0000000000000042");
            assertThat(report.at("/reached/timestamp").asText()).startsWith("2026-11-23T13:56:44.1");
            assertThat(report.at("/requested").isEmpty()).isFalse();
            assertRestored(HISTORY, "/txid/0000000000000042");
        }
    }

    @Test
    void a_aTimeBeforeTheHoleIsNotAffectedByIt() throws Exception {
        Path replica = copy(HISTORY);
        delete(replica, 0, 0x43, 0x50);
        Files.delete(replica.resolve(SNAPSHOT));
        Files.delete(replica.resolve("ltx/1/0000000000000041-0000000000000050.ltx"));
        Files.delete(replica.resolve("ltx/2/0000000000000036-0000000000000050.ltx"));

        Outcome outcome = restore(replica, List.of("-timestamp", "2026-11-23T13:56:41.546Z", "--allow-gap"));

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.json().has("gap")).isFalse();
        assertRestored(HISTORY, "/timestamp/2026-11-23T13:56:41.546Z");
    }

    /** One flipped bit in the newest snapshot. */
    @Test
    void b_aDamagedSnapshotIsBypassedWithTheSameBytes() throws Exception {
        Path replica = copy(HISTORY);
        Path snapshot = replica.resolve(SNAPSHOT);
        change(snapshot, bytes -> bytes[bytes.length - 1] ^= 1);

        for (String target : List.of("", "-txid 7a", "-txid 72", "-timestamp 2026-11-23T13:56:52.796Z")) {
            Outcome outcome = restore(replica, words(target));
            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
            assertThat(outcome.err()).startsWith("restore: bypassed " + snapshot + ": ");
            JsonNode bypassed = outcome.json().path("bypassed");
            assertThat(bypassed).hasSize(1);
            assertThat(bypassed.at("/0/file").asText()).isEqualTo(snapshot.toString());
            assertThat(bypassed.at("/0/reason").asText()).isNotEmpty().doesNotContain(snapshot.toString());
            assertRestored(
                    HISTORY,
                    switch (target) {
                        case "" -> "/latest";
                        case "-txid 72" -> "/txid/0000000000000072";
                        case "-txid 7a" -> "/txid/000000000000007a";
                        default -> "/timestamp/2026-11-23T13:56:52.796Z";
                    });
        }
    }

    /** A cut file of level 1 whose transactions are on level 0 too. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 99, 100, 5000})
    void c_aCutFileIsBypassedThroughTheLevelBelow(int byteCount) throws Exception {
        Path replica = copy(LEVELS);
        Path cut = replica.resolve(LAST_OF_LEVEL_1);
        FileTime time = Files.getLastModifiedTime(cut);
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), byteCount));
        Files.setLastModifiedTime(cut, time);

        Outcome outcome = restore(replica, List.of());

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.json().at("/bypassed/0/file").asText()).isEqualTo(cut.toString());
        assertThat(outcome.err()).startsWith("restore: bypassed " + cut + ": ");
        assertRestored(LEVELS, "/latest");
    }

    @Test
    void c_whatADryRunKnowsToBeCutItBypassesToo() throws Exception {
        Path replica = copy(LEVELS);
        Path cut = replica.resolve(LAST_OF_LEVEL_1);
        Files.write(cut, new byte[99]);

        Outcome outcome = Outcome.ofRestore("-dry-run", "-json", replica.toString());

        assertThat(outcome.json().at("/bypassed/0/file").asText()).isEqualTo(cut.toString());
        assertThat(outcome.json().findValuesAsText("name"))
                .doesNotContain(cut.getFileName().toString());
    }

    @Test
    void c_whatNothingElseHoldsIsLostByName() throws Exception {
        Path replica = copy(LEVELS);
        delete(replica, 0, 0xdb, 0xe5);
        Path cut = replica.resolve(LAST_OF_LEVEL_1);
        byte[] bytes = Files.readAllBytes(cut);
        Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));

        Outcome outcome = restore(replica, List.of());

        assertThat(outcome.exitCode()).isEqualTo(1);
        JsonNode error = outcome.json().path("error");
        assertThat(error.path("kind").asText()).isEqualTo("lost_to_damage");
        assertThat(error.path("file").asText()).isEqualTo(cut.toString());
        assertThat(error.at("/unusable/0/file").asText()).isEqualTo(cut.toString());
        assertThat(error.at("/nearest_below/txid").asText()).isEqualTo("00000000000000e0");
        assertThat(error.has("nearest_above")).isFalse();
        assertThat(outcome.err())
                .contains("TXIDs 00000000000000e1 to 00000000000000e5 cannot be had without " + LAST_OF_LEVEL_1)
                .contains("nearest restorable: TXID 00000000000000e0 (")
                .contains(cut + ": ");
        assertThat(folder).isDirectoryContaining(path -> path.endsWith("replica"));
        assertThat(out()).doesNotExist();

        Outcome explicit = restore(replica, List.of("-txid", "e0"));
        assertThat(explicit.exitCode()).isZero();
        assertRestored(LEVELS, "/txid/00000000000000e0");
    }

    /** A timestamp later than the last change. */
    @Test
    void d_aTimeAfterTheLastChangeIsAnErrorAndLatestIsNot() throws Exception {
        String source = HISTORY.replica().toString();

        Outcome outcome = restore(HISTORY.replica(), List.of("-timestamp", "2026-11-23T13:57:52.796Z"));

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.err())
                .contains("timestamp does not exist")
                .contains("after the last change at 2026-11-23T13:56:52.796Z")
                .contains("TXID 000000000000007a (2026-11-23T13:56:52.796Z) below");
        assertThat(outcome.json().at("/error/nearest_below/txid").asText()).isEqualTo("000000000000007a");
        assertThat(restore(Path.of(source), List.of("-timestamp", "latest")).exitCode())
                .isZero();
        assertRestored(HISTORY, "/latest");
    }

    /** A replica whose times were lost in copying, in both directions. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 20_000_000_000_000L})
    void e_timesThatWereLostAreReadFromTheHeaders(long mtime) throws Exception {
        Path replica = copy(HISTORY);
        try (Stream<Path> files = Files.walk(replica)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.setLastModifiedTime(file, FileTime.fromMillis(mtime == 1 ? file.hashCode() : mtime));
            }
        }

        for (Map.Entry<String, JsonNode> answer :
                HISTORY.answers().get("timestamp").properties()) {
            Outcome outcome = restore(replica, List.of("-timestamp", answer.getKey()));
            if (answer.getValue().has("error")) {
                assertThat(outcome.exitCode()).isEqualTo(3);
            } else {
                assertThat(outcome.err()).contains("Creation times are read from the files' headers");
                assertRestored(HISTORY, "/timestamp/" + answer.getKey());
            }
        }
    }

    /** The source was private. */
    @Test
    void f_theDatabaseIsPrivateUnlessAskedOtherwise() throws Exception {
        restore(HISTORY.replica(), List.of());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out())))
                .isEqualTo("rw-------");
        restore(HISTORY.replica(), List.of("-force", "--mode", "640"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out())))
                .isEqualTo("rw-r-----");
    }

    /** A TXID inside a file of level 1, after level 0 was pruned. */
    @Test
    void g_aTxidInsideACompactionNamesTheNearestOnes() {
        Outcome outcome = restore(LEVELS.replica(), List.of("-txid", "5"));

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.err())
                .contains("no matching backup files available")
                .contains("nearest restorable: TXID 0000000000000003 (", " below, TXID 000000000000000c (", ") above");
        JsonNode error = outcome.json().path("error");
        assertThat(error.path("kind").asText()).isEqualTo("target_not_reachable");
        assertThat(error.at("/nearest_below/txid").asText()).isEqualTo("0000000000000003");
        assertThat(error.at("/nearest_below/timestamp").asText()).startsWith("2026-11-23T13:55:");
        assertThat(error.at("/nearest_above/txid").asText()).isEqualTo("000000000000000c");
    }

    /** Prefixes that hold nothing. */
    @Test
    void i_emptyMissingAndWrongPrefixesAreToldApart() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path above = Files.createDirectories(folder.resolve("backups"));
        HISTORY.copyReplica(Files.createDirectories(above.resolve("team")).resolve("app.db"));

        for (String command : List.of("list", "verify", "restore")) {
            assertNothing(command, empty, 3, "no_backup", "holds neither LTX files nor generations");
            assertNothing(
                    command,
                    folder.resolve("none"),
                    4,
                    command.equals("restore") ? "not_found" : "io",
                    command.equals("restore") ? "does not exist" : "no such file");
            assertNothing(command, above, 3, "no_backup", "replicas were found below it: team/app.db/");
            assertNothing(
                    command,
                    above.resolve("team/app.db/ltx"),
                    3,
                    "no_backup",
                    "this looks like a folder inside a replica: give the one that holds ltx or generations");
        }
    }

    /** Damage has a place. */
    @Test
    void j_damageNamesFileByteAndPage() throws Exception {
        Path replica = copy(LEVELS);
        delete(replica, 0, 0xdb, 0xe5);
        Path file = replica.resolve(LAST_OF_LEVEL_1);
        // The page number of the second frame: the first is 100 bytes behind the start, and says how long it is.
        byte[] bytes = Files.readAllBytes(file);
        int second = 100 + 6 + 4 + java.nio.ByteBuffer.wrap(bytes).getInt(106);
        change(file, content -> content[second + 3] ^= 0x40);

        Outcome outcome = restore(replica, List.of());

        JsonNode error = outcome.json().path("error");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(error.path("file").asText()).isEqualTo(file.toString());
        assertThat(error.path("offset").asLong()).isPositive();
        assertThat(error.path("page").asLong()).isPositive();
        assertThat(outcome.err())
                .contains(file + ": ")
                .contains("(at byte " + error.path("offset").asLong());
    }

    /** A planned file that is listed and not there any more. */
    @Test
    void m_aFileThatDisappearsIsPlannedAround() throws Exception {
        Path replica = copy(LEVELS);
        Path gone = replica.resolve(LAST_OF_LEVEL_1);
        Files.delete(gone);
        // A link to nowhere is listed, and its file is gone when it is opened. As long as a header, so not cut.
        Files.createSymbolicLink(gone, Path.of("/nowhere/" + "x".repeat(100)));

        Outcome outcome = restore(replica, List.of());

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.json().at("/bypassed/0/reason").asText()).startsWith("disappeared after it was listed");
        assertRestored(LEVELS, "/latest");
    }

    @Test
    void m_whatDisappearedAndIsNowhereElseIsLost() throws Exception {
        Path replica = copy(LEVELS);
        delete(replica, 0, 0xdb, 0xe5);
        Path gone = replica.resolve(LAST_OF_LEVEL_1);
        Files.delete(gone);
        Files.createSymbolicLink(gone, Path.of("/nowhere/" + "x".repeat(100)));

        Outcome outcome = restore(replica, List.of("-if-replica-exists"));

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains(gone + ": disappeared after it was listed");
        assertThat(out()).doesNotExist();
    }

    /** Just after an upgrade in place. */
    @Test
    void o_afterAnUpgradeTheLaterLayoutCounts() throws Exception {
        Outcome outcome = restore(Fixture.open("mixed").replica(), List.of("-timestamp", "2026-11-23T13:54:25.195Z"));

        assertThat(outcome.json().path("layout").asText()).isEqualTo("ltx");
        assertRestored(Fixture.open("v5-page4096"), "/txid/0000000000000001");
    }

    /** Files with database checksums. */
    @Test
    void q_filesWithDatabaseChecksumsAreAcceptedAndVerified() throws Exception {
        Fixture chain = Fixture.open("ltx-chain4096");
        Path level = Files.createDirectories(folder.resolve("replica/ltx/0"));
        for (Path file : chain.files(".ltx")) {
            if (file.getParent().endsWith("l0")) {
                Files.copy(file, level.resolve(file.getFileName()));
            }
        }
        for (JsonNode answer : chain.answers().get("txns")) {
            Outcome outcome = restore(
                    folder.resolve("replica"),
                    List.of("-force", "-txid", answer.get("txid").asText()));
            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
            assertThat(Fixture.sha256(out())).isEqualTo(answer.get("db_sha256").asText());
        }
    }

    /** Pages as LZ4 frames and as LZ4 blocks. */
    @ParameterizedTest
    @ValueSource(strings = {"v5-frames4096", "v5-page4096"})
    void r_bothWaysOfCompressingPagesAreRead(String fixture) throws Exception {
        restore(Fixture.open(fixture).replica(), List.of());
        assertRestored(Fixture.open(fixture), "/latest");
    }

    private Path copy(Fixture fixture) throws IOException {
        return fixture.copyReplica(folder.resolve("replica"));
    }

    private Path out() {
        return folder.resolve("out.db");
    }

    private Outcome restore(Path replica, List<String> options) {
        List<String> arguments = new ArrayList<>(List.of("-json", "-o", out().toString()));
        arguments.addAll(options);
        arguments.add(replica.toString());
        return Outcome.ofRestore(arguments.toArray(String[]::new));
    }

    private void assertNothing(String command, Path place, int exitCode, String kind, String words) {
        List<String> arguments = new ArrayList<>(List.of(command, "--json", place.toString()));
        if (command.equals("restore")) {
            arguments.addAll(List.of("-o", out().toString()));
        }
        Outcome outcome = Outcome.of(arguments.toArray(String[]::new));
        assertThat(outcome.exitCode()).as(command + " " + outcome.err()).isEqualTo(exitCode);
        assertThat(outcome.json().at("/error/kind").asText()).isEqualTo(kind);
        assertThat(outcome.err()).contains(words);
    }

    /** That the restored database is the one of the sheet; it is deleted for the next. */
    private void assertRestored(Fixture fixture, String answer) throws IOException {
        assertThat(Fixture.sha256(out()))
                .isEqualTo(fixture.answers().at(answer + "/sha256").asText());
        Files.delete(out());
    }

    private static void delete(Path replica, int level, int first, int last) throws IOException {
        for (int txid = first; txid <= last; txid++) {
            Files.delete(replica.resolve(String.format("ltx/%d/%016x-%016x.ltx", level, txid, txid)));
        }
    }

    private interface Change {
        void apply(byte[] bytes);
    }

    private static void change(Path file, Change change) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        byte[] bytes = Files.readAllBytes(file);
        change.apply(bytes);
        Files.write(file, bytes);
        Files.setLastModifiedTime(file, time);
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }

    private static List<String> concat(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
