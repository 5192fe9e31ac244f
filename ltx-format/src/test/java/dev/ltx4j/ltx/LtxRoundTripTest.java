package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.fixtures.ForgeCrc;
import dev.ltx4j.ltx.LtxFiles.Content;
import dev.ltx4j.sqlite.PageSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written is what is read. */
class LtxRoundTripTest {
    private static final long BIT_63 = 1L << 63;

    static Stream<String> archives() {
        return Stream.of("v5-", "mixed", "ltx-chain").flatMap(prefix -> Fixture.names(prefix).stream());
    }

    @ParameterizedTest
    @MethodSource("archives")
    void everyGoldenFileWrittenAgainHoldsTheSame(String archive) throws IOException {
        for (Path path : Fixture.open(archive).files(".ltx")) {
            if (Files.size(path) > 1_000_000) {
                continue;
            }
            byte[] golden = Files.readAllBytes(path);
            Content expected = LtxFiles.read(golden);
            for (PageEncoding encoding : PageEncoding.values()) {
                Content again = LtxFiles.read(LtxFiles.rewrite(golden, encoding));
                assertThat(again.pages()).isEqualTo(expected.pages());
                assertThat(again.summary().header())
                        .isEqualTo(expected.summary().header());
                assertThat(again.summary().trailer().postApplyChecksum())
                        .isEqualTo(expected.summary().trailer().postApplyChecksum());
            }
        }
    }

    @Property(tries = 300)
    void whatIsWrittenIsRead(
            @ForAll @IntRange(min = 9, max = 16) int pageSizeLog2,
            @ForAll PageEncoding encoding,
            @ForAll boolean snapshot,
            @ForAll boolean checksums,
            @ForAll @IntRange(max = 40) int commit,
            @ForAll Random random)
            throws IOException {
        PageSize size = PageSize.of(1 << pageSizeLog2);
        SortedMap<Long, byte[]> pages = new TreeMap<>();
        SortedMap<Long, String> texts = new TreeMap<>();
        long sum = BIT_63;
        for (long n = 1; n <= commit; n++) {
            if (snapshot || random.nextBoolean()) {
                byte[] page = LtxFiles.page(size, random);
                pages.put(n, page);
                texts.put(n, LtxFiles.text(page));
                sum ^= ForgeCrc.page(n, page) ^ BIT_63;
            }
        }
        LtxHeaderBuilder header = LtxHeader.builder(size, TxidRange.of(snapshot ? 1 : 2 + random.nextInt(9), 99))
                .commit(commit)
                .timestampMillis(random.nextLong())
                .nodeId(random.nextLong())
                .wal(random.nextInt(9) + 1, random.nextInt(9), random.nextInt(), random.nextInt());
        long postApply = 0;
        if (!checksums) {
            header.withoutDatabaseChecksums();
        } else {
            postApply = snapshot || commit == 0 ? sum : BIT_63 | random.nextLong();
            header.preApplyChecksum(snapshot ? 0 : BIT_63 | random.nextLong());
        }
        byte[] file = LtxFiles.write(header.build(), pages, postApply, encoding);
        Content content = LtxFiles.read(file);
        assertThat(content.pages()).isEqualTo(texts);
        assertThat(content.summary().header()).isEqualTo(header.build());
        assertThat(content.summary().trailer().postApplyChecksum()).isEqualTo(postApply);
        assertThat(content.summary().pageCount()).isEqualTo(pages.size());
        assertThat(content.summary().byteCount()).isEqualTo(file.length);
    }

    @Test
    void anIndexLargerThanAnyBufferIsRight() throws IOException {
        PageSize size = PageSize.of(512);
        SortedMap<Long, byte[]> pages = new TreeMap<>();
        byte[] zeros = new byte[512];
        for (long n = 1; n < 60_000; n += 1 + n % 3) {
            pages.put(n, zeros);
        }
        pages.put(0xFFFF_FFFFL, zeros);
        LtxHeader header = LtxHeader.builder(size, TxidRange.of(2, 2))
                .commit(0xFFFF_FFFFL)
                .withoutDatabaseChecksums()
                .build();
        Content content = LtxFiles.read(LtxFiles.write(header, pages, 0, PageEncoding.LZ4_BLOCK));
        assertThat(content.pages().keySet()).isEqualTo(pages.keySet());
    }

    @Test
    void pagesAsFramesAreLaidOutAsOlderProgramsDid() throws IOException {
        Path path = Fixture.open("v5-frames4096").replica().resolve("ltx/0/0000000000000002-0000000000000002.ltx");
        byte[] golden = Files.readAllBytes(path);
        byte[] again = LtxFiles.rewrite(golden, PageEncoding.LZ4_FRAME);
        // Header, frame header and LZ4 frame header; the compressor is another from there on.
        assertThat(java.util.Arrays.copyOf(again, 113)).isEqualTo(java.util.Arrays.copyOf(golden, 113));
    }
}
