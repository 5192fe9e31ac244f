package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.ltx.LtxFileName;
import dev.ltx4j.ltx.LtxReader;
import dev.ltx4j.ltx.LtxSummary;
import dev.ltx4j.ltx.TxidRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CompactCommandTest {
    private static final Path L0 = Fixture.open("ltx-chain4096").folder().resolve("l0");

    @TempDir
    private Path folder;

    static List<String> chains() {
        return Fixture.names("ltx-chain");
    }

    private static Path l0(Path level, long txid) {
        return level.resolve(LtxFileName.of(TxidRange.of(txid, txid)));
    }

    private static String[] compact(Path output, Path level, long from, long to, String... options) {
        List<String> arguments = new ArrayList<>(List.of("compact", "-o", output.toString()));
        arguments.addAll(Arrays.asList(options));
        for (long txid = from; txid <= to; txid++) {
            arguments.add(l0(level, txid).toString());
        }
        return arguments.toArray(String[]::new);
    }

    private static Map<Long, String> pages(Path file) throws IOException {
        Map<Long, String> pages = new TreeMap<>();
        try (LtxReader reader = LtxReader.open(Files.newInputStream(file), file.toString())) {
            while (reader.nextPage()) {
                pages.put(reader.pageNumber(), new String(reader.page(), StandardCharsets.ISO_8859_1));
            }
            reader.finish();
        }
        return pages;
    }

    private static LtxSummary read(Path file) throws IOException {
        try (LtxReader reader = LtxReader.open(Files.newInputStream(file), file.toString())) {
            return reader.finish();
        }
    }

    @ParameterizedTest
    @MethodSource("chains")
    void rangesAreMergedAsTheGoLibraryMergesThem(String chain) throws Exception {
        Fixture fixture = Fixture.open(chain);
        int met = 0;
        for (String name :
                (Iterable<String>) () -> fixture.answers().get("compact").fieldNames()) {
            TxidRange range = LtxFileName.parse(name).orElseThrow();
            Path output = folder.resolve(name);
            Path golden = fixture.folder().resolve("compact").resolve(name);

            Outcome outcome = Outcome.of(compact(
                    output,
                    fixture.folder().resolve("l0"),
                    range.min().value(),
                    range.max().value()));

            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
            assertThat(pages(output)).isEqualTo(pages(golden));
            LtxSummary summary = read(output);
            assertThat(summary.header()).isEqualTo(read(golden).header());
            assertThat(summary.trailer().postApplyChecksum())
                    .isEqualTo(read(golden).trailer().postApplyChecksum());
            assertThat(fixture.answers().get("compact").get(name).asText())
                    .isEqualTo("ok " + range + " pages=" + summary.pageCount() + " commit="
                            + summary.header().commit() + " post="
                            + HexFormat.of().toHexDigits(summary.trailer().postApplyChecksum()));
            assertThat(Files.getLastModifiedTime(output).toMillis())
                    .isEqualTo(summary.header().timestampMillis());
            met++;
        }
        assertThat(met).isEqualTo(8);
    }

    @Test
    void whatWasWrittenIsSaid() throws Exception {
        Path output = folder.resolve("merged.ltx");

        Outcome outcome = Outcome.of(compact(output, L0, 4, 6));

        LtxSummary summary = read(output);
        assertThat(outcome)
                .isEqualTo(new Outcome(
                        0,
                        output + ": 0000000000000004-0000000000000006, " + summary.pageCount() + " of "
                                + summary.header().commit() + " pages of 4096 bytes, " + Files.size(output) + " bytes, "
                                + Moment.format(summary.header().timestamp()) + ", checksum "
                                + HexFormat.of().toHexDigits(summary.trailer().postApplyChecksum()) + "\n",
                        ""));

        JsonNode document = Outcome.of(
                        compact(output, L0, 4, 6, "-force", "--json", "-no-checksum", "--encoding", "frame"))
                .json();
        assertThat(document.get("schema").asText()).isEqualTo("ltx4j/compact/1");
        assertThat(document.get("files")).hasSize(3);
        assertThat(document.get("output").asText()).isEqualTo(output.toString());
        assertThat(document.get("flags").asText()).isEqualTo("0x00000002");
        assertThat(document.get("min_txid").asText()).isEqualTo("0000000000000004");
        assertThat(read(output).header().hasDatabaseChecksums()).isFalse();
    }

    @Test
    void filesOutOfOrderAreAMistakeOfTheCaller() {
        Path output = folder.resolve("merged.ltx");

        Outcome outcome = Outcome.of(
                "compact",
                "-o",
                output.toString(),
                l0(L0, 3).toString(),
                l0(L0, 2).toString());

        assertThat(outcome)
                .isEqualTo(new Outcome(
                        2,
                        "",
                        "compact: give the files oldest first: " + l0(L0, 2)
                                + " (0000000000000002-0000000000000002) stands behind " + l0(L0, 3)
                                + " (0000000000000003-0000000000000003) and brings nothing newer\n"
                                + "Try 'ltx-tool compact --help'.\n"));
        assertThat(output).doesNotExist();
    }

    @Test
    void aGapIsRefusedUnlessAllowed() throws Exception {
        Path output = folder.resolve("merged.ltx");
        String[] files = {l0(L0, 2).toString(), l0(L0, 4).toString()};

        assertThat(Outcome.of("compact", "-o", output.toString(), files[0], files[1]))
                .isEqualTo(new Outcome(
                        1,
                        "",
                        "compact: " + files[1] + ": non-contiguous transaction ids: 0000000000000004-0000000000000004"
                                + " does not continue 0000000000000002-0000000000000002 of " + files[0]
                                + " (at byte 16)\n"));
        assertThat(output).doesNotExist();

        assertThat(Outcome.of("compact", "-allow-gaps", "-o", output.toString(), files[0], files[1])
                        .exitCode())
                .isZero();
        assertThat(read(output).header().range()).isEqualTo(TxidRange.of(2, 4));
    }

    @Test
    void damageIsNamedAndLeavesNothing() throws Exception {
        Path damaged = folder.resolve(l0(L0, 3).getFileName().toString());
        byte[] bytes = Files.readAllBytes(l0(L0, 3));
        bytes[bytes.length - 1] ^= 1;
        Files.write(damaged, bytes);
        Path output = folder.resolve("merged.ltx");

        Outcome outcome = Outcome.of(
                "compact", "--json", "-o", output.toString(), l0(L0, 2).toString(), damaged.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.json().at("/error/kind").asText()).isEqualTo("checksum_mismatch");
        assertThat(outcome.json().at("/error/file").asText()).isEqualTo(damaged.toString());
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(damaged);
        }
    }

    @Test
    void anInputIsNeverReplaced() throws Exception {
        Path input = Files.copy(l0(L0, 2), folder.resolve("2.ltx"));

        Outcome outcome = Outcome.of(
                "compact",
                "-force",
                "-o",
                input.toString(),
                input.toString(),
                l0(L0, 3).toString());

        assertThat(outcome)
                .isEqualTo(new Outcome(
                        5,
                        "",
                        "compact: " + input.toRealPath() + " is read for the output; write that to another place\n"));
        assertThat(input).hasSameBinaryContentAs(l0(L0, 2));
    }

    @Test
    void aMissingFileIsNamed() {
        Path none = folder.resolve("none.ltx");

        assertThat(Outcome.of("compact", "-o", folder.resolve("merged.ltx").toString(), none.toString()))
                .isEqualTo(new Outcome(4, "", "compact: " + none + ": no such file\n"));
    }
}
