package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.fixtures.LtxForge;
import dev.ltx4j.ltx.LtxFiles.Content;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.PageSize;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single pages through the index: the same as the streaming reader's, with few reads, and never anything untyped. */
class LtxIndexedReaderTest {
    private static final int SIZE = 512;
    private static final long BIT_63 = 1L << 63;

    static Stream<String> archives() {
        return Stream.of("v5-", "mixed", "ltx-chain").flatMap(prefix -> Fixture.names(prefix).stream());
    }

    @ParameterizedTest
    @MethodSource("archives")
    void everyPageOfAGoldenFileIsTheStreamingReaders(String archive) throws IOException {
        for (Path path : Fixture.open(archive).files(".ltx")) {
            if (Files.size(path) > 1_000_000) {
                continue;
            }
            Content content = LtxFiles.read(Files.readAllBytes(path));
            try (FileChannel channel = FileChannel.open(path)) {
                Counting in = new Counting(LtxInput.of(channel));
                LtxIndexedReader reader = LtxIndexedReader.open(in, channel.size(), "golden");
                assertThat(in.reads).isEqualTo(1);
                assertThat(reader.pageCount()).isEqualTo(content.pages().size());
                for (var page : content.pages().entrySet()) {
                    in.reads = 0;
                    assertThat(LtxFiles.text(reader.page(page.getKey()).orElseThrow()))
                            .isEqualTo(page.getValue());
                    assertThat(in.reads).isLessThanOrEqualTo(1);
                }
                long commit = content.summary().header().commit();
                for (long page = Math.max(1, commit - 100); page <= commit + 1; page++) {
                    assertThat(reader.page(page).isPresent())
                            .isEqualTo(content.pages().containsKey(page));
                }
                assertThat(reader.page(0)).isEmpty();
                assertThat(reader.page(-1)).isEmpty();
                assertThat(reader.header()).isEqualTo(content.summary().header());
                assertThat(reader.trailer()).isEqualTo(content.summary().trailer());
                assertThat(LtxIndexedReader.readHeader(in, "golden")).isEqualTo(reader.header());
            }
        }
    }

    @Test
    void onePageOfALargeFileCostsTwoReadsAndNothingElseIsRead() throws IOException {
        byte[] file = noise(65536, 40);
        Counting in = new Counting(input(file));
        LtxIndexedReader reader = LtxIndexedReader.open(in, file.length, "large");
        assertThat(reader.page(17)).isPresent();
        assertThat(in.reads).isEqualTo(2);
        assertThat(in.bytes).isLessThan(64 * 1024 + 66_000);
        reader.header();
        reader.header();
        assertThat(in.reads).isEqualTo(3);
        reader.trailer();
        assertThat(in.reads).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3_000, 6_000, 9_000, 150_000})
    void aLongIndexIsFoundThroughADirectoryOfItsParts(int pages) throws IOException {
        SortedMap<Long, byte[]> content = new TreeMap<>();
        for (long n = 1; n <= pages; n++) {
            content.put(2 * n, LtxForge.repeatedPage(SIZE, (byte) (n % 251)));
        }
        LtxHeader header = LtxHeader.builder(PageSize.of(SIZE), TxidRange.of(2, 2))
                .commit(2L * pages)
                .withoutDatabaseChecksums()
                .build();
        byte[] file = LtxFiles.write(header, content, 0, PageEncoding.LZ4_BLOCK);
        Counting in = new Counting(input(file));
        LtxIndexedReader reader = LtxIndexedReader.open(in, file.length, "long");
        assertThat(in.reads).isLessThanOrEqualTo(4);
        assertThat(reader.pageCount()).isEqualTo(pages);
        Random random = new Random(pages);
        for (int i = 0; i < 2_000; i++) {
            long n = 1 + random.nextInt(pages);
            in.reads = 0;
            assertThat(reader.page(2 * n).orElseThrow()[0]).isEqualTo((byte) (n % 251));
            assertThat(in.reads).isLessThanOrEqualTo(2);
            assertThat(reader.page(2 * n - 1)).isEmpty();
        }
        assertThat(reader.page(2L * pages)).isPresent();
        assertThat(reader.page(2L * pages + 1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 40, 6_000, 150_000, 400_000})
    void theIndexAloneIsGoneOverWithoutReadingAFrame(int pages) throws IOException {
        byte[] file = sparse(pages);
        Counting in = new Counting(input(file));
        LtxIndexedReader reader = LtxIndexedReader.open(in, file.length, "long");
        reader.header();
        long frames = frameBytes(file);
        assertThat(in.lowest(LtxHeader.BYTES))
                .as("frames are read only where they are within the last 64 KiB")
                .isGreaterThanOrEqualTo(Math.min(frames + LtxHeader.BYTES, file.length - 65_536L));
        in.forget();
        LtxPageIndex index = reader.index();
        long expectedOffset = LtxHeader.BYTES;
        for (int n = 1; n <= pages; n++) {
            assertThat(index.next()).isTrue();
            if (index.pageNumber() != 2L * n || index.frameOffset() != expectedOffset) {
                fail("entry %d is %s", n, index.entry());
            }
            expectedOffset += index.frameBytes();
        }
        assertThat(index.next()).isFalse();
        assertThat(index.next()).isFalse();
        assertThat(in.bytes).isLessThanOrEqualTo(file.length - frames - LtxHeader.BYTES + 30L * in.reads);
        assertThat(in.reads).isLessThanOrEqualTo(4);
        assertThat(expectedOffset).isEqualTo(frames + LtxHeader.BYTES);
    }

    /** At most its part of the index, a 2048th, and then its frame; the frame alone where the index is short. */
    @ParameterizedTest
    @ValueSource(ints = {40, 3_000, 6_000, 150_000, 400_000})
    void aPageCostsItsFrameAndAtMostASmallPartOfTheIndex(int pages) throws IOException {
        byte[] file = sparse(pages);
        Counting in = new Counting(input(file));
        LtxIndexedReader reader = LtxIndexedReader.open(in, file.length, "long");
        reader.header();
        long indexBytes = file.length - frameBytes(file) - LtxHeader.BYTES;
        Map<Long, LtxIndexEntry> entries = new HashMap<>();
        LtxPageIndex index = reader.index();
        while (index.next()) {
            entries.put(index.pageNumber(), index.entry());
        }
        Random random = new Random(pages);
        for (int i = 0; i < 500; i++) {
            long pageNumber = 2L * (1 + random.nextInt(pages));
            in.forget();
            assertThat(reader.page(pageNumber)).isPresent();
            LtxIndexEntry entry = entries.get(pageNumber);
            assertThat(in.reads).isLessThanOrEqualTo(indexBytes > 65_536 ? 2 : 1);
            assertThat(in.bytes)
                    .isLessThanOrEqualTo(entry.frameBytes() + (indexBytes > 65_536 ? indexBytes / 2000 + 30 : 0));
            in.forget();
            assertThat(reader.page(pageNumber - 1)).isEmpty();
            assertThat(in.reads).isLessThanOrEqualTo(1);
            assertThat(in.bytes).isLessThanOrEqualTo(indexBytes / 2000 + 30);
        }
    }

    /** Every second page, each of one repeated byte. */
    private static byte[] sparse(int pages) throws IOException {
        SortedMap<Long, byte[]> content = new TreeMap<>();
        byte[][] fills = new byte[251][];
        for (int fill = 0; fill < fills.length; fill++) {
            fills[fill] = LtxForge.repeatedPage(SIZE, (byte) fill);
        }
        for (int n = 1; n <= pages; n++) {
            content.put(2L * n, fills[n % fills.length]);
        }
        LtxHeader header = LtxHeader.builder(PageSize.of(SIZE), TxidRange.of(2, 2))
                .commit(2L * pages)
                .withoutDatabaseChecksums()
                .build();
        return LtxFiles.write(header, content, 0, PageEncoding.LZ4_BLOCK);
    }

    /** From the size field of the index: what is between header and end mark. */
    private static long frameBytes(byte[] file) {
        long indexBytes = java.nio.ByteBuffer.wrap(file).getLong(file.length - 24);
        return file.length - 24 - indexBytes - 6 - LtxHeader.BYTES;
    }

    static Stream<Arguments> brokenFiles() {
        byte[] fitting = forge().fittingIndex();
        int frame = 10 + LtxForge.repeatedBlock(SIZE, (byte) 1).length;
        long index = 100 + 3 * frame + 6;
        long size = index + fitting.length;
        return Stream.of(
                arguments(
                        forge().index(join(LtxForge.varint(2), LtxForge.varint(100), LtxForge.varint(frame), fitting)),
                        "page index is not in order: page 1 follows page 2 (at byte " + (index + 3) + ")"),
                arguments(
                        forge().index(LtxForge.varint(-1)),
                        "page index is not in order: page 18446744073709551615 follows page 0 (at byte " + index + ")"),
                arguments(
                        forge().index(changed(fitting, 1, 101)),
                        "page index says that the frame stands at byte 101, not 100 (at byte " + index + ", page 1)"),
                arguments(
                        forge().index(changed(fitting, 2, 6)),
                        "page index gives a frame of 6 bytes (at byte " + index + ", page 1)"),
                arguments(
                        forge().index(join(LtxForge.varint(1), LtxForge.varint(100), LtxForge.varint(BIT_63))),
                        "page index gives a frame of 9223372036854775808 bytes (at byte " + index + ", page 1)"),
                arguments(
                        forge().index(new byte[] {(byte) 0x81, 0, 0}),
                        "varint in the page index is longer than it needs to be (at byte " + index + ")"),
                arguments(
                        forge().index(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, 2, 0}),
                        "varint in the page index has more than 64 bits (at byte " + index + ")"),
                arguments(
                        forge().index(new byte[] {1}), "page index ends inside an entry (at byte " + (index + 1) + ")"),
                arguments(
                        forge().index(new byte[] {0}),
                        "page index does not match the page frames: its last frame ends at byte 100, the end mark "
                                + "stands at byte " + (index - 6) + " (at byte " + index + ")"),
                arguments(
                        forge().index(join(fitting, new byte[] {0})),
                        "page index has " + fitting.length + " bytes, but its size field says " + (fitting.length + 1)
                                + " (at byte " + (size + 1) + ")"),
                arguments(
                        forge().indexSizeError(-fitting.length),
                        "size of the page index, 0, is not from 1 to " + (size - 106)
                                + ", for which the file has room (at byte " + size + ")"),
                arguments(
                        forge().indexSizeError(100_000),
                        "size of the page index, " + (fitting.length + 100_000) + ", is not from 1 to " + (size - 106)
                                + ", for which the file has room (at byte " + size + ")"),
                arguments(
                        forge().indexSizeError(-1 - fitting.length),
                        "size of the page index, 18446744073709551615, is not from 1 to " + (size - 106)
                                + ", for which the file has room (at byte " + size + ")"),
                arguments(forge().withoutEndMark(), "no end mark before the page index (at byte " + (index - 12) + ")"),
                arguments(
                        forge().commit(2),
                        "page index has page 3, which is beyond the commit of 2 pages (at byte " + index + ")"),
                arguments(
                        forge().commit(4).txids(1, 1),
                        "snapshot is incomplete: its page index has 3 of 4 (at byte " + index + ")"),
                arguments(
                        new LtxForge(SIZE).txids(2, 2).commit(3_000_000).page(2_097_153, 1),
                        "the lock page must not be in a file (at byte " + (106 + frame) + ")"));
    }

    @ParameterizedTest
    @MethodSource("brokenFiles")
    void aBrokenRuleIsNamedWithItsByte(LtxForge forge, String message) {
        byte[] file = forge.build();
        assertThatThrownBy(() -> LtxIndexedReader.open(input(file), file.length, "forged"))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("forged: " + message);
    }

    @Test
    void aFrameThatIsNotWhatTheIndexSaysIsRefused() throws IOException {
        byte[] file = forge().build();
        int frame = 10 + LtxForge.repeatedBlock(SIZE, (byte) 1).length;
        assertPageRefused(
                changed(file, 100 + frame + 3, 9),
                "page index does not match the page frames: the frame is that of page 9 (at byte " + (100 + frame)
                        + ", page 2)");
        assertPageRefused(
                changed(file, 100 + frame + 5, 3), "unknown page flags 0x3 (at byte " + (104 + frame) + ", page 2)");
        assertPageRefused(
                changed(file, 100 + frame + 9, frame),
                "page index does not match the page frames: it gives a frame of " + frame
                        + " bytes, whose compressed size is " + frame + " (at byte " + (106 + frame) + ", page 2)");
        byte[] half = new LtxForge(SIZE)
                .txids(2, 2)
                .commit(2)
                .block(2, LtxForge.repeatedBlock(256, (byte) 1), new byte[SIZE])
                .build();
        assertPageRefused(half, "page data decompresses to 256 bytes, not to a page of 512 (at byte 106, page 2)");
    }

    @Test
    void aFileThatIsShorterThanItWasSaidToBeIsRefused() {
        byte[] file = forge().build();
        assertThatThrownBy(() -> LtxIndexedReader.open(input(file), file.length + 10, "short"))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("short: file ends before its " + (file.length + 10)
                        + " bytes: it is shorter than it was said to be (at byte " + file.length + ")");
        for (long tooShort : new long[] {-1, 0, 130}) {
            assertThatThrownBy(() -> LtxIndexedReader.open(input(file), tooShort, "short"))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageContaining("file of " + tooShort + " bytes is too short for an LTX file");
        }
        assertThatThrownBy(() -> LtxIndexedReader.readHeader(input(new byte[50]), "short"))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("short: file ends inside the header: 50 of 100 bytes (at byte 50)");
    }

    @Test
    void everyTruncationIsRejected() throws IOException {
        for (byte[] file : samples()) {
            for (int length = 0; length < file.length; length += file.length > 4096 ? 97 : 1) {
                byte[] cut = Arrays.copyOf(file, length);
                try {
                    pages(cut);
                    fail("cut to %d of %d bytes and accepted", length, file.length);
                } catch (FileFormatException e) {
                    assertThat(e.file()).isEqualTo("damaged");
                }
            }
        }
    }

    /** All but the data of LZ4 blocks, which only the file checksum covers: there, any page may come out. */
    @Test
    void aFlippedBitIsRejectedOrChangesNoPage() throws IOException {
        Random random = new Random(4);
        int rejected = 0;
        for (byte[] file : samples()) {
            Map<Long, String> expected = pages(file);
            boolean[] unprotected = blockData(file);
            for (int i = 0; i < 600; i++) {
                int bit = random.nextInt(file.length * 8);
                byte[] flipped = file.clone();
                flipped[bit >>> 3] ^= (byte) (1 << (bit & 7));
                try {
                    Map<Long, String> pages = pages(flipped);
                    if (!unprotected[bit >>> 3]) {
                        assertThat(pages).as("bit %d", bit).isEqualTo(expected);
                    }
                } catch (FileFormatException e) {
                    assertThat(e.file()).isEqualTo("damaged");
                    rejected++;
                }
            }
        }
        assertThat(rejected).isGreaterThan(100);
    }

    private static List<byte[]> samples() throws IOException {
        Path frames = Fixture.open("v5-frames4096").replica().resolve("ltx/0/0000000000000002-0000000000000002.ltx");
        Path blocks = Fixture.open("ltx-chain512").folder().resolve("l0/0000000000000002-0000000000000002.ltx");
        return List.of(forge().build(), Files.readAllBytes(frames), Files.readAllBytes(blocks));
    }

    private static boolean[] blockData(byte[] file) throws IOException {
        boolean[] marked = new boolean[file.length];
        try (LtxReader reader = LtxReader.open(new java.io.ByteArrayInputStream(file), "sound")) {
            while (reader.nextPage()) {
                int start = (int) reader.frameOffset();
                if (file[start + 5] == 1) {
                    Arrays.fill(marked, start + 10, start + reader.frameLength(), true);
                }
            }
        }
        return marked;
    }

    private static Map<Long, String> pages(byte[] file) throws IOException {
        Map<Long, String> pages = new HashMap<>();
        LtxIndexedReader reader = LtxIndexedReader.open(input(file), file.length, "damaged");
        for (long page = 1; page <= 40; page++) {
            long number = page;
            reader.page(page).ifPresent(bytes -> pages.put(number, LtxFiles.text(bytes)));
        }
        return pages;
    }

    private static void assertPageRefused(byte[] file, String message) throws IOException {
        LtxIndexedReader reader = LtxIndexedReader.open(input(file), file.length, "forged");
        assertThatThrownBy(() -> reader.page(2))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("forged: " + message);
    }

    private static LtxForge forge() {
        return new LtxForge(SIZE).txids(2, 2).commit(3).page(1, 1).page(2, 2).page(3, 3);
    }

    private static byte[] noise(int pageBytes, int pages) throws IOException {
        SortedMap<Long, byte[]> content = new TreeMap<>();
        Random random = new Random(1);
        for (long n = 1; n <= pages; n++) {
            byte[] page = new byte[pageBytes];
            random.nextBytes(page);
            content.put(n, page);
        }
        LtxHeader header = LtxHeader.builder(PageSize.of(pageBytes), TxidRange.of(1, 1))
                .commit(pages)
                .withoutDatabaseChecksums()
                .build();
        return LtxFiles.write(header, content, 0, PageEncoding.LZ4_BLOCK);
    }

    private static LtxInput input(byte[] file) {
        return (fileOffset, array, arrayOffset, byteCount) -> {
            int count = (int) Math.max(0, Math.min(byteCount, file.length - fileOffset));
            System.arraycopy(file, (int) Math.min(fileOffset, file.length), array, arrayOffset, count);
            return count;
        };
    }

    private static byte[] changed(byte[] bytes, int at, int value) {
        byte[] copy = bytes.clone();
        copy[at] = (byte) value;
        return copy;
    }

    private static byte[] join(byte[]... parts) {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static final class Counting implements LtxInput {
        private final LtxInput in;
        int reads;
        long bytes;
        private final TreeSet<Long> offsets = new TreeSet<>();

        Counting(LtxInput in) {
            this.in = in;
        }

        @Override
        public int readAt(long fileOffset, byte[] array, int arrayOffset, int byteCount) throws IOException {
            reads++;
            bytes += byteCount;
            offsets.add(fileOffset);
            return in.readAt(fileOffset, array, arrayOffset, byteCount);
        }

        /** The lowest offset that was read from, not counting those below a bound. */
        long lowest(long bound) {
            Long lowest = offsets.ceiling(bound);
            return lowest == null ? Long.MAX_VALUE : lowest;
        }

        void forget() {
            reads = 0;
            bytes = 0;
            offsets.clear();
        }
    }
}
