package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WalWriterTest {
    private static final int PAGE = 512;
    private static final int FRAME = 24 + PAGE;
    private static final WalHeader HEADER =
            WalHeader.of(ByteOrder.LITTLE_ENDIAN, PageSize.of(PAGE), 7, WalForge.SALT_1, WalForge.SALT_2);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theBytesAreThoseOfTheDocumentsFormula(boolean bigEndian) throws Exception {
        ByteOrder order = bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        WalForge expected = new WalForge(order, PAGE).frame(3, 0, 0x33).frame(1, 4, 0x11);
        WalHeader header = WalHeader.of(order, PageSize.of(PAGE), 7, WalForge.SALT_1, WalForge.SALT_2);
        try (WalWriter wal = create(header)) {
            wal.write(3, fill(0x33), 0);
            assertThat(wal.isInTransaction()).isTrue();
            wal.write(1, fill(0x11), 4);
            assertThat(wal.isInTransaction()).isFalse();
            assertThat(wal.frames()).isEqualTo(2);
            assertThat(wal.endOffset()).isEqualTo(32 + 2 * FRAME);
        }
        assertThat(written()).isEqualTo(expected.bytes());
    }

    @Test
    void aLogWithoutFramesIsItsHeader() throws Exception {
        create(HEADER).close();

        assertThat(written()).isEqualTo(new WalForge(ByteOrder.LITTLE_ENDIAN, PAGE).bytes());
        assertThat(WalHeader.parse(written(), "a.db-wal")).isEqualTo(HEADER);
    }

    /** More frames than the buffer holds, and of a size that does not divide it. */
    @ParameterizedTest
    @ValueSource(ints = {512, 65536})
    void framesGoOutInOrderThoughTheBufferIsSmaller(int pageBytes) throws Exception {
        int frames = (1 << 20) / pageBytes;
        WalForge expected = new WalForge(ByteOrder.LITTLE_ENDIAN, pageBytes);
        try (WalWriter wal = create(
                WalHeader.of(ByteOrder.LITTLE_ENDIAN, PageSize.of(pageBytes), 7, WalForge.SALT_1, WalForge.SALT_2))) {
            byte[] page = new byte[pageBytes];
            for (int frame = 1; frame <= frames; frame++) {
                Arrays.fill(page, (byte) frame);
                wal.write(frame, page, frame == frames ? frames : 0);
            }
        }
        try (WalReader wal = new WalReader(Files.newInputStream(file()), "a.db-wal")) {
            for (int frame = 1; frame <= frames; frame++) {
                assertThat(wal.next()).isTrue();
                assertThat(wal.pageNumber()).isEqualTo(frame);
                assertThat(wal.page()[pageBytes - 1]).isEqualTo((byte) frame);
            }
            assertThat(wal.next()).isFalse();
            assertThat(wal.end()).isEqualTo(WalEnd.END_OF_FILE);
            assertThat(wal.header()).isEqualTo(WalHeader.parse(expected.bytes(), "forged"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0,          0,          page number 0",
        "-1,         0,          page number -1",
        "4294967295, 0,          page number 4294967295",
        "2097153,    0,          'page 2097153 is the lock page, which nobody writes'",
        "3,          2,          commit size 2 with page 3",
        "3,          -1,         commit size -1 with page 3",
        "3,          4294967295, commit size 4294967295 with page 3",
    })
    void aFrameThatBreaksARuleIsRefusedAndLeavesNoTrace(long pageNumber, long commit, String message) throws Exception {
        try (WalWriter wal = create(HEADER)) {
            wal.write(1, fill(0x11), 1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> wal.write(pageNumber, fill(0x22), commit))
                    .withMessage(message);
            wal.write(4294967294L, fill(0x33), 4294967294L);
        }
        WalForge expected = new WalForge(ByteOrder.LITTLE_ENDIAN, PAGE).frame(1, 1, 0x11);
        assertThat(written())
                .isEqualTo(expected.frame(4294967294L, 4294967294L, 0x33).bytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 511, 513, 1024})
    void aPageOfAnotherSizeIsRefused(int byteCount) throws Exception {
        try (WalWriter wal = create(HEADER)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> wal.write(2, new byte[byteCount], 2))
                    .withMessage("page 2 has " + byteCount + " bytes, pages have 512");
        }
    }

    @Test
    void aHeaderWithAForeignChecksumIsRefused() throws Exception {
        WalHeader foreign = new WalHeader(HEADER.checksumOrder(), HEADER.pageSize(), 8, 1, 2, 3, 4);
        try (FileChannel channel = open()) {
            assertThatIllegalArgumentException().isThrownBy(() -> new WalWriter(channel, foreign));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WalHeader.of(ByteOrder.BIG_ENDIAN, PageSize.of(PAGE), 1L << 32, 1, 2));
    }

    @Test
    void theNextRoundLeavesTheFramesOfTheLastOneBehindItsOwn() throws Exception {
        try (WalWriter wal = create(HEADER)) {
            wal.write(1, fill(0x11), 0);
            wal.write(2, fill(0x22), 2);
            wal.write(1, fill(0x33), 2);
            wal.restart(99);
            wal.write(2, fill(0x44), 2);
        }
        WalHeader next = HEADER.nextRound(99);
        assertThat(next.checkpointSequence()).isEqualTo(8);
        assertThat(next.salt1()).isEqualTo(WalForge.SALT_1 + 1);
        assertThat(next.salt2()).isEqualTo(99);
        assertThat(written()).hasSize(32 + 3 * FRAME);
        WalRecovery recovery = WalRecovery.scan(file());
        assertThat(recovery.header()).isEqualTo(next);
        assertThat(recovery.committedFrames()).isEqualTo(1);
        assertThat(recovery.end()).isEqualTo(WalEnd.SALTS_DIFFER);
    }

    @Test
    void sequenceAndSaltWrapAround() {
        WalHeader last = WalHeader.of(ByteOrder.BIG_ENDIAN, PageSize.of(PAGE), 0xffff_ffffL, -1, 5);

        assertThat(last.nextRound(6)).isEqualTo(WalHeader.of(ByteOrder.BIG_ENDIAN, PageSize.of(PAGE), 0, 0, 6));
    }

    @Test
    void theLogDoesNotStartAgainInsideATransaction() throws Exception {
        try (WalWriter wal = create(HEADER)) {
            wal.write(1, fill(0x11), 0);
            assertThatIllegalStateException().isThrownBy(() -> wal.restart(1));
            wal.rollback();
            wal.restart(1);
            assertThat(wal.header()).isEqualTo(HEADER.nextRound(1));
        }
    }

    @Test
    void framesAfterARollbackAreWrittenOverTheForgottenOnes() throws Exception {
        try (WalWriter wal = create(HEADER)) {
            wal.write(1, fill(0x11), 1);
            wal.write(2, fill(0x22), 0);
            wal.write(3, fill(0x33), 0);
            wal.rollback();
            wal.rollback();
            assertThat(wal.endOffset()).isEqualTo(32 + FRAME);
            wal.write(4, fill(0x44), 0);
            wal.write(5, fill(0x55), 5);
        }
        assertThat(written())
                .isEqualTo(new WalForge(ByteOrder.LITTLE_ENDIAN, PAGE)
                        .frame(1, 1, 0x11)
                        .frame(4, 0, 0x44)
                        .frame(5, 5, 0x55)
                        .bytes());
    }

    @Test
    void anExistingLogGoesOnBehindItsLastCommit() throws Exception {
        WalForge before = new WalForge(ByteOrder.BIG_ENDIAN, PAGE).frame(1, 1, 0x11);
        byte[] expected = new WalForge(ByteOrder.BIG_ENDIAN, PAGE)
                .frame(1, 1, 0x11)
                .frame(2, 2, 0x44)
                .bytes();
        Files.write(file(), before.frame(3, 0, 0x33).bytes());
        try (WalWriter wal = WalWriter.append(open(), WalRecovery.scan(file()))) {
            assertThat(wal.frames()).isEqualTo(1);
            wal.write(2, fill(0x44), 2);
        }
        assertThat(written()).isEqualTo(expected);
    }

    @Test
    void anExistingLogWithoutACommitGoesOnBehindItsHeader() throws Exception {
        byte[] before =
                new WalForge(ByteOrder.LITTLE_ENDIAN, PAGE).frame(3, 0, 0x33).bytes();
        Files.write(file(), before);
        try (WalWriter wal = WalWriter.append(open(), WalRecovery.scan(file()))) {
            wal.write(1, fill(0x11), 1);
        }
        assertThat(written())
                .isEqualTo(new WalForge(ByteOrder.LITTLE_ENDIAN, PAGE)
                        .frame(1, 1, 0x11)
                        .bytes());
        WalRecovery none = WalRecovery.scan(folder.resolve("missing"));
        try (FileChannel channel = open()) {
            assertThatIllegalArgumentException().isThrownBy(() -> WalWriter.append(channel, none));
        }
    }

    @Test
    void afterAFailureNothingMoreIsWritten() throws Exception {
        Files.createFile(file());
        FileChannel readOnly = FileChannel.open(file(), StandardOpenOption.READ);
        WalWriter wal = new WalWriter(readOnly, HEADER);
        wal.write(1, fill(0x11), 1);
        assertThatThrownBy(wal::flush).isInstanceOf(NonWritableChannelException.class);
        assertThatIllegalStateException().isThrownBy(wal::flush);
        assertThatIllegalStateException().isThrownBy(() -> wal.write(1, fill(0x11), 1));
        wal.close();
        assertThat(readOnly.isOpen()).isFalse();
        assertThat(written()).isEmpty();
    }

    @Test
    void aChannelThatSomebodyElseClosedIsAnError() throws Exception {
        FileChannel channel = open();
        try (WalWriter wal = new WalWriter(channel, HEADER)) {
            channel.close();
            assertThatThrownBy(wal::flush).isInstanceOf(ClosedChannelException.class);
        }
    }

    private Path file() {
        return folder.resolve("a.db-wal");
    }

    private byte[] written() throws IOException {
        return Files.readAllBytes(file());
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(file(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private WalWriter create(WalHeader header) throws IOException {
        return new WalWriter(open(), header);
    }

    private static byte[] fill(int value) {
        byte[] page = new byte[PAGE];
        Arrays.fill(page, (byte) value);
        return page;
    }
}
