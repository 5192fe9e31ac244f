package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ltx4j.fixtures.LtxForge;
import dev.ltx4j.sqlite.ChecksumMismatchException;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.PageSize;
import dev.ltx4j.sqlite.UnsupportedFileException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule of the format, broken while writing: refused at once, in the reader's words, and nothing is written. */
class LtxWriterTest {
    private static final PageSize SIZE = PageSize.of(512);
    private static final long BIT_63 = 1L << 63;
    private static final byte[] PAGE = LtxForge.repeatedPage(512, (byte) 1);
    private static final int FRAME_BYTES = 10 + LtxForge.repeatedBlock(512, (byte) 1).length;

    private static LtxHeaderBuilder snapshot(long commit) {
        return LtxHeader.builder(SIZE, TxidRange.of(1, 1)).commit(commit);
    }

    private static LtxHeaderBuilder later(long commit) {
        return LtxHeader.builder(SIZE, TxidRange.of(5, 7)).commit(commit);
    }

    static Stream<Arguments> brokenHeaders() {
        return Stream.of(
                arguments(
                        snapshot(3).preApplyChecksum(BIT_63 | 5),
                        "out: a snapshot must not have a pre-apply checksum (at byte 40)"),
                arguments(
                        later(3).withoutDatabaseChecksums().preApplyChecksum(BIT_63 | 5),
                        "out: a file without database checksums must not have a pre-apply checksum (at byte 40)"),
                arguments(later(3), "out: pre-apply checksum lacks its top bit (at byte 40)"),
                arguments(
                        later(3).withoutDatabaseChecksums().wal(-1, 0, 0, 0),
                        "out: WAL offset is negative: -1 (at byte 48)"),
                arguments(
                        later(3).withoutDatabaseChecksums().wal(32, -5, 0, 0),
                        "out: WAL size is negative: -5 (at byte 56)"),
                arguments(
                        later(3).withoutDatabaseChecksums().wal(0, 0, 0, 1),
                        "out: WAL offset is 0 although a WAL size or salt is given (at byte 48)"));
    }

    @ParameterizedTest
    @MethodSource("brokenHeaders")
    void aBrokenHeaderIsRefusedBeforeAnythingIsWritten(LtxHeaderBuilder header, String message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> LtxWriter.open(out, "out", header.build()))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage(message);
        assertThat(out.size()).isZero();
    }

    @Test
    void unknownFlagsAndImpossibleCommitsAreRefused() {
        assertThatThrownBy(() -> LtxWriter.open(new ByteArrayOutputStream(), "out", withFlags(4)))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("out: unknown header flags 0x4 (at byte 4)");
        assertThatThrownBy(() -> LtxWriter.open(new ByteArrayOutputStream(), "out", withFlags(1)))
                .isInstanceOf(UnsupportedFileException.class);
        assertThatThrownBy(() -> LtxWriter.open(
                        new ByteArrayOutputStream(), "out", snapshot(1L << 32).build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("commit is not from 0 to 4294967295: 4294967296");
        assertThatThrownBy(() -> LtxWriter.open(
                        new ByteArrayOutputStream(), "out", snapshot(-1).build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("commit is not from 0 to 4294967295: -1");
    }

    static Stream<Arguments> brokenPages() {
        long first = 100;
        long second = 100 + FRAME_BYTES;
        return Stream.of(
                arguments(later(9), List.of(4L, 3L), second, 3L, "nonsequential page numbers: 3 follows 4"),
                arguments(later(9), List.of(4L, 4L), second, 4L, "nonsequential page numbers: 4 follows 4"),
                arguments(later(9), List.of(0L), first, 0L, "nonsequential page numbers: 0 follows 0"),
                arguments(later(9), List.of(-1L), first, -1L, "nonsequential page numbers: -1 follows 0"),
                arguments(later(3), List.of(2L, 4L), second, 4L, "page number is beyond the commit of 3 pages"),
                arguments(later(0), List.of(1L), first, 1L, "page number is beyond the commit of 0 pages"),
                arguments(
                        later(3_000_000),
                        List.of(2_097_153L),
                        first,
                        2_097_153L,
                        "the lock page must not be in a file"),
                arguments(
                        snapshot(3),
                        List.of(2L),
                        first,
                        2L,
                        "nonsequential page numbers in a snapshot: page 1 is missing before page 2"),
                arguments(
                        snapshot(3),
                        List.of(1L, 3L),
                        second,
                        3L,
                        "nonsequential page numbers in a snapshot: page 2 is missing before page 3"));
    }

    @ParameterizedTest
    @MethodSource("brokenPages")
    void aBrokenPageRuleIsRefusedAndTheWriterGoesOn(
            LtxHeaderBuilder header, List<Long> pages, long fileOffset, long page, String detail) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LtxWriter writer =
                LtxWriter.open(out, "out", header.withoutDatabaseChecksums().build());
        for (long good : pages.subList(0, pages.size() - 1)) {
            writer.writePage(good, PAGE);
        }
        assertThatThrownBy(() -> writer.writePage(pages.get(pages.size() - 1), PAGE))
                .isInstanceOfSatisfying(MalformedFileException.class, e -> {
                    assertThat(e.file()).isEqualTo("out");
                    assertThat(e.fileOffset()).isEqualTo(fileOffset);
                    assertThat(e.pageNumber()).isEqualTo(page);
                    assertThat(e.detail()).isEqualTo(detail);
                });
        if (header.build().isSnapshot()) {
            for (long rest = pages.size(); rest <= 3; rest++) {
                writer.writePage(rest, PAGE);
            }
        }
        LtxSummary written = writer.finish();
        assertThat(read(out)).isEqualTo(written);
    }

    static Stream<Arguments> brokenTrailers() {
        return Stream.of(
                arguments(
                        later(3).withoutDatabaseChecksums(),
                        BIT_63 | 5,
                        "out: a file without database checksums must not have a post-apply checksum (at byte 100)"),
                arguments(
                        later(3).preApplyChecksum(BIT_63 | 5),
                        5L,
                        "out: post-apply checksum lacks its top bit (at byte 100)"),
                arguments(
                        later(3).preApplyChecksum(BIT_63 | 5),
                        0L,
                        "out: post-apply checksum lacks its top bit (at byte 100)"),
                arguments(
                        later(0).preApplyChecksum(BIT_63 | 5),
                        BIT_63 | 5,
                        "out: post-apply checksum of a deleted database is not that of no pages (at byte 100)"),
                arguments(
                        snapshot(1).withoutDatabaseChecksums(),
                        0L,
                        "out: snapshot is incomplete: it ends after page 0 of 1 (at byte 100, page 1)"));
    }

    @ParameterizedTest
    @MethodSource("brokenTrailers")
    void aBrokenTrailerIsRefusedBeforeItIsWritten(LtxHeaderBuilder header, long postApplyChecksum, String message)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LtxWriter writer = LtxWriter.open(out, "out", header.build());
        assertThatThrownBy(() -> writer.finish(postApplyChecksum))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage(message);
        assertThat(out.size()).isZero();
    }

    @Test
    void aSnapshotComputesItsPostApplyChecksumAndRefusesAnother() throws IOException {
        byte[] other = LtxForge.repeatedPage(512, (byte) 2);
        long right = LtxForge.databaseChecksum(List.of(PAGE, other));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LtxWriter writer = LtxWriter.open(out, "out", snapshot(2).build());
        writer.writePage(1, PAGE);
        writer.writePage(2, other);
        assertThatThrownBy(() -> writer.finish(right ^ 1))
                .isInstanceOf(ChecksumMismatchException.class)
                .hasMessage("out: post-apply checksum does not match the pages of the snapshot: given "
                        + new Txid(right ^ 1) + ", computed " + new Txid(right) + " (at byte "
                        + (100 + 2 * FRAME_BYTES) + ")");
        assertThat(writer.finish().trailer().postApplyChecksum()).isEqualTo(right);
        assertThat(read(out).trailer().postApplyChecksum()).isEqualTo(right);
    }

    @Test
    void aFileWithChecksumsThatIsNoSnapshotMustBeToldItsPostApplyChecksum() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LtxWriter writer =
                LtxWriter.open(out, "out", later(3).preApplyChecksum(BIT_63 | 5).build());
        assertThatThrownBy(writer::finish)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a file with database checksums that is not a snapshot needs its post-apply checksum");
        assertThat(writer.finish(BIT_63 | 6)).isEqualTo(read(out));
    }

    @Test
    void aDeletedDatabaseHasTheChecksumOfNoPages() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LtxWriter writer =
                LtxWriter.open(out, "out", later(0).preApplyChecksum(BIT_63 | 5).build());
        assertThat(writer.finish().trailer().postApplyChecksum()).isEqualTo(BIT_63);
        assertThat(read(out).trailer().postApplyChecksum()).isEqualTo(BIT_63);
    }

    @Test
    void aPageOfAnotherSizeIsTheCallersMistake() throws IOException {
        LtxWriter writer =
                LtxWriter.open(new ByteArrayOutputStream(), "out", snapshot(3).build());
        assertThatThrownBy(() -> writer.writePage(1, new byte[1024]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("page of 1024 bytes, not 512");
        assertThatThrownBy(() -> writer.writePage(1, new byte[1024], 513))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void afterTheEndNothingIsWritten() throws IOException {
        LtxWriter writer =
                LtxWriter.open(new ByteArrayOutputStream(), "out", snapshot(0).build());
        writer.finish();
        assertThatThrownBy(writer::finish)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the file has been finished or closed: out");
        assertThatThrownBy(() -> writer.writePage(1, PAGE)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aFileThatIsClosedBeforeItsEndIsNone() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LtxWriter writer = LtxWriter.open(out, "out", snapshot(1).build())) {
            writer.writePage(1, PAGE);
        }
        assertThatThrownBy(() -> read(out)).isInstanceOf(FileFormatException.class);
    }

    @Test
    void afterTheStreamHasFailedTheFileCannotBeFinished() throws IOException {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("disk is full");
            }
        };
        LtxWriter writer = LtxWriter.open(full, "out", snapshot(0).build());
        assertThatThrownBy(writer::finish).isInstanceOf(IOException.class).hasMessage("disk is full");
        LtxWriter other = LtxWriter.open(
                full,
                "out",
                LtxHeader.builder(PageSize.of(65536), TxidRange.of(1, 1))
                        .commit(9)
                        .build());
        byte[] page = new byte[65536];
        new java.util.Random(1).nextBytes(page);
        assertThatThrownBy(() -> {
                    other.writePage(1, page);
                    other.writePage(2, page);
                    other.writePage(3, page);
                })
                .hasMessage("disk is full");
        assertThatThrownBy(other::finish)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the file could not be written further before: out");
    }

    private static LtxHeader withFlags(int flags) {
        LtxHeader h = later(3).build();
        return new LtxHeader(flags, h.pageSize(), h.commit(), h.range(), 0, 0, 0, 0, 0, 0, 0);
    }

    private static LtxSummary read(ByteArrayOutputStream file) throws IOException {
        try (LtxReader reader = LtxReader.open(new ByteArrayInputStream(file.toByteArray()), "read back")) {
            return reader.finish();
        }
    }
}
