package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.ForgeCrc;
import dev.ltx4j.sqlite.PageSize;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Crc64Test {
    private final Crc64 crc = new Crc64();

    @Test
    void theCheckValueOfTheCatalogueIsMet() {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        assertThat(~crc.raw(~0L, digits, 0, digits.length)).isEqualTo(0xb90956c775a41001L);
    }

    @Test
    void everyLengthUpToThreeKibibytesAgreesWithTables() {
        byte[] bytes = random(3200, 1);
        for (int length = 0; length <= 3072; length++) {
            int offset = length % 13;
            long expected = new ForgeCrc().update(bytes, offset, length).value();
            assertThat(~crc.raw(~0L, bytes, offset, length))
                    .as("length %d", length)
                    .isEqualTo(expected);
            assertThat(~Crc64.rawShort(~0L, bytes, offset, length))
                    .as("short, length %d", length)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4096, 8192, 65535, 65536, 65537, 65536 + 1023, 65536 + 1024, 300_000})
    void largeLengthsAgreeWithTables(int length) {
        byte[] bytes = random(length + 3, length);
        assertThat(~crc.raw(~0L, bytes, 3, length))
                .isEqualTo(new ForgeCrc().update(bytes, 3, length).value());
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 2048, 4096, 8192, 16384, 32768, 65536})
    void onePassOverAPageGivesItsChecksumAndTheFilesChecksum(int pageBytes) {
        FileChecksum file = new FileChecksum(PageSize.of(pageBytes));
        ForgeCrc expected = new ForgeCrc();
        Random random = new Random(pageBytes);
        for (int i = 0; i < 20; i++) {
            byte[] page = random(pageBytes, random.nextLong());
            byte[] header = random(i % 2 == 0 ? 6 : 10, random.nextLong());
            long pageNumber = random.nextInt() & 0xFFFF_FFFFL;
            long pageRaw = crc.raw(0, page, 0, pageBytes);
            file.updateFrame(header, 0, header.length, pageRaw);
            expected.update(header).update(page);
            assertThat(file.value()).isEqualTo(expected.checksum());
            assertThat(file.pageChecksum(pageNumber, pageRaw)).isEqualTo(ForgeCrc.page(pageNumber, page));
        }
    }

    @Test
    void bytesBetweenFramesGoIntoTheFileChecksum() {
        FileChecksum file = new FileChecksum(PageSize.of(512));
        byte[] bytes = ByteBuffer.allocate(5000).putLong(4000, 77).array();
        file.update(bytes, 0, 4100);
        file.update(bytes, 4100, 900);
        assertThat(file.value()).isEqualTo(new ForgeCrc().update(bytes).checksum());
    }

    private static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
