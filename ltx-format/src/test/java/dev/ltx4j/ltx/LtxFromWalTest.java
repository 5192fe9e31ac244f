package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.PageSize;
import dev.ltx4j.sqlite.WalFrames;
import dev.ltx4j.sqlite.WalHeader;
import dev.ltx4j.sqlite.WalRange;
import dev.ltx4j.sqlite.WalWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Single cases; {@link WalPropertiesTest} has the rules. */
class LtxFromWalTest {
    private static final PageSize SIZE = PageSize.of(512);
    private static final WalHeader HEADER = WalHeader.of(ByteOrder.LITTLE_ENDIAN, SIZE, 0, 0x11223344, 0x55667788);

    @TempDir
    private Path folder;

    private WalFrames log(int[]... frames) throws IOException {
        Path wal = folder.resolve("a-wal");
        Files.deleteIfExists(wal);
        try (WalWriter writer =
                new WalWriter(FileChannel.open(wal, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), HEADER)) {
            for (int[] frame : frames) {
                writer.write(frame[0], page(frame[1]), frame[2]);
            }
        }
        return WalFrames.open(wal);
    }

    private static byte[] page(int fill) {
        byte[] page = new byte[SIZE.bytes()];
        Arrays.fill(page, (byte) fill);
        return page;
    }

    private static ArrayPages database(int... fills) {
        byte[] bytes = new byte[fills.length * SIZE.bytes()];
        for (int i = 0; i < fills.length; i++) {
            System.arraycopy(page(fills[i]), 0, bytes, i * SIZE.bytes(), SIZE.bytes());
        }
        return new ArrayPages(bytes, SIZE);
    }

    private static String pages(byte[] file) throws IOException {
        StringBuilder text = new StringBuilder();
        LtxFiles.read(file)
                .pages()
                .forEach((number, page) -> text.append(number)
                        .append('=')
                        .append((int) page.charAt(0))
                        .append(' '));
        return text.toString();
    }

    @Test
    void theHeaderSaysWhereInTheLogThePagesStood() throws Exception {
        try (WalFrames log = log(new int[] {1, 11, 1}, new int[] {2, 22, 0}, new int[] {1, 21, 2})) {
            byte[] file = Overlay.file(LtxFromWal.of(log, log.transactions().get(1), TxidRange.of(5, 6))
                    .timestampMillis(1_700_000_000_123L));
            assertThat(LtxFiles.read(file).summary().header())
                    .isEqualTo(new LtxHeader(
                            2,
                            SIZE,
                            2,
                            TxidRange.of(5, 6),
                            1_700_000_000_123L,
                            0,
                            568,
                            1072,
                            0x11223344,
                            0x55667788,
                            0));
            assertThat(pages(file)).isEqualTo("1=21 2=22 ");
        }
    }

    @Test
    void pagesThatGrowthLeavesUnwrittenAreFilledIn() throws Exception {
        // 5 pages, then 2, then 6 again, of which only the first and the last are written.
        int[][] frames = {{4, 14, 5}, {1, 21, 2}, {1, 31, 0}, {6, 36, 6}};
        try (WalFrames log = log(frames)) {
            List<WalRange> transactions = log.transactions();
            WalRange last = transactions.get(2);
            assertThat(pages(Overlay.file(
                            LtxFromWal.of(log, last, TxidRange.of(9, 9)).database(database(1, 2, 3)))))
                    // 3 from the file, 4 from the log, 5 from nowhere.
                    .isEqualTo("1=31 3=3 4=14 5=0 6=36 ");
            assertThat(pages(Overlay.file(LtxFromWal.of(log, last, TxidRange.of(9, 9)))))
                    .isEqualTo("1=31 3=0 4=14 5=0 6=36 ");
            assertThat(pages(Overlay.file(
                            LtxFromWal.of(log, last, TxidRange.of(9, 9)).sizeBefore(4))))
                    .isEqualTo("1=31 5=0 6=36 ");
            // The size before the log's first transaction is not known without the database.
            WalRange first = transactions.get(0);
            assertThat(pages(Overlay.file(LtxFromWal.of(log, first, TxidRange.of(9, 9)))))
                    .isEqualTo("4=14 ");
            assertThat(pages(Overlay.file(
                            LtxFromWal.of(log, first, TxidRange.of(9, 9)).database(database(1, 2, 3)))))
                    .isEqualTo("4=14 5=0 ");
        }
    }

    @Test
    void whatNeedsTheDatabaseSaysSo() throws Exception {
        try (WalFrames log = log(new int[] {1, 11, 2})) {
            WalRange range = log.transactions().get(0);
            assertThatThrownBy(() -> Overlay.file(
                            LtxFromWal.of(log, range, TxidRange.of(2, 2)).wholeDatabase()))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> Overlay.file(
                            LtxFromWal.of(log, range, TxidRange.of(2, 2)).databaseChecksums(DatabaseChecksum.NO_PAGES)))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> Overlay.file(LtxFromWal.of(log, range, TxidRange.of(1, 1))))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageContaining("snapshot is incomplete");
            ArrayPages other = new ArrayPages(new byte[1024], PageSize.of(1024));
            assertThatThrownBy(() -> Overlay.file(
                            LtxFromWal.of(log, range, TxidRange.of(2, 2)).database(other)))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageContaining("page size 512, but that of array is 1024");
        }
    }

    @Test
    void aLogThatStartsAgainMeanwhileMakesNoFile() throws Exception {
        try (WalFrames log = log(new int[] {1, 11, 1})) {
            LtxFromWal wanted = LtxFromWal.of(log, log.transactions().get(0), TxidRange.of(2, 2));
            byte[] bytes = Files.readAllBytes(folder.resolve("a-wal"));
            System.arraycopy(HEADER.nextRound(9).toBytes(), 0, bytes, 0, WalHeader.BYTES);
            Files.write(folder.resolve("a-wal"), bytes);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertThatThrownBy(() -> wanted.write(out, "out"))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageContaining("the WAL has changed since it was scanned");
            assertThatThrownBy(() -> LtxFiles.read(out.toByteArray())).isInstanceOf(MalformedFileException.class);
        }
    }

    @Test
    void anInterruptEndsTheWork() throws Exception {
        try (WalFrames log = log(new int[] {1, 11, 1})) {
            LtxFromWal wanted = LtxFromWal.of(log, log.transactions().get(0), TxidRange.of(2, 2))
                    .sizeBefore(0);
            // An interrupt inside of a channel would close it; this is the one that is seen first.
            ArrayPages database = database(1);
            Thread.currentThread().interrupt();
            try {
                assertThatThrownBy(() -> LtxSnapshot.of(database, Txid.FIRST).write(new ByteArrayOutputStream(), "out"))
                        .isInstanceOf(InterruptedIOException.class);
                assertThatThrownBy(() -> wanted.write(new ByteArrayOutputStream(), "out"))
                        .isInstanceOf(IOException.class);
            } finally {
                Thread.interrupted();
            }
        }
    }

    @Test
    void aDamagedFileAddsNothingToALog() throws Exception {
        byte[] sound;
        try (WalFrames log = log(new int[] {1, 11, 0}, new int[] {2, 12, 2})) {
            sound = Overlay.file(LtxFromWal.of(log, log.transactions().get(0), TxidRange.of(2, 2)));
        }
        byte[] damaged = sound.clone();
        damaged[24 + 7] = 3; // the TXID, so that it continues; the checksum no longer fits
        damaged[16 + 7] = 3;
        Path made = folder.resolve("made-wal");
        try (WalWriter wal = new WalWriter(
                FileChannel.open(made, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), HEADER)) {
            List<LtxReader> inputs = List.of(
                    LtxReader.open(new ByteArrayInputStream(sound), "sound"),
                    LtxReader.open(new ByteArrayInputStream(damaged), "damaged"));
            assertThatThrownBy(() -> WalFromLtx.write(inputs, wal))
                    .isInstanceOf(dev.ltx4j.sqlite.ChecksumMismatchException.class);
            assertThat(wal.isInTransaction()).isFalse();
        }
        try (WalFrames log = WalFrames.open(made)) {
            assertThat(log.transactions()).hasSize(1);
        }
    }

    @Test
    void filesThatNoLogCanSayAreRefused() throws Exception {
        byte[] noPages = LtxFiles.write(
                LtxHeader.builder(SIZE, TxidRange.of(3, 3))
                        .commit(7)
                        .withoutDatabaseChecksums()
                        .build(),
                new java.util.TreeMap<>(),
                0,
                PageEncoding.LZ4_BLOCK);
        Path made = folder.resolve("made-wal");
        try (WalWriter wal = new WalWriter(
                FileChannel.open(made, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), HEADER)) {
            assertThatThrownBy(() -> WalFromLtx.write(
                            List.of(LtxReader.open(new ByteArrayInputStream(noPages), "empty.ltx")), wal))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessage("empty.ltx: holds no page: a log cannot say that a database of 7 pages changed its size"
                            + " only (at byte 12)");
            assertThatThrownBy(() -> WalFromLtx.write(List.of(), wal)).isInstanceOf(IllegalArgumentException.class);
        }
        try (WalWriter wal = new WalWriter(
                FileChannel.open(made, StandardOpenOption.WRITE),
                WalHeader.of(ByteOrder.BIG_ENDIAN, PageSize.of(1024), 0, 1, 2))) {
            assertThatThrownBy(() -> WalFromLtx.write(
                            List.of(LtxReader.open(new ByteArrayInputStream(noPages), "empty.ltx")), wal))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageContaining("page size is 512, but that of the log is 1024");
        }
    }
}
