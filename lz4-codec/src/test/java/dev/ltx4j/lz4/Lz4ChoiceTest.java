package dev.ltx4j.lz4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a wish for a decoder comes to, and that native code gives the same words. {@link MutatedBlockTest} has the rest. */
class Lz4ChoiceTest {
    @Test
    void plainJavaIsTheDefault() {
        assertThat(Lz4Choice.decoder()).isSameAs(Lz4BlockDecoder.pureJava());
        assertThat(Lz4Choice.trouble()).isEmpty();
        assertThat(Lz4Choice.of("java").decoder()).isSameAs(Lz4BlockDecoder.pureJava());
    }

    @Test
    void nativeCodeIsThereForWhoAsks() throws Lz4Exception {
        Lz4Choice.Outcome outcome = Lz4Choice.of("native");
        assertThat(outcome.trouble()).isEmpty();
        assertThat(outcome.decoder()).isNotSameAs(Lz4BlockDecoder.pureJava());
        for (SampleData kind : SampleData.values()) {
            byte[] content = kind.make(4096, new Random(5));
            byte[] block = new byte[Lz4BlockEncoder.maxEncodedLength(content.length)];
            int blockLength = Lz4BlockEncoder.pureJava().encode(content, 0, content.length, block, 0, block.length);
            byte[] decoded = new byte[content.length];
            assertThat(outcome.decoder().decode(block, 0, blockLength, decoded, 0, decoded.length, 0))
                    .isEqualTo(content.length);
            assertThat(decoded).isEqualTo(content);
        }
    }

    @Test
    void aWishForAnythingElseIsAnsweredWithPlainJavaAndAReason() {
        Lz4Choice.Outcome outcome = Lz4Choice.of("nativ");
        assertThat(outcome.decoder()).isSameAs(Lz4BlockDecoder.pureJava());
        assertThat(outcome.trouble())
                .contains("there is no LZ4 decoder \"nativ\", only \"java\" and \"native\"; pages are decoded in plain"
                        + " Java");
    }

    @Test
    void nativeCodeRefusesWithTheSameWords() {
        byte[] block =
                new BlockForge().sequence(new byte[4], 5, 8).last(new byte[7]).toBytes();
        assertThatThrownBy(() -> Lz4BlockDecoder.nativeCode().decode(block, 0, block.length, new byte[99], 0, 99, 0))
                .isInstanceOf(Lz4Exception.class)
                .hasMessage("LZ4: match reaches back before the start, offset 5 (at input byte 5)");
    }

    @Test
    void nativeCodeKeepsToTheRangesItIsGiven() {
        byte[] ten = new byte[10];
        int[][] ranges = {{-1, 5, 0, 10, 0}, {6, 5, 0, 10, 0}, {0, 5, -1, 5, 0}, {0, 5, 6, 5, 0}, {0, 5, 3, 7, 4}};
        for (int[] r : ranges) {
            assertThatThrownBy(() -> Lz4BlockDecoder.nativeCode().decode(ten, r[0], r[1], ten, r[2], r[3], r[4]))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }
}
