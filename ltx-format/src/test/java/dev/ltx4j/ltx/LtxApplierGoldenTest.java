package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the answer sheets say, in place and by copy, file by file and many at once. */
class LtxApplierGoldenTest {
    private static final List<LtxApplier> BOTH =
            List.of(LtxApplier.inPlace(), LtxApplier.inPlace().byCopy());

    @TempDir(factory = FastTempDir.class)
    private Path folder;

    static Stream<String> chains() {
        return Fixture.names("ltx-chain").stream();
    }

    static Stream<String> replicas() {
        return Stream.of(
                "v5-page512",
                "v5-page1024",
                "v5-page2048",
                "v5-page4096",
                "v5-page8192",
                "v5-page16384",
                "v5-page32768",
                "v5-page65536",
                "v5-frames4096");
    }

    @ParameterizedTest
    @MethodSource("chains")
    void everyPrefixOfAChainIsAppliedFileByFile(String name) throws IOException {
        for (LtxApplier applier : BOTH) {
            Path database = folder.resolve("db" + applier.hashCode());
            for (Transaction transaction : transactions(Fixture.open(name))) {
                ApplyReport report = applier.apply(database, List.of(LtxSource.of(transaction.file)));
                assertThat(Fixture.sha256(database)).as("%s", transaction).isEqualTo(transaction.sha256);
                assertThat(report.position()).isEqualTo(new LtxPosition(transaction.txid, transaction.checksum));
                assertThat(report.pageCount()).isEqualTo(transaction.commit);
                assertThat(report.journalWasPlayedBack()).isFalse();
            }
            assertAlone(database);
        }
    }

    @ParameterizedTest
    @MethodSource("chains")
    void everyPartOfAChainIsAppliedAtOnce(String name) throws IOException {
        List<Transaction> transactions = transactions(Fixture.open(name));
        for (LtxApplier applier : BOTH) {
            for (int end = 1; end <= transactions.size(); end++) {
                for (int start : new TreeSet<>(List.of(0, end / 2))) {
                    Path database = Files.createTempDirectory(folder, "part").resolve("db");
                    if (start > 0) {
                        applier.apply(database, sources(transactions.subList(0, start)));
                    }
                    ApplyReport report = applier.apply(database, sources(transactions.subList(start, end)));
                    assertThat(Fixture.sha256(database))
                            .as("%s to %s", start, end)
                            .isEqualTo(transactions.get(end - 1).sha256);
                    assertThat(report.created()).isEqualTo(start == 0);
                    assertAlone(database);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("replicas")
    void everyTransactionOfAReplicaIsAppliedFileByFileAndAtOnce(String name) throws IOException {
        Fixture fixture = Fixture.open(name);
        Path level0 = fixture.replica().resolve("ltx/0");
        Path inPlace = folder.resolve("in-place");
        Path copied = folder.resolve("copied");
        List<LtxSource> files = new ArrayList<>();
        int compared = 0;
        for (var answer : fixture.answers().get("txid").properties()) {
            if (!answer.getValue().has("sha256")) {
                continue; // A TXID that does not exist.
            }
            Txid txid = Txid.parse(answer.getKey());
            LtxSource file = LtxSource.of(level0.resolve(LtxFileName.of(new TxidRange(txid, txid))));
            files.add(file);
            String sha256 = answer.getValue().get("sha256").asText();
            LtxApplier.inPlace().apply(inPlace, List.of(file));
            assertThat(Fixture.sha256(inPlace)).as("%s", txid).isEqualTo(sha256);
            LtxApplier.inPlace().byCopy().apply(copied, List.of(file));
            assertThat(Fixture.sha256(copied)).as("%s", txid).isEqualTo(sha256);
            if (compared % 7 == 0) {
                Path atOnce = folder.resolve("at-once-" + txid);
                LtxApplier.inPlace().apply(atOnce, files);
                assertThat(Fixture.sha256(atOnce)).as("%s", txid).isEqualTo(sha256);
            }
            compared++;
        }
        assertThat(compared).isGreaterThan(10);
    }

    /** More than a GiB: the lock page is inside. */
    @Test
    @Tag("exhaustive")
    void theLockPageIsLeftAlone() throws IOException {
        Fixture fixture = Fixture.open("v5-lockpage65536");
        Path level0 = fixture.replica().resolve("ltx/0");
        Path database = folder.resolve("db");
        for (long[] range : new long[][] {{1, 1}, {2, 4}, {5, 7}}) {
            List<LtxSource> files = new ArrayList<>();
            for (long txid = range[0]; txid <= range[1]; txid++) {
                files.add(LtxSource.of(level0.resolve(LtxFileName.of(TxidRange.of(txid, txid)))));
            }
            LtxApplier.inPlace().apply(database, files);
            assertThat(Fixture.sha256(database))
                    .isEqualTo(fixture.answers()
                            .at("/txid/" + new Txid(range[1]) + "/sha256")
                            .asText());
        }
        // All of it goes through the journal.
        LtxApplier.inPlace().apply(database, List.of(LtxSource.of(level0.resolve(LtxFileName.of(TxidRange.of(1, 1))))));
        assertThat(Fixture.sha256(database))
                .isEqualTo(
                        fixture.answers().at("/txid/" + Txid.FIRST + "/sha256").asText());
    }

    private record Transaction(Txid txid, Path file, long commit, long checksum, String sha256) {}

    private static List<Transaction> transactions(Fixture fixture) {
        List<Transaction> transactions = new ArrayList<>();
        for (JsonNode answer : fixture.answers().get("txns")) {
            Txid txid = Txid.parse(answer.get("txid").asText());
            transactions.add(new Transaction(
                    txid,
                    fixture.folder().resolve("l0").resolve(LtxFileName.of(new TxidRange(txid, txid))),
                    answer.get("commit").asLong(),
                    Long.parseUnsignedLong(answer.get("post_apply_checksum").asText(), 16),
                    answer.get("db_sha256").asText()));
        }
        return transactions;
    }

    private static List<LtxSource> sources(List<Transaction> transactions) {
        return transactions.stream()
                .map(transaction -> LtxSource.of(transaction.file))
                .toList();
    }

    /** No journal, no temporary file. */
    private static void assertAlone(Path database) throws IOException {
        String name = database.getFileName().toString();
        try (Stream<Path> files = Files.list(database.getParent())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .filteredOn(file -> file.contains(name))
                    .containsExactly(name);
        }
    }
}
