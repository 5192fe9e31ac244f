package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.fixtures.ForgeCrc;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.PageSize;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DatabaseChecksumTest {
    private static final long BIT_63 = 1L << 63;

    static Stream<String> chains() {
        return Fixture.names("ltx-chain").stream();
    }

    @ParameterizedTest
    @MethodSource("chains")
    void everyTransactionOfAChainGivesTheChecksumOfTheAnswerSheet(String chain) throws IOException {
        Fixture fixture = Fixture.open(chain);
        PageSize size = PageSize.of(fixture.answers().get("page_size").asInt());
        DatabaseChecksum rolling = new DatabaseChecksum(size);
        TreeMap<Long, byte[]> database = new TreeMap<>();
        for (JsonNode answer : fixture.answers().get("txns")) {
            Txid txid = Txid.parse(answer.get("txid").asText());
            Path path = fixture.folder().resolve("l0").resolve(LtxFileName.of(new TxidRange(txid, txid)));
            try (LtxReader reader = LtxReader.open(Files.newInputStream(path), path.toString())) {
                while (reader.nextPage()) {
                    byte[] before =
                            database.put(reader.pageNumber(), reader.page().clone());
                    if (before != null) {
                        rolling.remove(reader.pageNumber(), before);
                    }
                    rolling.add(reader.pageNumber(), reader.page());
                }
                var gone = database.tailMap(reader.header().commit(), false);
                gone.forEach(rolling::remove);
                gone.clear();
            }
            String expected = answer.get("post_apply_checksum").asText();
            assertThat(rolling.position(txid)).hasToString(txid + "/" + expected);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            database.values().forEach(bytes::writeBytes);
            assertThat(DatabaseChecksum.of(new ByteArrayInputStream(bytes.toByteArray()), "database", size)
                            .value())
                    .isEqualTo(rolling.value());
        }
    }

    @Property(tries = 200)
    void keptUpPageByPageItIsTheChecksumFromScratch(
            @ForAll @IntRange(min = 9, max = 16) int pageSizeLog2,
            @ForAll @IntRange(max = 60) int steps,
            @ForAll Random random) {
        PageSize size = PageSize.of(1 << pageSizeLog2);
        DatabaseChecksum rolling = new DatabaseChecksum(size);
        TreeMap<Long, byte[]> database = new TreeMap<>();
        for (int step = 0; step < steps; step++) {
            // From the start, around the lock page, up to the last page that there can be.
            long page = switch (random.nextInt(3)) {
                case 0 -> 1 + random.nextInt(20);
                case 1 -> size.lockPage() - 2 + random.nextInt(5);
                default -> 0xFFFF_FFFFL - random.nextInt(3);
            };
            byte[] before = database.remove(page);
            if (before != null) {
                rolling.remove(page, before);
            }
            if (random.nextInt(4) > 0) {
                byte[] after = LtxFiles.page(size, random);
                database.put(page, after);
                byte[] array = new byte[after.length + 9];
                System.arraycopy(after, 0, array, 5, after.length);
                rolling.add(page, array, 5);
            }
            rolling = new DatabaseChecksum(size, rolling.value());
        }
        long scratch = BIT_63;
        database.remove(size.lockPage());
        for (var page : database.entrySet()) {
            scratch ^= ForgeCrc.page(page.getKey(), page.getValue()) ^ BIT_63;
        }
        assertThat(rolling.value()).isEqualTo(scratch);
    }

    @Test
    void theLockPageIsLeftOut() throws IOException {
        PageSize size = PageSize.of(65536);
        DatabaseChecksum sum = new DatabaseChecksum(size);
        byte[] page = new byte[65536];
        page[0] = 1;
        sum.add(size.lockPage(), page);
        assertThat(sum.value()).isEqualTo(DatabaseChecksum.NO_PAGES);
        sum.add(size.lockPage() + 1, page);
        assertThat(sum.value()).isEqualTo(ForgeCrc.page(size.lockPage() + 1, page));
        // A file past it: what stands at 1 GiB does not matter.
        long pages = size.lockPage() + 1;
        assertThat(DatabaseChecksum.of(new LongFile(pages * 65536, (byte) 0), "zeros", size)
                        .value())
                .isEqualTo(DatabaseChecksum.of(new LongFile(pages * 65536, (byte) 9), "nines", size)
                        .value());
    }

    @Test
    void aFileThatEndsInsideAPageIsRefused() {
        assertThatThrownBy(() -> DatabaseChecksum.of(
                        new ByteArrayInputStream(new byte[512 * 3 + 7]), "cut.db", PageSize.of(512)))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("cut.db: database ends inside a page: 7 of 512 bytes (at byte 1536, page 4)");
    }

    @Test
    void anInterruptEndsTheReading() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(
                            () -> DatabaseChecksum.of(new ByteArrayInputStream(new byte[512]), "db", PageSize.of(512)))
                    .isInstanceOf(InterruptedIOException.class)
                    .hasMessage("interrupted while reading db");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void wrongArgumentsAreTheCallersMistake() {
        DatabaseChecksum sum = new DatabaseChecksum(PageSize.of(512));
        assertThatThrownBy(() -> sum.add(1, new byte[511])).hasMessage("page of 511 bytes, not 512");
        assertThatThrownBy(() -> sum.remove(0, new byte[512])).hasMessage("page number is not from 1 to 4294967295: 0");
        assertThatThrownBy(() -> sum.add(1L << 32, new byte[512]))
                .hasMessage("page number is not from 1 to 4294967295: 4294967296");
        assertThatThrownBy(() -> new DatabaseChecksum(PageSize.of(512), 5))
                .hasMessage("database checksum lacks its top bit: 0000000000000005");
    }

    @Test
    void positionsAreReadAndPrintedIn33Characters() {
        LtxPosition position = new LtxPosition(new Txid(0x1A), 0xBD04_B9D9_5010_F2B9L);
        assertThat(position).hasToString("000000000000001a/bd04b9d95010f2b9");
        assertThat(LtxPosition.parse(position.toString())).isEqualTo(position);
        for (String wrong : new String[] {
            "",
            "1a/bd04b9d95010f2b9",
            "000000000000001a-bd04b9d95010f2b9",
            "000000000000001a/bd04b9d95010f2bg",
            "+00000000000001a/bd04b9d95010f2b9",
            "000000000000001a/bd04b9d95010f2b9 "
        }) {
            assertThatThrownBy(() -> LtxPosition.parse(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("not a position (16 hexadecimal digits, a slash, 16 hexadecimal digits): \"" + wrong
                            + "\"");
        }
    }

    /** Zeros, but for one byte in the lock page. */
    private static final class LongFile extends InputStream {
        private static final long LOCK_BYTE = 1L << 30;
        private final long byteCount;
        private final byte atLockByte;
        private long at;

        LongFile(long byteCount, byte atLockByte) {
            this.byteCount = byteCount;
            this.atLockByte = atLockByte;
        }

        @Override
        public int read() {
            return at == byteCount ? -1 : at++ == LOCK_BYTE ? atLockByte : 0;
        }

        @Override
        public int read(byte[] array, int arrayOffset, int wanted) {
            if (at == byteCount) {
                return -1;
            }
            int count = (int) Math.min(wanted, byteCount - at);
            java.util.Arrays.fill(array, arrayOffset, arrayOffset + count, (byte) 0);
            if (at <= LOCK_BYTE && LOCK_BYTE < at + count) {
                array[arrayOffset + (int) (LOCK_BYTE - at)] = atLockByte;
            }
            at += count;
            return count;
        }
    }
}
