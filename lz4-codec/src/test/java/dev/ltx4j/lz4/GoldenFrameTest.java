package dev.ltx4j.lz4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Fixture;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jpountz.lz4.LZ4Factory;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Litestream wrote is decoded as others decode it. */
class GoldenFrameTest {
    private static final int LTX_HEADER_SIZE = 100;
    private static final int LTX_PAGE_HEADER_SIZE = 6;
    private static final int LTX_TRAILER_SIZE = 16;
    private static final int PAGE_SIZE = 4096;

    @ParameterizedTest
    @ValueSource(strings = {"v3-page512", "v3-page4096", "v3-page65536", "v3-generations", "mixed"})
    void everyLz4FileIsDecodedAsCommonsCompressDoes(String fixture) throws IOException {
        List<Path> files = Fixture.open(fixture).files(".lz4");
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file);
                    Lz4FrameInputStream stream = new Lz4FrameInputStream(in);
                    InputStream other =
                            new FramedLZ4CompressorInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
                byte[] content = stream.readAllBytes();
                assertThat(content).as("%s", file).isEqualTo(other.readAllBytes());
                assertThat(content).isNotEmpty();
                assertThat(stream.atEndOfInput()).isTrue();
                assertThat(stream.inputOffset()).isEqualTo(Files.size(file));
                byte[] frame = Files.readAllBytes(file);
                assertThat(Frames.decode(frame, content.length)).isEqualTo(content);
            }
        }
    }

    @Test
    void everyPageFrameInLtxFilesIsDecoded() throws IOException {
        int pages = 0;
        for (Path file : Fixture.open("v5-frames4096").files(".ltx")) {
            byte[] ltx = Files.readAllBytes(file);
            int at = LTX_HEADER_SIZE;
            while (ByteBuffer.wrap(ltx).getInt(at) != 0) {
                at += LTX_PAGE_HEADER_SIZE;
                int length = Lz4Frame.frameLength(ltx, at, ltx.length - LTX_TRAILER_SIZE - at, 2 * PAGE_SIZE);
                assertThat(length).isPositive();
                byte[] page = Frames.decode(Arrays.copyOfRange(ltx, at, at + length), PAGE_SIZE);
                assertThat(page).hasSize(PAGE_SIZE);
                at += length;
                pages++;
            }
        }
        assertThat(pages).isGreaterThan(100);
    }

    @Test
    void everyPageBlockInLtxFilesIsDecodedAsLz4JavaDoes() throws IOException {
        int pages = 0;
        byte[] page = new byte[PAGE_SIZE];
        for (Path file : Fixture.open("v5-page4096").files(".ltx")) {
            byte[] ltx = Files.readAllBytes(file);
            int at = LTX_HEADER_SIZE;
            while (ByteBuffer.wrap(ltx).getInt(at) != 0) {
                at += LTX_PAGE_HEADER_SIZE;
                int length = ByteBuffer.wrap(ltx).getInt(at);
                at += Integer.BYTES;
                assertThat(Lz4BlockDecoder.pureJava().decode(ltx, at, length, page, 0, PAGE_SIZE, 0))
                        .isEqualTo(PAGE_SIZE);
                byte[] expected = LZ4Factory.safeInstance()
                        .safeDecompressor()
                        .decompress(Arrays.copyOfRange(ltx, at, at + length), PAGE_SIZE);
                assertThat(page).isEqualTo(expected);
                at += length;
                pages++;
            }
        }
        assertThat(pages).isGreaterThan(100);
    }
}
