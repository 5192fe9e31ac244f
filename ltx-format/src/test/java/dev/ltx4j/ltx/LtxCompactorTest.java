package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.fixtures.LtxForge;
import dev.ltx4j.ltx.LtxFiles.Content;
import dev.ltx4j.sqlite.ChecksumMismatchException;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Merging: the same as the Go library's for its own files, and what it refuses. */
class LtxCompactorTest {
    private static final int SIZE = 512;
    private static final long BIT_63 = 1L << 63;
    private static final LtxCompactor COMPACTOR = LtxCompactor.create();

    static Stream<String> chains() {
        return Fixture.names("ltx-chain").stream();
    }

    @ParameterizedTest
    @MethodSource("chains")
    void everyGoldenCompactionIsMadeAgain(String chain) throws IOException {
        Fixture fixture = Fixture.open(chain);
        int compared = 0;
        for (Map.Entry<String, JsonNode> answer :
                fixture.answers().get("compact").properties()) {
            TxidRange range = LtxFileName.parse(answer.getKey()).orElseThrow();
            List<byte[]> files = new ArrayList<>();
            for (long txid = range.min().value(); txid <= range.max().value(); txid++) {
                files.add(Files.readAllBytes(
                        fixture.folder().resolve("l0").resolve(LtxFileName.of(TxidRange.of(txid, txid)))));
            }
            byte[] golden =
                    Files.readAllBytes(fixture.folder().resolve("compact").resolve(answer.getKey()));
            Content merged = LtxFiles.read(LtxFiles.compact(COMPACTOR, files));
            Content expected = LtxFiles.read(golden);
            assertThat(merged.pages()).isEqualTo(expected.pages());
            assertThat(merged.summary().header()).isEqualTo(expected.summary().header());
            assertThat(merged.summary()).isEqualTo(expected.summary());
            assertThat(answer.getValue().asText())
                    .isEqualTo("ok " + merged.summary().header().range() + " pages="
                            + merged.summary().pageCount() + " commit="
                            + merged.summary().header().commit() + " post="
                            + new Txid(merged.summary().trailer().postApplyChecksum()));
            // Payloads are copied as they are, so not only the content is the same.
            assertThat(LtxFiles.compact(COMPACTOR, files)).isEqualTo(golden);
            compared++;
        }
        assertThat(compared).isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v5-history", "v5-page512", "v5-page65536"})
    void theLevelsOfAReplicaAreMadeAgainFromItsLevel0(String archive) throws IOException {
        Path levels = Fixture.open(archive).replica().resolve("ltx");
        int compared = 0;
        for (Path path : Fixture.open(archive).files(".ltx")) {
            String level = levels.relativize(path).getName(0).toString();
            // Level 0 is what is merged; snapshots, level 9, are taken from the database.
            if (level.equals("0") || level.equals("9")) {
                continue;
            }
            TxidRange range = LtxFileName.parse(path.getFileName().toString()).orElseThrow();
            List<byte[]> files = new ArrayList<>();
            for (long txid = range.min().value(); txid <= range.max().value(); txid++) {
                files.add(Files.readAllBytes(levels.resolve("0").resolve(LtxFileName.of(TxidRange.of(txid, txid)))));
            }
            byte[] merged = LtxFiles.compact(COMPACTOR, files);
            assertThat(Arrays.equals(merged, Files.readAllBytes(path)))
                    .as("%s", path)
                    .isTrue();
            compared++;
        }
        assertThat(compared).isGreaterThan(1);
    }

    @Test
    void pagesAsFramesBecomeBlocksAndBlocksBecomeFrames() throws IOException {
        Path path = Fixture.open("v5-frames4096").replica().resolve("ltx/0/0000000000000002-0000000000000002.ltx");
        byte[] frames = Files.readAllBytes(path);
        Content content = LtxFiles.read(frames);
        byte[] blocks = LtxFiles.compact(COMPACTOR, List.of(frames));
        assertThat(blocks[105]).isEqualTo((byte) 1);
        assertThat(LtxFiles.read(blocks).pages()).isEqualTo(content.pages());
        byte[] back = LtxFiles.compact(COMPACTOR.encoding(PageEncoding.LZ4_FRAME), List.of(blocks));
        assertThat(back[105]).isEqualTo((byte) 0);
        assertThat(LtxFiles.read(back).pages()).isEqualTo(content.pages());
    }

    @Test
    void theNewestPageWinsAndPagesBeyondTheLastCommitAreDropped() throws IOException {
        byte[] merged =
                LtxFiles.compact(COMPACTOR, List.of(file(2, 2, 9, 1, 3, 9), file(3, 3, 9, 3, 4, 8), file(4, 5, 4, 3)));
        Content content = LtxFiles.read(merged);
        assertThat(content.summary().header().commit()).isEqualTo(4);
        assertThat(content.summary().header().range()).isEqualTo(TxidRange.of(2, 5));
        assertThat(values(content)).containsExactly(Map.entry(1L, 2), Map.entry(3L, 4), Map.entry(4L, 3));
    }

    @Test
    void aPageBeyondAnOlderSmallerCommitKeepsItsNewestCopy() throws IOException {
        byte[] merged = LtxFiles.compact(COMPACTOR, List.of(file(2, 2, 9, 9), file(3, 3, 4, 1), file(4, 4, 9, 2)));
        assertThat(values(LtxFiles.read(merged))).containsExactly(Map.entry(1L, 3), Map.entry(2L, 4), Map.entry(9L, 2));
    }

    @Test
    void walFieldsAndNodeAreDropped() throws IOException {
        LtxForge forge =
                new LtxForge(SIZE).txids(2, 2).commit(3).wal(32, 5, 6, 7).page(1, 1);
        LtxHeader header = LtxFiles.read(LtxFiles.compact(COMPACTOR, List.of(forge.build())))
                .summary()
                .header();
        assertThat(header.walOffset() | header.walSize() | header.walSalt1() | header.walSalt2())
                .isZero();
    }

    @Test
    void overlappingFilesAreMerged() throws IOException {
        byte[] merged = LtxFiles.compact(COMPACTOR, List.of(file(2, 6, 9, 1), file(4, 8, 9, 2)));
        assertThat(LtxFiles.read(merged).summary().header().range()).isEqualTo(TxidRange.of(2, 8));
    }

    @Test
    void aGapIsRefusedUnlessAllowed() throws IOException {
        List<byte[]> files = List.of(file(2, 3, 9, 1), file(5, 6, 9, 2));
        assertThatThrownBy(() -> LtxFiles.compact(COMPACTOR, files))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage(
                        "input-1: non-contiguous transaction ids: 0000000000000005-0000000000000006 does not continue "
                                + "0000000000000002-0000000000000003 of input-0 (at byte 16)");
        assertThat(values(LtxFiles.read(LtxFiles.compact(COMPACTOR.allowingGaps(), files))))
                .containsExactly(Map.entry(1L, 2), Map.entry(2L, 5));
    }

    @Test
    void aFileThatBringsNothingNewIsRefusedEvenWithGaps() {
        List<byte[]> files = List.of(file(2, 6, 9, 1), file(4, 6, 9, 2));
        for (LtxCompactor compactor : List.of(COMPACTOR, COMPACTOR.allowingGaps())) {
            assertThatThrownBy(() -> LtxFiles.compact(compactor, files))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageStartingWith("input-1: non-contiguous transaction ids: ");
        }
    }

    @Test
    void anotherPageSizeIsRefused() {
        byte[] other = new LtxForge(1024).txids(3, 3).commit(1).build();
        assertThatThrownBy(() -> LtxFiles.compact(COMPACTOR, List.of(file(2, 2, 9, 1), other)))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("input-1: page size is 1024, but that of input-0 is 512 (at byte 8)");
    }

    @Test
    void noFilesAreTheCallersMistake() {
        assertThatThrownBy(() -> LtxFiles.compact(COMPACTOR, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no files to merge");
    }

    @Test
    void aSnapshotThatWouldLackAPageIsRefused() {
        byte[] snapshot = new LtxForge(SIZE).commit(2).page(1, 1).page(2, 1).build();
        assertThatThrownBy(() -> LtxFiles.compact(COMPACTOR, List.of(snapshot, file(2, 2, 4, 4))))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("input-1: page 3 of 4 is in no file (page 3)");
        assertThatThrownBy(() -> LtxFiles.compact(COMPACTOR, List.of(snapshot, file(2, 2, 4, 3))))
                .hasMessage("input-1: page 4 of 4 is in no file (page 4)");
    }

    @Test
    void aSnapshotWhosePagesDoNotMakeTheLastChecksumIsRefused() throws IOException {
        byte[] one = LtxForge.repeatedPage(SIZE, (byte) 1);
        long before = LtxForge.databaseChecksum(List.of(one));
        byte[] snapshot = new LtxForge(SIZE)
                .commit(1)
                .page(1, 1)
                .databaseChecksums(0, before)
                .build();
        long after = LtxForge.databaseChecksum(List.of(LtxForge.repeatedPage(SIZE, (byte) 2)));
        LtxForge next = new LtxForge(SIZE).txids(2, 2).commit(1).page(1, 2);
        byte[] right = next.databaseChecksums(before, after).build();
        assertThat(LtxFiles.read(LtxFiles.compact(COMPACTOR, List.of(snapshot, right)))
                        .summary()
                        .trailer()
                        .postApplyChecksum())
                .isEqualTo(after);
        byte[] wrong = next.databaseChecksums(before, after ^ 4).build();
        assertThatThrownBy(() -> LtxFiles.compact(COMPACTOR, List.of(snapshot, wrong)))
                .isInstanceOf(ChecksumMismatchException.class)
                .hasMessage("input-1: post-apply checksum " + new Txid(after ^ 4) + " is not that of the merged pages, "
                        + new Txid(after));
    }

    @Test
    void aFileThatContinuesAnotherDatabaseIsRefused() throws IOException {
        byte[] first = checksummed(2, BIT_63 | 1, BIT_63 | 2);
        byte[] other = checksummed(3, BIT_63 | 3, BIT_63 | 4);
        assertThatThrownBy(() -> LtxFiles.compact(COMPACTOR, List.of(first, other)))
                .isInstanceOf(ChecksumMismatchException.class)
                .hasMessage("input-1: pre-apply checksum 8000000000000003 is not the post-apply checksum "
                        + "8000000000000002 of input-0 (at byte 40)");
        byte[] next = checksummed(3, BIT_63 | 2, BIT_63 | 4);
        LtxSummary summary =
                LtxFiles.read(LtxFiles.compact(COMPACTOR, List.of(first, next))).summary();
        assertThat(summary.header().preApplyChecksum()).isEqualTo(BIT_63 | 1);
        assertThat(summary.trailer().postApplyChecksum()).isEqualTo(BIT_63 | 4);
    }

    @Test
    void databaseChecksumsAreKeptIfTheLastFileKeepsThemAndTheCallerDoesNotRefuse() throws IOException {
        byte[] with = checksummed(2, BIT_63 | 1, BIT_63 | 2);
        byte[] withNext = checksummed(3, BIT_63 | 2, BIT_63 | 3);
        byte[] without = file(3, 3, 9, 1);
        byte[] withoutFirst = file(2, 2, 9, 1);
        assertThat(keeps(COMPACTOR, with, withNext)).isTrue();
        assertThat(keeps(COMPACTOR.withoutDatabaseChecksums(), with, withNext)).isFalse();
        assertThat(keeps(COMPACTOR, with, without)).isFalse();
        assertThatThrownBy(() -> keeps(COMPACTOR, withoutFirst, withNext))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("input-0: keeps no database checksums, but the last of the files to be merged does: "
                        + "merge them without (at byte 4)");
        assertThat(keeps(COMPACTOR.withoutDatabaseChecksums(), withoutFirst, withNext))
                .isFalse();
    }

    @Test
    void aDamagedInputIsNamedAndNeverGivesACompleteFile() throws IOException {
        byte[] good = file(2, 2, 9, 1, 2);
        byte[] other = file(3, 3, 9, 2, 3);
        int rejected = 0;
        for (int bit = 0; bit < other.length * 8; bit += 3) {
            byte[] flipped = other.clone();
            flipped[bit >>> 3] ^= (byte) (1 << (bit & 7));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (LtxReader first = LtxReader.open(new ByteArrayInputStream(good), "good");
                    LtxReader second = LtxReader.open(new ByteArrayInputStream(flipped), "bad")) {
                COMPACTOR.compact(List.of(first, second), out, "merged");
            } catch (FileFormatException e) {
                assertThat(e.file()).isEqualTo("bad");
                assertThatThrownBy(() -> LtxFiles.read(out.toByteArray())).isInstanceOf(FileFormatException.class);
                rejected++;
            }
        }
        assertThat(rejected).isGreaterThan(other.length * 8 / 3 - 60);
        for (int length = 100; length < other.length; length++) {
            byte[] cut = Arrays.copyOf(other, length);
            assertThatThrownBy(() -> LtxFiles.compact(COMPACTOR, List.of(good, cut)))
                    .isInstanceOfSatisfying(
                            FileFormatException.class, e -> assertThat(e.file()).isEqualTo("input-1"));
        }
    }

    @Test
    void anInterruptEndsIt() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> LtxFiles.compact(COMPACTOR, List.of(file(2, 2, 9, 1))))
                    .isInstanceOf(InterruptedIOException.class)
                    .hasMessage("interrupted while reading input-0");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static boolean keeps(LtxCompactor compactor, byte[]... files) throws IOException {
        return LtxFiles.read(LtxFiles.compact(compactor, List.of(files)))
                .summary()
                .header()
                .hasDatabaseChecksums();
    }

    private static byte[] checksummed(long txid, long before, long after) {
        return new LtxForge(SIZE)
                .txids(txid, txid)
                .commit(9)
                .page(1, 1)
                .databaseChecksums(before, after)
                .build();
    }

    /** A file without checksums whose pages are filled with its first TXID. */
    private static byte[] file(long min, long max, long commit, long... pages) {
        LtxForge forge = new LtxForge(SIZE).txids(min, max).commit(commit);
        for (long page : pages) {
            forge.page(page, (int) min);
        }
        return forge.build();
    }

    private static Map<Long, Integer> values(Content content) {
        Map<Long, Integer> values = new java.util.TreeMap<>();
        content.pages().forEach((page, text) -> values.put(page, (int) text.charAt(0)));
        return values;
    }
}
