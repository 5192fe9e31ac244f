package dev.ltx4j.bench;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Pages as databases have them: text that repeats itself, numbers that do not, and some room that is left. LZ4 makes
 * about half of them. The same for the same seed, everywhere.
 */
final class SamplePages {
    private static final String[] WORDS = {
        "invoice",
        "customer",
        "2026-11-23T13:54:02",
        "Berlin",
        "delivered",
        "open",
        "article",
        "quantity",
        "EUR",
        "https://example.com/orders/",
        "first name",
        "last name",
        "street",
        "null",
        "true",
        "warehouse"
    };

    private final Random random;
    private final int pageBytes;

    SamplePages(int pageBytes, long seed) {
        this.pageBytes = pageBytes;
        this.random = new Random(seed);
    }

    /** The next page, in an array of its own. */
    byte[] next() {
        byte[] page = new byte[pageBytes];
        int end = pageBytes - pageBytes / 8;
        int at = 0;
        byte[] number = new byte[6];
        while (at < end) {
            random.nextBytes(number);
            at = put(page, at, end, number);
            at = put(page, at, end, WORDS[random.nextInt(WORDS.length)].getBytes(StandardCharsets.US_ASCII));
        }
        return page;
    }

    private static int put(byte[] page, int at, int end, byte[] bytes) {
        int count = Math.min(bytes.length, end - at);
        System.arraycopy(bytes, 0, page, at, count);
        return at + count;
    }
}
