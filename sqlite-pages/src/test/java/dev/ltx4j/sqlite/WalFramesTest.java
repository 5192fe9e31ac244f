package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalFramesTest {
    private static final int FRAME = 24 + 512;

    @TempDir
    private Path folder;

    /** Transactions of 2, 1 and 3 frames, and an unfinished one. */
    private static WalForge forge() {
        return new WalForge(ByteOrder.LITTLE_ENDIAN, 512)
                .frame(1, 0, 11)
                .frame(3, 3, 13)
                .frame(2, 2, 22)
                .frame(5, 0, 35)
                .frame(1, 0, 31)
                .frame(1, 4, 41)
                .frame(2, 0, 52);
    }

    private WalFrames open(WalForge log) throws IOException {
        return WalFrames.open(Files.write(folder.resolve("a-wal"), log.bytes()));
    }

    @Test
    void transactionsEndWhereFramesCommit() throws Exception {
        try (WalFrames log = open(forge())) {
            assertThat(log.transactions())
                    .containsExactly(
                            new WalRange(32, 2 * FRAME, 3),
                            new WalRange(32 + 2 * FRAME, FRAME, 2),
                            new WalRange(32 + 3 * FRAME, 3 * FRAME, 4));
            List<WalRange> all = log.transactions();
            assertThat(log.range(32, 6 * FRAME)).isEqualTo(all.get(0).through(all.get(2)));
            assertThat(all.stream().map(range -> {
                        try {
                            return log.commitBefore(range);
                        } catch (MalformedFileException e) {
                            throw new AssertionError(e);
                        }
                    }))
                    .containsExactly(0L, 3L, 2L);
        }
    }

    @Test
    void pagesAreTheNewestOfTheRangeUpToItsCommit() throws Exception {
        try (WalFrames log = open(forge())) {
            WalRange last = log.transactions().get(2);
            assertThat(read(log.pages(last))).isEqualTo("1=41 ");
            assertThat(read(log.pages(log.range(32, 6 * FRAME)))).isEqualTo("1=41 2=22 3=13 ");
            // Page 3 was cut off by the second transaction.
            assertThat(read(log.pages(log.range(32, 3 * FRAME)))).isEqualTo("1=11 2=22 ");
            assertThat(read(log.pagesBefore(last))).isEqualTo("1=11 2=22 3=13 ");
            assertThat(read(log.pagesBefore(log.transactions().get(0)))).isEmpty();
            assertThat(log.pages(last).readPage(2, new byte[512])).isFalse();
            log.requireUnchanged();
        }
    }

    private static String read(WalRangePages pages) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] page = new byte[512];
        for (int place = 0; place < pages.count(); place++) {
            assertThat(pages.readPage(pages.pageNumber(place), page)).isTrue();
            text.append(pages.pageNumber(place)).append('=').append(page[0]).append(' ');
        }
        return text.toString();
    }

    @Test
    void partsThatAreNoWholeTransactionsAreRefused() throws Exception {
        try (WalFrames log = open(forge())) {
            long[][] parts = {
                {0, 32 + 2 * FRAME}, // the header
                {33, 2 * FRAME}, // inside a frame
                {32 + FRAME, FRAME}, // inside a transaction
                {32 + 6 * FRAME, FRAME}, // the unfinished one
                {32 + 7 * FRAME, FRAME}, // behind the end
                {32, FRAME}, // up to the inside of a transaction
                {32, 2 * FRAME + 1}, // up to the inside of a frame
                {32, 7 * FRAME}, // up to the end of the unfinished one
                {32, 0},
                {32, -FRAME},
                {32 + 3 * FRAME, -FRAME},
                {-FRAME, 2 * FRAME},
                {32, Long.MAX_VALUE},
            };
            for (long[] part : parts) {
                assertThatThrownBy(() -> log.range(part[0], part[1]))
                        .as("%d, %d", part[0], part[1])
                        .isInstanceOf(MalformedFileException.class)
                        .hasMessageContaining("no committed transaction of the WAL");
            }
            assertThatThrownBy(() -> log.pages(new WalRange(32, 2 * FRAME, 9)))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageContaining("the WAL has no such range");
        }
    }

    @Test
    void aLogThatStartsAgainUnderTheReadIsNoticed() throws Exception {
        Path file = folder.resolve("a-wal");
        try (WalFrames log = open(forge())) {
            WalRangePages pages = log.pages(log.transactions().get(0));
            byte[] again = nextRound(forge().bytes());
            Files.write(file, again);
            assertThatThrownBy(log::requireUnchanged)
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageContaining("the WAL has changed since it was scanned: copy it, or read it under a lock");
            byte[] page = new byte[512];
            // The frames themselves are still those of the old round.
            assertThat(pages.readPage(1, page)).isTrue();
            Files.write(file, new byte[again.length]);
            assertThatThrownBy(() -> pages.readPage(1, page))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageContaining("the WAL has changed");
            Files.write(file, new byte[0]);
            assertThatThrownBy(() -> pages.readPage(1, page)).isInstanceOf(MalformedFileException.class);
            assertThatThrownBy(log::requireUnchanged).isInstanceOf(MalformedFileException.class);
        }
    }

    /** A header of another round in front of a log's frames. */
    private static byte[] nextRound(byte[] wal) throws IOException {
        WalHeader header = WalHeader.parse(wal, "a-wal");
        System.arraycopy(header.nextRound(5).toBytes(), 0, wal, 0, WalHeader.BYTES);
        return wal;
    }

    @Test
    void theLockPageIsRefused() throws Exception {
        try (WalFrames log = open(new WalForge(ByteOrder.BIG_ENDIAN, 512).frame(2097153, 2097154, 1))) {
            WalRange range = log.transactions().get(0);
            assertThatThrownBy(() -> log.pages(range))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageContaining("a frame for the lock page (at byte 32, page 2097153)");
        }
    }

    @Test
    void aLogWithoutAHeaderHasNoTransactions() throws Exception {
        for (byte[] bytes : new byte[][] {{}, new byte[31], new byte[5000]}) {
            try (WalFrames log = WalFrames.open(Files.write(folder.resolve("empty-wal"), bytes))) {
                assertThat(log.transactions()).isEmpty();
                log.requireUnchanged();
                assertThatThrownBy(log::header)
                        .isInstanceOf(MalformedFileException.class)
                        .hasMessageContaining("the WAL is empty");
                assertThatThrownBy(() -> log.range(32, 10)).isInstanceOf(MalformedFileException.class);
            }
        }
    }

    @Test
    void goldenLogsHaveTheFramesThatSqliteCounts() throws Exception {
        Fixture fixture = Fixture.open("wal");
        int met = 0;
        for (Map.Entry<String, JsonNode> pair : fixture.answers().properties()) {
            Path wal = fixture.folder().resolve(pair.getKey() + ".db-wal");
            if (!Files.exists(wal)) {
                continue;
            }
            try (WalFrames log = WalFrames.open(wal)) {
                long frames = 0;
                for (WalRange transaction : log.transactions()) {
                    frames += transaction.byteCount() / log.header().frameBytes();
                }
                assertThat(frames)
                        .as(pair.getKey())
                        .isEqualTo(pair.getValue().get("wal_frames_committed").asLong());
                met++;
            }
        }
        assertThat(met).isGreaterThan(60);
    }
}
