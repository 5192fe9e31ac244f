package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ltx4j.fixtures.LtxForge;
import dev.ltx4j.sqlite.ChecksumMismatchException;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.UnsupportedFileException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule of the format, broken once, in files that are otherwise right: index and checksums fit. */
class LtxRulesTest {
    private static final int SIZE = 512;
    private static final long BIT_63 = 1L << 63;

    private static LtxForge snapshot() {
        return new LtxForge(SIZE).commit(3).page(1, 1).page(2, 2).page(3, 3);
    }

    private static LtxForge later() {
        return new LtxForge(SIZE).txids(5, 7).commit(9).page(2, 2).page(7, 7);
    }

    static Stream<Arguments> brokenHeaders() {
        return Stream.of(
                arguments("another magic", snapshot().magic(0x4C545830), 0L, "not an LTX file"),
                arguments("an unknown flag", snapshot().flags(6), 4L, "unknown header flags 0x6"),
                arguments("page size 0", snapshot().storedPageSize(0), 8L, "page size 0"),
                arguments("page size 256", snapshot().storedPageSize(256), 8L, "page size 256"),
                arguments("page size 1000", snapshot().storedPageSize(1000), 8L, "page size 1000"),
                arguments("page size 131072", snapshot().storedPageSize(131072), 8L, "page size 131072"),
                arguments("page size beyond 2 GiB", snapshot().storedPageSize(1 << 31), 8L, "page size 2147483648"),
                arguments("minimum TXID 0", snapshot().txids(0, 1), 16L, "minimum TXID is 0"),
                arguments("maximum below minimum", snapshot().txids(5, 4), 24L, "is below the minimum TXID"),
                arguments(
                        "a snapshot with a pre-apply checksum", snapshot().checksumFields(BIT_63, 0), 40L, "snapshot"),
                arguments(
                        "a pre-apply checksum without checksums",
                        later().checksumFields(BIT_63 | 5, 0),
                        40L,
                        "without database checksums must not have a pre-apply checksum"),
                arguments(
                        "a pre-apply checksum without its top bit",
                        later().databaseChecksums(5, BIT_63 | 6),
                        40L,
                        "lacks its top bit"),
                arguments("a negative WAL offset", later().wal(-1, 5, 1, 1), 48L, "WAL offset is negative"),
                arguments("a negative WAL size", later().wal(32, -5, 1, 1), 56L, "WAL size is negative"),
                arguments("a WAL size without an offset", later().wal(0, 5, 0, 0), 48L, "WAL offset is 0"),
                arguments("a first salt without an offset", later().wal(0, 0, 1, 0), 48L, "WAL offset is 0"),
                arguments("a second salt without an offset", later().wal(0, 0, 0, 1), 48L, "WAL offset is 0"));
    }

    static Stream<Arguments> brokenFrames() {
        byte[] page = LtxForge.repeatedPage(SIZE, (byte) 1);
        byte[] block = LtxForge.repeatedBlock(SIZE, (byte) 1);
        long first = 100;
        long second = first + 10 + block.length;
        return Stream.of(
                arguments(
                        "pages in descending order",
                        new LtxForge(SIZE).txids(2, 2).commit(9).page(4, 1).page(3, 1),
                        second,
                        "nonsequential page numbers: 3 follows 4"),
                arguments(
                        "a page twice",
                        new LtxForge(SIZE).txids(2, 2).commit(9).page(4, 1).page(4, 1),
                        second,
                        "nonsequential page numbers: 4 follows 4"),
                arguments(
                        "a page beyond the commit",
                        new LtxForge(SIZE).txids(2, 2).commit(3).page(2, 1).page(4, 1),
                        second,
                        "beyond the commit of 3 pages"),
                arguments(
                        "a page in a deleted database",
                        new LtxForge(SIZE).txids(2, 2).commit(0).page(1, 1),
                        first,
                        "beyond the commit of 0 pages"),
                arguments(
                        "the lock page",
                        new LtxForge(SIZE).txids(2, 2).commit(3_000_000).page(2_097_153, 1),
                        first,
                        "the lock page must not be in a file"),
                arguments(
                        "a snapshot that starts with page 2",
                        new LtxForge(SIZE).commit(2).page(2, 1),
                        first,
                        "page 1 is missing before page 2"),
                arguments(
                        "a snapshot that leaves out page 2",
                        new LtxForge(SIZE).commit(3).page(1, 1).page(3, 1),
                        second,
                        "page 2 is missing before page 3"),
                arguments(
                        "a snapshot that ends early",
                        new LtxForge(SIZE).commit(3).page(1, 1),
                        second,
                        "snapshot is incomplete: it ends after page 1 of 3"),
                arguments(
                        "an unknown page flag",
                        new LtxForge(SIZE).txids(2, 2).commit(3).frame(2, 3, block.length, block, page),
                        first + 4,
                        "unknown page flags 0x3"),
                arguments(
                        "page number 0 with a flag",
                        new LtxForge(SIZE).txids(2, 2).commit(3).frame(0, 1, block.length, block, page),
                        first,
                        "page number 0 with page flags"),
                arguments(
                        "compressed size 0",
                        new LtxForge(SIZE).txids(2, 2).commit(3).frame(2, 1, 0, block, page),
                        first + 6,
                        "compressed size 0 is not from 1 to 530"),
                arguments(
                        "a compressed size that no page needs",
                        new LtxForge(SIZE).txids(2, 2).commit(3).frame(2, 1, 531, block, page),
                        first + 6,
                        "compressed size 531 is not from 1 to 530"),
                arguments(
                        "a compressed size of 4 GiB",
                        new LtxForge(SIZE).txids(2, 2).commit(3).frame(2, 1, -1, block, page),
                        first + 6,
                        "compressed size 4294967295"),
                arguments(
                        "a block that gives half a page",
                        new LtxForge(SIZE)
                                .txids(2, 2)
                                .commit(3)
                                .block(2, LtxForge.repeatedBlock(SIZE / 2, (byte) 1), page),
                        first + 10,
                        "decompresses to 256 bytes, not to a page of 512"),
                arguments(
                        "a payload that is no LZ4 frame",
                        new LtxForge(SIZE).txids(2, 2).commit(3).frame(2, 0, 0, block, page),
                        first + 6,
                        "page data is not a valid LZ4 frame"));
    }

    static Stream<Arguments> brokenTails() {
        long tail = 100 + 3 * (10 + LtxForge.repeatedBlock(SIZE, (byte) 1).length) + 6;
        byte[] fitting = snapshot().fittingIndex();
        return Stream.of(
                arguments("an empty index", snapshot().index(new byte[] {0}), tail, "has 0 entries for 3 frames"),
                arguments(
                        "an index without the last entry",
                        snapshot()
                                .index(new LtxForge(SIZE)
                                        .commit(3)
                                        .page(1, 1)
                                        .page(2, 2)
                                        .fittingIndex()),
                        tail,
                        "has 2 entries for 3 frames"),
                arguments(
                        "an index with other pages",
                        snapshot()
                                .index(new LtxForge(SIZE)
                                        .commit(3)
                                        .page(2, 1)
                                        .page(3, 2)
                                        .fittingIndex()),
                        tail,
                        "does not match the page frames"),
                arguments(
                        "an index with a wrong offset",
                        snapshot().index(changed(fitting, 1, fitting[1] + 1)),
                        tail,
                        "it says that the frame stands at byte"),
                arguments(
                        "an index with a page twice",
                        snapshot().index(join(LtxForge.varint(2), LtxForge.varint(100), LtxForge.varint(24), fitting)),
                        tail + 3,
                        "page 1 follows page 2"),
                arguments(
                        "an index with a page beyond the commit",
                        snapshot().index(join(LtxForge.varint(4), LtxForge.varint(100), LtxForge.varint(24))),
                        tail,
                        "page 4 follows page 0"),
                arguments(
                        "an index with a page number of 64 bits",
                        snapshot().index(join(LtxForge.varint(-1))),
                        tail,
                        "page 18446744073709551615"),
                arguments(
                        "an index with a frame of no bytes",
                        snapshot().index(join(LtxForge.varint(1), LtxForge.varint(100), LtxForge.varint(0))),
                        tail,
                        "a frame of 0 bytes"),
                arguments(
                        "an index with a frame of 2^63 bytes",
                        snapshot().index(join(LtxForge.varint(1), LtxForge.varint(100), LtxForge.varint(BIT_63))),
                        tail,
                        "a frame of 9223372036854775808 bytes"),
                arguments(
                        "a varint longer than it needs to be",
                        snapshot().index(join(new byte[] {(byte) 0x81, 0}, fitting)),
                        tail,
                        "longer than it needs to be"),
                arguments(
                        "a varint of 0 in two bytes",
                        snapshot().index(new byte[] {(byte) 0x80, 0}),
                        tail,
                        "longer than it needs to be"),
                arguments(
                        "a varint of 65 bits",
                        snapshot().index(join(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, 2}, fitting)),
                        tail,
                        "more than 64 bits"),
                arguments(
                        "a varint of eleven bytes",
                        snapshot().index(join(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1}, fitting)),
                        tail,
                        "more than 64 bits"),
                arguments(
                        "an index size that is too large",
                        snapshot().indexSizeError(1),
                        tail + fitting.length,
                        "but its size field says " + (fitting.length + 1)),
                arguments(
                        "an index size that is negative",
                        snapshot().indexSizeError(-1000),
                        tail + fitting.length,
                        "but its size field says 1844674407370955"),
                arguments(
                        "a byte behind the trailer",
                        snapshot().behind(new byte[] {0}),
                        tail + fitting.length + 24,
                        "bytes after the trailer"),
                arguments(
                        "a post-apply checksum without checksums",
                        snapshot().checksumFields(0, BIT_63 | 5),
                        tail + fitting.length + 8,
                        "must not have a post-apply checksum"),
                arguments(
                        "a post-apply checksum without its top bit",
                        later().databaseChecksums(BIT_63 | 5, 6),
                        null,
                        "post-apply checksum lacks its top bit"),
                arguments(
                        "a deleted database with the checksum of pages",
                        new LtxForge(SIZE).txids(3, 3).commit(0).databaseChecksums(BIT_63 | 5, BIT_63 | 6),
                        null,
                        "deleted database"),
                arguments(
                        "a file checksum without its top bit",
                        snapshot().fileChecksumError(BIT_63),
                        tail + fitting.length + 16,
                        "file checksum lacks its top bit"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"brokenHeaders", "brokenFrames", "brokenTails"})
    void aBrokenRuleIsNamedWithItsByte(String what, LtxForge forge, Long fileOffset, String words) {
        byte[] file = forge.build();
        assertThatThrownBy(() -> read(file))
                .isInstanceOfSatisfying(MalformedFileException.class, e -> {
                    assertThat(e.file()).isEqualTo("forged");
                    if (fileOffset != null) {
                        assertThat(e.fileOffset()).isEqualTo(fileOffset);
                    }
                })
                .hasMessageContaining(words)
                .hasMessageStartingWith("forged: ");
        assertThatThrownBy(() -> new ParallelLtxReader(Runnable::run, 2)
                        .read(new ByteArrayInputStream(file), "forged", batch -> {}))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining(words);
    }

    @Test
    void theForgeMakesFilesThatAreRightBeforeARuleIsBroken() throws IOException {
        assertThat(read(snapshot().build()).pageCount()).isEqualTo(3);
        assertThat(read(later().build()).pageCount()).isEqualTo(2);
        assertThat(read(later().wal(32, 5, 1, 2).build()).header().walSalt2()).isEqualTo(2);
        assertThat(read(new LtxForge(SIZE).commit(0).build()).pageCount()).isZero();
        assertThat(read(new LtxForge(SIZE)
                                .txids(3, 3)
                                .commit(0)
                                .databaseChecksums(BIT_63 | 5, BIT_63)
                                .build())
                        .trailer()
                        .postApplyChecksum())
                .isEqualTo(BIT_63);
    }

    @Test
    void aWrongFileChecksumIsToldFromAMalformedFile() {
        assertThatThrownBy(() -> read(snapshot().fileChecksumError(1).build()))
                .isInstanceOf(ChecksumMismatchException.class)
                .hasMessageContaining("file checksum does not match: stored ");
    }

    @Test
    void aSnapshotWhosePagesDoNotMakeItsPostApplyChecksumIsRejected() throws IOException {
        List<byte[]> pages = List.of(LtxForge.repeatedPage(SIZE, (byte) 1), LtxForge.repeatedPage(SIZE, (byte) 2));
        long right = LtxForge.databaseChecksum(pages);
        LtxForge forge = new LtxForge(SIZE).commit(2).page(1, 1).page(2, 2);
        assertThat(read(forge.databaseChecksums(0, right).build()).trailer().postApplyChecksum())
                .isEqualTo(right);
        assertThatThrownBy(() -> read(forge.databaseChecksums(0, right ^ 1).build()))
                .isInstanceOf(ChecksumMismatchException.class)
                .hasMessageContaining("post-apply checksum does not match the pages of the snapshot");
    }

    @Test
    void version1IsUnsupportedAndNotDamaged() {
        assertThatThrownBy(() -> read(snapshot().flags(1).build()))
                .isInstanceOf(UnsupportedFileException.class)
                .hasMessageContaining("LTX version 1 (as LiteFS writes it) is not supported");
    }

    @Test
    void aFirstFrameThatMakesNoSenseHintsAtAnOlderVersion() {
        byte[] page = LtxForge.repeatedPage(SIZE, (byte) 1);
        assertThatThrownBy(() -> read(
                        new LtxForge(SIZE).commit(1).frame(1, 8, 0, page, page).build()))
                .hasMessageContaining("perhaps the file is of LTX version 1 or 2, which are not supported");
    }

    @Test
    void theEndOfTheFileInsteadOfTheEndMarkIsNamed() {
        assertThatThrownBy(() ->
                        read(snapshot().withoutEndMark().index(new byte[0]).build()))
                .isInstanceOf(FileFormatException.class);
    }

    @Test
    void anExecutorThatRefusesWorkOnlyMakesItSlower() throws IOException {
        LtxForge forge = new LtxForge(65536).commit(200);
        for (int page = 1; page <= 200; page++) {
            forge.page(page, page);
        }
        Executor refusing = task -> {
            throw new java.util.concurrent.RejectedExecutionException();
        };
        assertThat(new ParallelLtxReader(refusing, 4)
                        .read(new ByteArrayInputStream(forge.build()), "forged", batch -> {})
                        .pageCount())
                .isEqualTo(200);
    }

    @Test
    void whatTheConsumerThrowsEndsTheReading() {
        LtxForge forge = new LtxForge(65536).commit(100);
        for (int page = 1; page <= 100; page++) {
            forge.page(page, page);
        }
        byte[] file = forge.build();
        assertThatThrownBy(() -> new ParallelLtxReader(task -> new Thread(task).start(), 3)
                        .read(new ByteArrayInputStream(file), "forged", batch -> {
                            if (batch.pageNumber(0) > 50) {
                                throw new IOException("disk is full");
                            }
                        }))
                .isInstanceOf(IOException.class)
                .hasMessage("disk is full");
    }

    private static LtxSummary read(byte[] file) throws IOException {
        try (LtxReader reader = LtxReader.open(new ByteArrayInputStream(file), "forged")) {
            return reader.finish();
        }
    }

    private static byte[] changed(byte[] bytes, int at, int value) {
        byte[] copy = bytes.clone();
        copy[at] = (byte) value;
        return copy;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
