package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WalReaderTest {
    private static final int PAGE = 512;
    private static final int FRAME = 24 + PAGE;

    @ParameterizedTest
    @ValueSource(strings = {"LITTLE_ENDIAN", "BIG_ENDIAN"})
    void framesComeInOrderInBothChecksumOrders(String orderName) throws Exception {
        ByteOrder order = orderName.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        WalForge forge =
                new WalForge(order, PAGE).frame(3, 0, 0x33).frame(1, 4, 0x11).frame(4294967295L, 4294967294L, 0xff);

        try (WalReader wal = new WalReader(forge.stream(), "a.db-wal")) {
            WalHeader header = wal.header();
            assertThat(header).isNotNull();
            assertThat(header.checksumOrder()).isEqualTo(order);
            assertThat(header.pageSize()).isEqualTo(PageSize.of(PAGE));
            assertThat(header.checkpointSequence()).isEqualTo(7);
            assertThat(header.salt1()).isEqualTo(WalForge.SALT_1);
            assertThat(header.salt2()).isEqualTo(WalForge.SALT_2);
            assertThat(wal.pageNumber()).isZero();

            requireFrame(wal, 3, 0, 0x33, 32);
            assertThatIllegalStateException().isThrownBy(wal::end);
            requireFrame(wal, 1, 4, 0x11, 32 + FRAME);
            requireFrame(wal, 4294967295L, 4294967294L, 0xff, 32 + 2 * FRAME);
            assertThat(wal.next()).isFalse();
            assertThat(wal.next()).isFalse();
            assertThat(wal.end()).isEqualTo(WalEnd.END_OF_FILE);
            assertThat(wal.endOffset()).isEqualTo(32 + 3 * FRAME);
        }
    }

    private static void requireFrame(WalReader wal, long pageNumber, long commit, int fill, long fileOffset)
            throws IOException {
        assertThat(wal.next()).isTrue();
        assertThat(wal.pageNumber()).isEqualTo(pageNumber);
        assertThat(wal.commit()).isEqualTo(commit);
        assertThat(wal.page()).hasSize(PAGE).containsOnly(fill);
        assertThat(wal.fileOffset()).isEqualTo(fileOffset);
    }

    @ParameterizedTest
    @CsvSource({
        "0,     NO_WAL",
        "1,     BAD_HEADER",
        "31,    BAD_HEADER",
    })
    void aLogWithoutAHeaderIsEmpty(int byteCount, WalEnd end) throws Exception {
        requireEmpty(Arrays.copyOf(twoFrames(), byteCount), end);
    }

    @Test
    void everyBitFlipInTheHeaderMakesTheLogEmpty() throws Exception {
        for (int bit = 0; bit < 32 * 8; bit++) {
            byte[] wal = twoFrames();
            wal[bit / 8] ^= (byte) (1 << bit % 8);
            requireEmpty(wal, WalEnd.BAD_HEADER);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 256, 1000, 131072, Integer.MIN_VALUE})
    void anImpossiblePageSizeMakesTheLogEmptyThoughTheChecksumIsRight(int pageSize) throws Exception {
        requireEmpty(new WalForge(ByteOrder.LITTLE_ENDIAN, pageSize).bytes(), WalEnd.BAD_HEADER);
        // As with SQLite, the version is not even looked at then.
        requireEmpty(new WalForge(ByteOrder.LITTLE_ENDIAN, pageSize, 1).bytes(), WalEnd.BAD_HEADER);
    }

    private static void requireEmpty(byte[] bytes, WalEnd end) throws IOException {
        try (WalReader wal = new WalReader(new ByteArrayInputStream(bytes), "a.db-wal")) {
            assertThat(wal.header()).isNull();
            assertThat(wal.next()).isFalse();
            assertThat(wal.end()).isEqualTo(end);
            assertThat(wal.endOffset()).isZero();
            assertThat(wal.page()).isEmpty();
        }
    }

    @Test
    void anUnknownVersionIsRefused() {
        WalForge forge = new WalForge(ByteOrder.LITTLE_ENDIAN, PAGE, 3007001);

        assertThatThrownBy(() -> new WalReader(forge.stream(), "a.db-wal"))
                .isInstanceOf(UnsupportedFileException.class)
                .hasMessage("a.db-wal: WAL version 3007001, known is 3007000 (at byte 4)");
    }

    @Test
    void everyTruncationEndsBehindTheLastWholeFrame() throws Exception {
        byte[] whole = twoFrames();
        for (int byteCount = 32; byteCount <= whole.length; byteCount++) {
            int frames = (byteCount - 32) / FRAME;
            boolean cut = (byteCount - 32) % FRAME != 0;
            requireEnd(
                    Arrays.copyOf(whole, byteCount),
                    frames,
                    cut ? WalEnd.CUT_SHORT : WalEnd.END_OF_FILE,
                    32 + (long) frames * FRAME);
        }
    }

    @Test
    void everyBitFlipInAFrameEndsTheLogBeforeIt() throws Exception {
        byte[] whole = twoFrames();
        for (int bit = 0; bit < FRAME * 8; bit++) {
            int arrayOffset = bit / 8;
            byte[] wal = whole.clone();
            wal[32 + FRAME + arrayOffset] ^= (byte) (1 << bit % 8);
            boolean salt = arrayOffset >= 8 && arrayOffset < 16;
            requireEnd(wal, 1, salt ? WalEnd.SALTS_DIFFER : WalEnd.CHECKSUM_FAILS, 32 + FRAME);
        }
    }

    @Test
    void framesOfAnEarlierRoundEndTheLog() throws Exception {
        byte[] page = new byte[PAGE];
        WalForge otherSalt1 = new WalForge(ByteOrder.LITTLE_ENDIAN, PAGE).frame(1, 1, 0x11);
        otherSalt1.frame(2, 2, WalForge.SALT_1 - 1, WalForge.SALT_2, page).frame(3, 3, 0x33);
        requireEnd(otherSalt1.bytes(), 1, WalEnd.SALTS_DIFFER, 32 + FRAME);

        WalForge otherSalt2 = new WalForge(ByteOrder.LITTLE_ENDIAN, PAGE).frame(1, 1, 0x11);
        otherSalt2.frame(2, 2, WalForge.SALT_1, WalForge.SALT_2 + 1, page).frame(3, 3, 0x33);
        requireEnd(otherSalt2.bytes(), 1, WalEnd.SALTS_DIFFER, 32 + FRAME);
    }

    @Test
    void pageZeroEndsTheLogThoughItsChecksumIsRight() throws Exception {
        WalForge forge = new WalForge(ByteOrder.BIG_ENDIAN, PAGE);
        forge.frame(1, 1, 0x11).frame(2, 2, 0x22).frame(0, 3, 0x33).frame(4, 4, 0x44);
        requireEnd(forge.bytes(), 2, WalEnd.PAGE_NUMBER_ZERO, 32 + 2 * FRAME);
    }

    /** Two frames change places: both are right in themselves, but not behind one another. */
    @Test
    void aFrameIsOnlyValidBehindTheOneItWasWrittenBehind() throws Exception {
        ByteBuffer whole = ByteBuffer.wrap(twoFrames());
        byte[] swapped = ByteBuffer.allocate(whole.capacity())
                .put(whole.slice(0, 32))
                .put(whole.slice(32 + FRAME, FRAME))
                .put(whole.slice(32, FRAME))
                .array();
        requireEnd(swapped, 0, WalEnd.CHECKSUM_FAILS, 32);
    }

    private static void requireEnd(byte[] bytes, int frames, WalEnd end, long endOffset) throws IOException {
        try (WalReader wal = new WalReader(new ByteArrayInputStream(bytes), "a.db-wal")) {
            int found = 0;
            while (wal.next()) {
                found++;
            }
            assertThat(found).isEqualTo(frames);
            assertThat(wal.end()).isEqualTo(end);
            assertThat(wal.endOffset()).isEqualTo(endOffset);
        }
    }

    @Test
    void streamsThatGiveOneByteAtATimeReadTheSame() throws Exception {
        InputStream slow = new InputStream() {
            private final InputStream bytes = new ByteArrayInputStream(twoFrames());

            @Override
            public int read() throws IOException {
                return bytes.read();
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return bytes.read(target, offset, Math.min(length, 1));
            }
        };

        assertThat(WalRecovery.scan(slow, "a.db-wal").committedFrames()).isEqualTo(2);
    }

    @Test
    void aFailingStreamFailsAndIsNotTakenForTheEnd() throws Exception {
        byte[] whole = twoFrames();
        AtomicInteger closed = new AtomicInteger();
        InputStream failing = new InputStream() {
            private final InputStream bytes = new ByteArrayInputStream(whole, 0, 32 + FRAME + 100);

            @Override
            public int read() throws IOException {
                throw new IOException("one byte is never asked for");
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int count = bytes.read(target, offset, length);
                if (count < 0) {
                    throw new IOException("connection reset");
                }
                return count;
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
        try (WalReader wal = new WalReader(failing, "a.db-wal")) {
            assertThat(wal.next()).isTrue();
            assertThatThrownBy(wal::next).isInstanceOf(IOException.class).hasMessage("connection reset");
        }
        assertThat(closed).hasValue(1);
    }

    private static byte[] twoFrames() {
        return new WalForge(ByteOrder.LITTLE_ENDIAN, PAGE)
                .frame(1, 0, 0x11)
                .frame(3, 3, 0x22)
                .bytes();
    }
}
