package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.fixtures.ForgeCrc;
import dev.ltx4j.fixtures.LtxForge;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@link ForgedFiles}, many of them, shown to {@link AllReaders}. A file that fails is put into the folder {@code
 * target/failed}; it belongs into the corpus then, which is tried in every build.
 */
class ForgedFilesTest {
    private static final Path CORPUS = Fixture.projectRoot().resolve("ltx-format/src/test/resources/corpus");
    private static final Path FAILED = Fixture.projectRoot().resolve("ltx-format/target/failed");
    private static final int ALL = -1;

    private int sound;

    @Test
    void everyFileThatEverFailedIsReadOrRefusedByAllReaders() throws IOException {
        List<Path> corpus;
        try (Stream<Path> files = Files.list(CORPUS)) {
            corpus = files.filter(path -> path.toString().endsWith(".ltx"))
                    .sorted()
                    .toList();
        }
        assertThat(corpus).hasSizeGreaterThan(1);
        for (Path path : corpus) {
            check(Files.readAllBytes(path), path.toString(), ALL);
        }
    }

    @Test
    void aHundredThousandForgedFilesAreReadOrRefusedByAllReaders() throws IOException {
        checkMany(100_000, 20261125);
        assertThat(sound).isBetween(10_000, 60_000);
    }

    @Test
    @Tag("exhaustive")
    void tenMillionForgedFilesAreReadOrRefusedByAllReaders() throws IOException {
        long seed = Long.getLong("ltx4j.fuzz.seed", System.nanoTime());
        System.out.println("forged files with -Dltx4j.fuzz.seed=" + seed);
        checkMany(Integer.getInteger("ltx4j.fuzz.files", 10_000_000), seed);
        System.out.println("forged files that are sound: " + sound);
        assertThat(sound).isGreaterThan(1000);
    }

    private void checkMany(int count, long seed) throws IOException {
        Random random = new Random(seed);
        ForgedFiles files = new ForgedFiles(random);
        for (int i = 0; i < count; i++) {
            byte[] file = files.next();
            if (check(file, "file " + i + " of seed " + seed, i)) {
                sound++;
            }
        }
    }

    private static boolean check(byte[] file, String what, int turn) throws IOException {
        try {
            return turn == ALL ? AllReaders.check(file, before(file)) : AllReaders.checkSome(file, before(file), turn);
        } catch (Throwable t) {
            Files.createDirectories(FAILED);
            String name = HexFormat.of().toHexDigits(new ForgeCrc().update(file).value()) + ".ltx";
            throw new AssertionError(
                    what + " (" + Files.write(FAILED.resolve(name), file) + " belongs into " + CORPUS + "): " + t, t);
        }
    }

    /** A file that the other may continue. */
    private static byte[] before(byte[] file) {
        int pageSize = file.length < 12 ? 512 : ByteBuffer.wrap(file).getInt(8);
        boolean valid = pageSize >= 512 && pageSize <= 65536 && Integer.bitCount(pageSize) == 1;
        return new LtxForge(valid ? pageSize : 512)
                .txids(2, 4)
                .commit(9)
                .page(2, 1)
                .page(7, 2)
                .build();
    }
}
