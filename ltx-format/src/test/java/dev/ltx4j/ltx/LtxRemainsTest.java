package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.sqlite.FileFormatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of a file is found, and nothing that was not there. */
class LtxRemainsTest {
    private static final int ROUNDS = 400;

    @ParameterizedTest
    @ValueSource(strings = {"v5-page1024", "v5-frames4096", "v5-page65536"})
    void allPagesOfASoundFileAreLeft(String fixture) throws IOException {
        byte[] file = snapshot(fixture);
        assertSame(left(file), pages(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v5-page1024", "v5-frames4096"})
    void aBrokenFrameHidesNoOther(String fixture) throws IOException {
        byte[] file = snapshot(fixture);
        LtxPageIndex index = reader(file).index();
        index.next();
        index.next();
        byte[] broken = file.clone();
        Arrays.fill(broken, (int) index.frameOffset(), (int) index.frameOffset() + index.frameBytes(), (byte) 0xFF);
        Map<Long, byte[]> expected = pages(file);
        expected.remove(index.pageNumber());
        assertSame(left(broken), expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v5-page1024", "v5-frames4096"})
    void ofACutFileThePagesBeforeTheCutAreLeft(String fixture) throws IOException {
        byte[] file = snapshot(fixture);
        Map<Long, byte[]> whole = pages(file);
        for (int length = LtxHeader.BYTES; length < file.length; length += 1 + file.length / 150) {
            Map<Long, byte[]> expected = new TreeMap<>();
            LtxPageIndex index = reader(file).index();
            while (index.next() && index.frameOffset() + index.frameBytes() <= length) {
                expected.put(index.pageNumber(), whole.get(index.pageNumber()));
            }
            assertSame(left(Arrays.copyOf(file, length)), expected);
        }
    }

    @Test
    void withoutAHeaderNothingIsKnown() throws IOException {
        byte[] file = snapshot("v5-page1024");
        file[0] ^= 1;
        assertThatThrownBy(() -> left(file)).isInstanceOf(FileFormatException.class);
        assertThatThrownBy(() -> left(new byte[50])).isInstanceOf(FileFormatException.class);
    }

    /** Only what fits a checksum of its own may be relied on, and that is never wrong. */
    @ParameterizedTest
    @ValueSource(strings = {"v5-page1024", "v5-frames4096", "v5-page65536"})
    void provenPagesAreRightWhateverHappensToTheFile(String fixture) throws IOException {
        byte[] file = snapshot(fixture);
        Map<Long, byte[]> whole = pages(file);
        int proven = 0;
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            byte[] damaged = file.clone();
            for (int i = 1 + random.nextInt(8); i > 0; i--) {
                damaged[LtxHeader.BYTES + random.nextInt(damaged.length - LtxHeader.BYTES)] ^=
                        (byte) (1 << random.nextInt(8));
            }
            LtxRemains remains = LtxRemains.open(in(damaged), damaged.length, "damaged");
            long last = 0;
            while (remains.nextPage()) {
                assertThat(remains.pageNumber())
                        .isGreaterThan(last)
                        .isLessThanOrEqualTo(remains.header().commit());
                last = remains.pageNumber();
                Optional<byte[]> page = remains.page();
                if (remains.isProven()) {
                    assertThat(page.orElseThrow()).as("seed %d", seed).isEqualTo(whole.get(last));
                    proven++;
                }
            }
        }
        assertThat(proven > 0).isEqualTo(fixture.equals("v5-frames4096"));
    }

    @Test
    void partsThatCannotBeReadHideNoOthers() throws IOException {
        byte[] file = snapshot("v5-page1024");
        LtxPageIndex index = reader(file).index();
        index.next();
        long broken = index.frameOffset();
        int brokenBytes = index.frameBytes();
        LtxInput in = (fileOffset, array, arrayOffset, byteCount) -> fileOffset == broken && byteCount == brokenBytes
                ? 0
                : in(file).readAt(fileOffset, array, arrayOffset, byteCount);
        Map<Long, byte[]> whole = pages(file);
        Map<Long, byte[]> found = left(in, file.length);
        // A file below 64 KiB is read at once; only longer ones are read page by page.
        assertThat(found.keySet()).isSubsetOf(whole.keySet()).hasSizeGreaterThanOrEqualTo(whole.size() - 1);
    }

    @Test
    void anInterruptEndsIt() throws IOException {
        byte[] file = snapshot("v5-page1024");
        LtxRemains remains = LtxRemains.open(in(file), file.length, "file");
        Thread.currentThread().interrupt();
        assertThatThrownBy(remains::nextPage).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private static void assertSame(Map<Long, byte[]> left, Map<Long, byte[]> expected) {
        assertThat(left.keySet()).isEqualTo(expected.keySet());
        left.forEach((number, page) -> assertThat(page).as("page %d", number).isEqualTo(expected.get(number)));
    }

    private static Map<Long, byte[]> left(byte[] file) throws IOException {
        return left(in(file), file.length);
    }

    private static Map<Long, byte[]> left(LtxInput in, long byteCount) throws IOException {
        Map<Long, byte[]> left = new TreeMap<>();
        LtxRemains remains = LtxRemains.open(in, byteCount, "remains");
        while (remains.nextPage()) {
            remains.page().ifPresent(page -> left.put(remains.pageNumber(), page));
        }
        return left;
    }

    private static Map<Long, byte[]> pages(byte[] file) throws IOException {
        Map<Long, byte[]> pages = new TreeMap<>();
        try (LtxReader reader = LtxReader.open(new ByteArrayInputStream(file), "file")) {
            while (reader.nextPage()) {
                pages.put(reader.pageNumber(), reader.page().clone());
            }
            reader.finish();
        }
        return pages;
    }

    private static LtxIndexedReader reader(byte[] file) throws IOException {
        return LtxIndexedReader.open(in(file), file.length, "file");
    }

    private static LtxInput in(byte[] file) {
        return (fileOffset, array, arrayOffset, byteCount) -> {
            int count = (int) Math.max(0, Math.min(byteCount, file.length - fileOffset));
            System.arraycopy(file, (int) Math.min(fileOffset, file.length), array, arrayOffset, count);
            return count;
        };
    }

    /** The largest snapshot of a replica. */
    private static byte[] snapshot(String fixture) throws IOException {
        Path largest = null;
        for (Path file : Fixture.open(fixture).files(".ltx")) {
            boolean isSnapshot = String.valueOf(file.getFileName()).startsWith("0000000000000001-");
            if (isSnapshot && (largest == null || Files.size(file) > Files.size(largest))) {
                largest = file;
            }
        }
        if (largest == null) {
            throw new IllegalStateException("no snapshot in " + fixture);
        }
        return Files.readAllBytes(largest);
    }
}
