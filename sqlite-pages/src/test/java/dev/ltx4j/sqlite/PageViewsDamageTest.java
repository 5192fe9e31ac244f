package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mutated pages are a value or the typed error that names the page, whichever view they are given to. */
class PageViewsDamageTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"512, 40000", "1024, 40000", "4096, 40000", "65536, 1500"})
    void mutatedPagesAreAValueOrATypedError(int pageBytes, int rounds) throws Exception {
        requireValueOrTypedError(pageBytes, rounds);
    }

    @Tag("exhaustive")
    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 2048, 4096, 8192})
    void aMillionMutatedPagesAreAValueOrATypedError(int pageBytes) throws Exception {
        requireValueOrTypedError(pageBytes, 200_000);
    }

    private void requireValueOrTypedError(int pageBytes, int rounds) throws Exception {
        Path file = SampleDatabase.create(folder.resolve("sample.db"), pageBytes, "INCREMENTAL");
        byte[] page = new byte[pageBytes];
        Random random = new Random(pageBytes);
        int refused = 0;
        try (PageSource pages = new BytePages(Files.readAllBytes(file))) {
            for (int round = 0; round < rounds; round++) {
                long number = 1 + random.nextInt((int) pages.pageCount());
                pages.readPage(number, page);
                mutate(page, number == 1 ? 100 : 0, random);
                refused += viewed(page, number, pages) ? 0 : 1;
            }
        }
        assertThat(refused).isBetween(rounds / 4, rounds - rounds / 10);
    }

    /** Most changes hit the first bytes of the page, where its header and the first pointers are. */
    private static void mutate(byte[] page, int from, Random random) {
        for (int change = random.nextInt(3); change >= 0; change--) {
            int span = random.nextInt(4) == 0 ? page.length - from : 24;
            int arrayOffset = from + random.nextInt(span);
            switch (random.nextInt(3)) {
                case 0 -> page[arrayOffset] ^= (byte) (1 << random.nextInt(8));
                case 1 -> page[arrayOffset] = (byte) random.nextInt();
                default -> page[arrayOffset] = (byte) (random.nextBoolean() ? 0 : 0xff);
            }
        }
    }

    /** Whether the page passes as a b-tree page with all its cells; the other views only must not fail otherwise. */
    private static boolean viewed(byte[] page, long number, PageSource pages) {
        DatabaseHeader header = pages.header();
        if (number > 1) {
            attempt(number, () -> FreelistTrunk.parse(page, number, header, "a.db"));
        }
        if (number > 1 && PointerMap.isPointerMap(number, header)) {
            attempt(number, () -> PointerMap.parse(page, number, header, pages.pageCount(), "a.db"));
        }
        return attempt(number, () -> {
            BtreePage view = BtreePage.parse(page, number, header, "a.db");
            for (int cell = 0; cell < view.cells().size(); cell++) {
                BtreeCell content = BtreeCell.parse(page, view, cell, header, "a.db");
                require(content.arrayOffset() + content.byteCount() <= header.usableBytes());
                require(content.localBytes() >= 0 && content.localBytes() <= content.byteCount());
            }
            require(view.unusedBytes() >= 0 && view.unusedBytes() <= header.usableBytes());
        });
    }

    /** Lists that lead anywhere: the walk ends, with a list or the typed error. */
    @Test
    void mutatedFreelistsAreAListOrATypedError() throws Exception {
        Path file = SampleDatabase.create(folder.resolve("sample.db"), 512, "NONE");
        byte[] original = Files.readAllBytes(file);
        long head;
        Freelist list;
        try (PageSource pages = new BytePages(original)) {
            head = pages.header().freelistHead();
            list = Freelist.read(pages);
        }
        long[] free = list.pages().toArray();
        Random random = new Random(8);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            long number = random.nextBoolean() ? head : free[random.nextInt(free.length)];
            int at = (int) (number - 1) * 512;
            byte[] saved = Arrays.copyOfRange(original, at, at + 512);
            int field = at + 4 * random.nextInt(random.nextInt(3) == 0 ? 128 : 3);
            int value = random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(original.length / 512 + 2);
            WalLayout.putWord(original, field, value);
            PageSource pages = new BytePages(original);
            refused += attempt(0, () -> Freelist.read(pages)) ? 0 : 1;
            System.arraycopy(saved, 0, original, at, saved.length);
        }
        assertThat(refused).isBetween(1_000, 19_999);
    }

    private interface View {
        void run() throws IOException;
    }

    /** @param pageNumber that the error has to name, or 0 for any */
    private static boolean attempt(long pageNumber, View view) {
        try {
            view.run();
            return true;
        } catch (MalformedFileException e) {
            require(e.pageNumber() > 0);
            require(pageNumber == 0 || (e.pageNumber() == pageNumber && e.fileOffset() >= 0));
            return false;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Asked some million times: AssertJ would take most of the test's time. */
    private static void require(boolean holds) {
        if (!holds) {
            throw new AssertionError();
        }
    }
}
