package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class WalRoundTripTest {
    /** A frame; its page is made from the seed. */
    private record Frame(long pageNumber, long commit, long seed) {
        byte[] page(PageSize pageSize) {
            byte[] page = new byte[pageSize.bytes()];
            if (seed % 4 != 0) {
                new Random(seed).nextBytes(page);
            }
            return page;
        }
    }

    @Property(tries = 300)
    void whatIsWrittenIsRead(@ForAll("headers") WalHeader header, @ForAll("frames") List<Frame> frames)
            throws IOException {
        Path file = Files.createTempFile("round-trip", "-wal");
        try {
            write(file, header, frames);
            try (WalReader reader = new WalReader(Files.newInputStream(file), "log")) {
                assertThat(reader.header()).isEqualTo(header);
                for (Frame frame : frames) {
                    assertThat(reader.next()).isTrue();
                    assertThat(reader.pageNumber()).isEqualTo(frame.pageNumber());
                    assertThat(reader.commit()).isEqualTo(frame.commit());
                    assertThat(reader.page()).isEqualTo(frame.page(header.pageSize()));
                }
                assertThat(reader.next()).isFalse();
                assertThat(reader.end()).isEqualTo(WalEnd.END_OF_FILE);
                assertThat(reader.endOffset()).isEqualTo(Files.size(file));
            }
        } finally {
            Files.delete(file);
        }
    }

    private static void write(Path file, WalHeader header, List<Frame> frames) throws IOException {
        try (WalWriter writer = new WalWriter(FileChannel.open(file, StandardOpenOption.WRITE), header)) {
            for (Frame frame : frames) {
                writer.write(frame.pageNumber(), frame.page(header.pageSize()), frame.commit());
            }
        }
    }

    @Provide
    Arbitrary<WalHeader> headers() {
        return Combinators.combine(
                        Arbitraries.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN),
                        Arbitraries.integers().between(9, 16),
                        Arbitraries.longs().between(0, 0xffff_ffffL),
                        Arbitraries.integers(),
                        Arbitraries.integers())
                .as((order, shift, sequence, salt1, salt2) ->
                        WalHeader.of(order, PageSize.of(1 << shift), sequence, salt1, salt2));
    }

    @Provide
    Arbitrary<List<Frame>> frames() {
        Arbitrary<Long> pageNumbers = Arbitraries.longs()
                .between(1, PageSize.MAX_PAGE_NUMBER)
                .filter(number -> Long.bitCount(number - 1) != 1);
        return Combinators.combine(
                        pageNumbers, Arbitraries.longs().between(0, PageSize.MAX_PAGE_NUMBER), Arbitraries.longs())
                .as((number, commit, seed) -> new Frame(number, commit < number ? 0 : commit, seed))
                .list()
                .ofMaxSize(12);
    }
}
