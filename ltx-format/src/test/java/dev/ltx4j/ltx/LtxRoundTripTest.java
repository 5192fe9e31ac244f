package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.ltx.LtxFiles.Content;
import dev.ltx4j.sqlite.PageSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written is what is read. */
class LtxRoundTripTest {
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

    @Provide
    Arbitrary<SampleFile> samples() {
        return SampleFiles.any();
    }

    @StatisticsReport(StatisticsReportMode.OFF)
    @Property(tries = 500)
    void whatIsWrittenIsRead(@ForAll("samples") SampleFile sample, @ForAll PageEncoding encoding) throws IOException {
        byte[] file = sample.write(encoding);
        Content content = LtxFiles.read(file);
        SortedMap<Long, String> texts = new TreeMap<>();
        sample.pages().forEach((number, page) -> texts.put(number, LtxFiles.text(page)));
        assertThat(content.pages()).isEqualTo(texts);
        assertThat(content.summary().header()).isEqualTo(sample.header());
        assertThat(content.summary().trailer().postApplyChecksum()).isEqualTo(sample.postApplyChecksum());
        assertThat(content.summary().pageCount()).isEqualTo(texts.size());
        assertThat(content.summary().byteCount()).isEqualTo(file.length);
        LtxHeader header = sample.header();
        cover("page size", header.pageSize().bytes(), 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536);
        cover("deletion", header.commit() == 0, true, false);
        cover("snapshot", header.isSnapshot(), true, false);
        cover("checksums", header.hasDatabaseChecksums(), true, false);
        cover("behind the lock page", texts.containsKey(header.pageSize().lockPage() + 1), true, false);
        cover("in front of it", texts.containsKey(header.pageSize().lockPage() - 1), true, false);
        cover("last page number", texts.containsKey(LtxFormat.MAX_COMMIT), true, false);
    }

    private static void cover(String what, Object value, Object... wanted) {
        Statistics.label(what).collect(value).coverage(coverage -> {
            for (Object each : wanted) {
                coverage.check(each).count(count -> count > 0);
            }
        });
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
