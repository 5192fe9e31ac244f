package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.fixtures.ForgeCrc;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the Go programs wrote is read, page by page, as they meant it. */
class GoldenFilesTest {
    static Stream<String> archives() {
        return Stream.of("v5-", "mixed", "ltx-chain").flatMap(prefix -> Fixture.names(prefix).stream());
    }

    static Stream<String> chains() {
        return Fixture.names("ltx-chain").stream();
    }

    @ParameterizedTest
    @MethodSource("archives")
    void everyFileIsSoundAndItsNameFitsItsHeader(String archive) throws IOException {
        for (Path path : Fixture.open(archive).files(".ltx")) {
            try (LtxReader reader = LtxReader.open(Files.newInputStream(path), path.toString())) {
                LtxSummary summary = reader.finish();
                assertThat(summary.byteCount()).isEqualTo(Files.size(path));
                assertThat(LtxFileName.of(summary.header().range()))
                        .isEqualTo(path.getFileName().toString());
            }
        }
    }

    /** With the compressed pages as they are, all else is written as the Go programs write it. */
    @ParameterizedTest
    @MethodSource("archives")
    void everyFileCopiedFrameByFrameIsTheSameFile(String archive) throws IOException {
        for (Path path : Fixture.open(archive).files(".ltx")) {
            byte[] golden = Files.readAllBytes(path);
            ByteArrayOutputStream copy = new ByteArrayOutputStream();
            try (LtxReader reader = LtxReader.open(new ByteArrayInputStream(golden), path.toString())) {
                // One file has pages of one encoding; the writer keeps those of its own as they are.
                boolean blocks = !archive.equals("v5-frames4096");
                LtxWriter writer = LtxWriter.open(
                        copy, "copy", reader.header(), blocks ? PageEncoding.LZ4_BLOCK : PageEncoding.LZ4_FRAME);
                while (reader.nextPage()) {
                    reader.copyPageTo(writer::copyPage);
                }
                writer.finish(reader.finish().trailer().postApplyChecksum());
            }
            assertThat(Arrays.equals(copy.toByteArray(), golden)).as("%s", path).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("archives")
    void severalThreadsReadTheSamePages(String archive) throws IOException {
        ExecutorService executor = Executors.newFixedThreadPool(3);
        try {
            for (Path path : Fixture.open(archive).files(".ltx")) {
                byte[] bytes = Files.readAllBytes(path);
                Map<Long, Long> plain = new TreeMap<>();
                LtxSummary expected;
                try (LtxReader reader = LtxReader.open(new ByteArrayInputStream(bytes), "plain")) {
                    while (reader.nextPage()) {
                        plain.put(reader.pageNumber(), ForgeCrc.page(reader.pageNumber(), reader.page()));
                    }
                    expected = reader.finish();
                }
                Map<Long, Long> parallel = new TreeMap<>();
                LtxSummary summary = new ParallelLtxReader(executor, 4)
                        .read(new ByteArrayInputStream(bytes), "parallel", batch -> {
                            synchronized (parallel) {
                                for (int i = 0; i < batch.count(); i++) {
                                    parallel.put(batch.pageNumber(i), batch.pageChecksum(i));
                                }
                            }
                        });
                assertThat(summary).isEqualTo(expected);
                assertThat(parallel).isEqualTo(plain);
            }
        } finally {
            executor.shutdown();
        }
    }

    @ParameterizedTest
    @MethodSource("chains")
    void aChainOfTransactionsGivesTheDatabasesOfTheAnswerSheet(String chain) throws Exception {
        Fixture fixture = Fixture.open(chain);
        int pageBytes = fixture.answers().get("page_size").asInt();
        Map<Long, byte[]> database = new TreeMap<>();
        int transactions = 0;
        for (JsonNode answer : fixture.answers().get("txns")) {
            Txid txid = Txid.parse(answer.get("txid").asText());
            Path path = fixture.folder().resolve("l0").resolve(LtxFileName.of(new TxidRange(txid, txid)));
            try (LtxReader reader = LtxReader.open(Files.newInputStream(path), path.toString())) {
                while (reader.nextPage()) {
                    database.put(reader.pageNumber(), reader.page().clone());
                }
                LtxSummary summary = reader.finish();
                assertThat(summary.header().pageSize().bytes()).isEqualTo(pageBytes);
                assertThat(summary.header().commit())
                        .isEqualTo(answer.get("commit").asLong());
                assertThat(summary.pageCount()).isEqualTo(answer.get("pages").asLong());
                assertThat(new Txid(summary.trailer().postApplyChecksum()).toString())
                        .isEqualTo(answer.get("post_apply_checksum").asText());
                database.keySet().removeIf(page -> page > summary.header().commit());
            }
            assertThat(sha256(database)).isEqualTo(answer.get("db_sha256").asText());
            transactions++;
        }
        assertThat(transactions).isEqualTo(20);
    }

    @Test
    void pagesStoredAsLz4FramesAreReadAsPagesStoredAsBlocksAre() throws IOException {
        Path path = Fixture.open("v5-frames4096").replica().resolve("ltx/0/0000000000000002-0000000000000002.ltx");
        try (LtxReader reader = LtxReader.open(Files.newInputStream(path), path.toString())) {
            assertThat(reader.nextPage()).isTrue();
            assertThat(reader.pageNumber()).isEqualTo(2);
            assertThat(reader.frameOffset()).isEqualTo(100);
            assertThat(reader.page()).hasSize(4096);
        }
    }

    private static String sha256(Map<Long, byte[]> database) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        database.values().forEach(digest::update);
        return HexFormat.of().formatHex(digest.digest());
    }
}
