package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.fixtures.ForgeCrc;
import dev.ltx4j.sqlite.FileFormatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Golden files, cut and flipped: a cut file is always refused, a flipped bit is refused or changes nothing; never anything
 * but a {@link FileFormatException} that names the file.
 */
class DamageTest {
    private static final int SMALL_BYTES = 4096;
    private static final int FLIPS_OF_A_LARGE_FILE = 40;
    private static final int CUTS_OF_A_LARGE_FILE = 20;

    private long truncations;
    private long flips;
    private long harmless;

    @Test
    void everyTruncationAndEveryBitFlipOfSmallFilesIsRejectedOrHarmless() throws IOException {
        List<byte[]> files = distinct(size -> size <= SMALL_BYTES);
        // The same kinds of file come hundreds of times: every third is flipped here, all in the exhaustive profile.
        for (int i = 0; i < files.size(); i++) {
            byte[] file = files.get(i);
            everyTruncation(file);
            if (i % 3 == 0) {
                everyFlip(file);
            }
        }
        report("small files: " + files.size());
        assertThat(files).hasSizeGreaterThan(100);
    }

    @Test
    @Tag("exhaustive")
    void everyBitFlipOfEverySmallFileIsRejectedOrHarmless() throws IOException {
        List<byte[]> files = distinct(size -> size <= SMALL_BYTES);
        for (byte[] file : files) {
            everyFlip(file);
        }
        report("all small files: " + files.size());
        assertThat(flips).isGreaterThan(1_000_000);
    }

    @Test
    void aSampleOfTruncationsAndFlipsOfLargerFilesIsRejectedOrHarmless() throws IOException {
        Random random = new Random(20261123);
        List<byte[]> files = distinct(size -> size > SMALL_BYTES && size < 1_000_000);
        for (byte[] file : files) {
            Map<Long, Long> pages = pages(file);
            for (int i = 0; i < CUTS_OF_A_LARGE_FILE; i++) {
                truncation(file, random.nextInt(file.length));
            }
            for (int i = 0; i < FLIPS_OF_A_LARGE_FILE; i++) {
                flip(file, random.nextInt(file.length * 8), pages);
            }
        }
        report("larger files: " + files.size());
        assertThat(files).hasSizeGreaterThan(100);
    }

    private void everyTruncation(byte[] file) throws IOException {
        for (int length = 0; length < file.length; length++) {
            truncation(file, length);
        }
    }

    private void everyFlip(byte[] file) throws IOException {
        Map<Long, Long> pages = pages(file);
        for (int bit = 0; bit < file.length * 8; bit++) {
            flip(file, bit, pages);
        }
    }

    private void truncation(byte[] file, int length) throws IOException {
        truncations++;
        try {
            pages(Arrays.copyOf(file, length));
            fail("cut to %d of %d bytes and accepted", length, file.length);
        } catch (FileFormatException e) {
            assertThat(e.file()).isEqualTo("golden");
            assertThat(e.fileOffset()).isBetween(0L, (long) length);
        }
    }

    private void flip(byte[] file, int bit, Map<Long, Long> pages) throws IOException {
        flips++;
        byte[] flipped = file.clone();
        flipped[bit >>> 3] ^= (byte) (1 << (bit & 7));
        try {
            assertThat(pages(flipped)).as("bit %d flipped", bit).isEqualTo(pages);
            harmless++;
        } catch (FileFormatException e) {
            assertThat(e.file()).isEqualTo("golden");
            assertThat(e.fileOffset()).isBetween(0L, (long) file.length);
        }
    }

    private void report(String what) {
        System.out.printf(
                "%s, truncations: %d, bit flips: %d, of them harmless: %d%n", what, truncations, flips, harmless);
    }

    /** The content of a sound file: each page's checksum, and its commit. */
    private static Map<Long, Long> pages(byte[] file) throws IOException {
        Map<Long, Long> pages = new TreeMap<>();
        try (LtxReader reader = LtxReader.open(new ByteArrayInputStream(file), "golden")) {
            pages.put(0L, reader.header().commit());
            while (reader.nextPage()) {
                pages.put(reader.pageNumber(), ForgeCrc.page(reader.pageNumber(), reader.page()));
            }
            reader.finish();
        }
        return pages;
    }

    private static List<byte[]> distinct(java.util.function.LongPredicate size) throws IOException {
        Map<Long, byte[]> files = new TreeMap<>();
        List<String> archives = Stream.of("v5-", "mixed", "ltx-chain")
                .flatMap(prefix -> Fixture.names(prefix).stream())
                .toList();
        for (String archive : archives) {
            for (Path path : Fixture.open(archive).files(".ltx")) {
                if (size.test(Files.size(path))) {
                    byte[] bytes = Files.readAllBytes(path);
                    files.put(new ForgeCrc().update(bytes).value(), bytes);
                }
            }
        }
        return new ArrayList<>(files.values());
    }
}
