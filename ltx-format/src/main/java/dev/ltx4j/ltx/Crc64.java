package dev.ltx4j.ltx;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/**
 * CRC-64/GO-ISO: polynomial x⁶⁴+x⁴+x³+x+1, reflected, initial value and final xor all ones.
 *
 * <p>There is no table. The polynomial P is sparse and squaring keeps it sparse, so x⁶⁴˙⁶⁴ ≡ x⁴˙⁶⁴+x³˙⁶⁴+x⁶⁴+1 (mod P):
 * a word folds into four words of the 512 bytes behind it without a shift, and what is left of a message are its last 64
 * words. Those are folded to one with shifts. Words are little-endian longs; bit i stands for x^(63−i).
 *
 * <p>"Raw" means without initial value and final xor: the CRC of a message is {@code ~raw(~0, message)}. Raw values
 * are linear, so pages can be hashed on their own and combined later (see {@link FileChecksum}).
 *
 * <p>An instance keeps a scratch buffer of 64 KiB at most and is for one thread at a time.
 */
final class Crc64 {
    private static final VarHandle LONG_LE =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** How many words stand for a message after the recurrence. */
    private static final int FOLD_WORDS = 64;

    /** From how many words on the recurrence has a middle part. */
    private static final int MIN_BULK_WORDS = 2 * FOLD_WORDS;

    private static final int MAX_BULK_WORDS = 8192;

    private long[] words = new long[512];

    /**
     * Continues a raw value over more bytes.
     *
     * @param raw the value so far
     */
    long raw(long raw, byte[] array, int arrayOffset, int byteCount) {
        long c = raw;
        int at = arrayOffset;
        int left = byteCount;
        while (left >= MIN_BULK_WORDS * Long.BYTES) {
            int wordCount = Math.min(left >>> 3, MAX_BULK_WORDS);
            load(array, at, wordCount);
            c = hashLoaded(c, wordCount);
            at += wordCount << 3;
            left -= wordCount << 3;
        }
        int tail = left >= FOLD_WORDS * Long.BYTES ? (left - FOLD_WORDS * Long.BYTES) & ~7 : left & ~7;
        c = rawWords(c, array, at, tail);
        at += tail;
        left -= tail;
        if (left >= FOLD_WORDS * Long.BYTES) {
            load(array, at, FOLD_WORDS);
            c = hashLoaded(c, FOLD_WORDS);
            at += FOLD_WORDS * Long.BYTES;
            left -= FOLD_WORDS * Long.BYTES;
        }
        return rawTail(c, array, at, left);
    }

    /**
     * Continues a raw value over a page. The first compiler makes little of a loop that loads words; all of them at once are
     * the system's business.
     *
     * @param view little-endian
     * @param index where the page starts, in words
     * @param wordCount the size of the page: a multiple of 64, 8192 at most
     */
    long rawPage(long raw, LongBuffer view, int index, int wordCount) {
        makeRoom(wordCount);
        view.get(index, words, 0, wordCount);
        return hashLoaded(raw, wordCount);
    }

    /** Continues a raw value over a few bytes; the same result as {@link #raw} without a scratch buffer. */
    static long rawShort(long raw, byte[] array, int arrayOffset, int byteCount) {
        int tail = byteCount & ~7;
        return rawTail(rawWords(raw, array, arrayOffset, tail), array, arrayOffset + tail, byteCount - tail);
    }

    /** Multiplies a raw value by x⁶⁴: what 8 bytes of zeros do to it. */
    static long mul64(long c) {
        long t = c ^ (c << 60) ^ (c << 61) ^ (c << 63);
        t ^= t >>> 1;
        return t ^ (t >>> 3);
    }

    private static long rawWords(long raw, byte[] array, int arrayOffset, int byteCount) {
        long c = raw;
        for (int at = arrayOffset; at < arrayOffset + byteCount; at += Long.BYTES) {
            c = mul64(c ^ (long) LONG_LE.get(array, at));
        }
        return c;
    }

    /** The last 0 to 7 bytes. */
    private static long rawTail(long raw, byte[] array, int arrayOffset, int byteCount) {
        if (byteCount == 0) {
            return raw;
        }
        long v = raw;
        for (int i = 0; i < byteCount; i++) {
            v ^= (array[arrayOffset + i] & 0xFFL) << (8 * i);
        }
        long h = v << (64 - 8 * byteCount);
        return (v >>> (8 * byteCount)) ^ h ^ (h >>> 1) ^ (h >>> 3) ^ (h >>> 4);
    }

    private void load(byte[] array, int arrayOffset, int wordCount) {
        makeRoom(wordCount);
        long[] s = words;
        for (int i = 0, at = arrayOffset; i < wordCount; i++, at += Long.BYTES) {
            s[i] = (long) LONG_LE.get(array, at);
        }
    }

    private void makeRoom(int wordCount) {
        if (words.length < wordCount) {
            words = new long[MAX_BULK_WORDS];
        }
    }

    /** Continues a raw value over the words that have been loaded: 64, or 128 and more. */
    private long hashLoaded(long raw, int wordCount) {
        words[0] ^= raw;
        if (wordCount > FOLD_WORDS) {
            foldForward(words, wordCount);
        }
        return fold(words, wordCount - FOLD_WORDS);
    }

    /** The recurrence: the last 64 words of m stand for all of them then. */
    private static void foldForward(long[] s, int m) {
        s[60] ^= s[0];
        s[61] ^= s[0] ^ s[1];
        s[62] ^= s[1] ^ s[2];
        s[63] ^= s[0] ^ s[2] ^ s[3];
        int end = m - 4;
        int i = foldBulk(s, end);
        for (; i < end; i++) {
            s[i] ^= s[i - 64] ^ s[i - 63] ^ s[i - 61] ^ s[i - 60];
        }
        s[m - 4] ^= s[m - 68] ^ s[m - 67] ^ s[m - 65];
        s[m - 3] ^= s[m - 67] ^ s[m - 66];
        s[m - 2] ^= s[m - 66] ^ s[m - 65];
        s[m - 1] ^= s[m - 65];
    }

    /**
     * {@code s[i] ^= s[i − 64] ^ s[i − 63] ^ s[i − 61] ^ s[i − 60]} for four words at a time, from the 64th on. Each word
     * is loaded once and each pair of neighbours is added once; that beats the loop that a compiler can vectorise.
     *
     * @return the first word before the end that is left
     */
    private static int foldBulk(long[] s, int end) {
        long pair0 = s[0] ^ s[1];
        long pair1 = s[1] ^ s[2];
        long pair2 = s[2] ^ s[3];
        long last = s[3];
        int i = FOLD_WORDS;
        for (; i < end - 3; i += 4) {
            long next0 = s[i - 60];
            long next1 = s[i - 59];
            long next2 = s[i - 58];
            long next3 = s[i - 57];
            long pair3 = last ^ next0;
            long pair4 = next0 ^ next1;
            long pair5 = next1 ^ next2;
            long pair6 = next2 ^ next3;
            s[i] ^= pair0 ^ pair3;
            s[i + 1] ^= pair1 ^ pair4;
            s[i + 2] ^= pair2 ^ pair5;
            s[i + 3] ^= pair3 ^ pair6;
            pair0 = pair4;
            pair1 = pair5;
            pair2 = pair6;
            last = next3;
        }
        return i;
    }

    /** Folds 64 words to one: 64 → 8 → 4 → 2 → 1, each time a square root of the step before. */
    private static long fold(long[] s, int at) {
        long a0 = s[at];
        long a1 = s[at + 1];
        long a2 = s[at + 2];
        long a3 = s[at + 3];
        long a4 = s[at + 4];
        long a5 = s[at + 5];
        long a6 = s[at + 6];
        long a7 = s[at + 7];
        for (int i = at + 8; i < at + FOLD_WORDS; i += 8) {
            a7 ^= overflow8(a0);
            a0 = shift8(a0) ^ overflow8(a1) ^ s[i];
            a1 = shift8(a1) ^ overflow8(a2) ^ s[i + 1];
            a2 = shift8(a2) ^ overflow8(a3) ^ s[i + 2];
            a3 = shift8(a3) ^ overflow8(a4) ^ s[i + 3];
            a4 = shift8(a4) ^ overflow8(a5) ^ s[i + 4];
            a5 = shift8(a5) ^ overflow8(a6) ^ s[i + 5];
            a6 = shift8(a6) ^ overflow8(a7) ^ s[i + 6];
            a7 = shift8(a7) ^ s[i + 7];
        }
        a3 ^= overflow4(a0);
        a0 = shift4(a0) ^ overflow4(a1) ^ a4;
        a1 = shift4(a1) ^ overflow4(a2) ^ a5;
        a2 = shift4(a2) ^ overflow4(a3) ^ a6;
        a3 = shift4(a3) ^ a7;
        a1 ^= overflow2(a0);
        a0 = shift2(a0) ^ overflow2(a1) ^ a2;
        a1 = shift2(a1) ^ a3;
        return mul64(mul64(a0) ^ a1);
    }

    private static long shift8(long v) {
        return v ^ (v >>> 8) ^ (v >>> 24) ^ (v >>> 32);
    }

    private static long overflow8(long v) {
        return (v << 56) ^ (v << 40) ^ (v << 32);
    }

    private static long shift4(long v) {
        return v ^ (v >>> 4) ^ (v >>> 12) ^ (v >>> 16);
    }

    private static long overflow4(long v) {
        return (v << 60) ^ (v << 52) ^ (v << 48);
    }

    private static long shift2(long v) {
        return v ^ (v >>> 2) ^ (v >>> 6) ^ (v >>> 8);
    }

    private static long overflow2(long v) {
        return (v << 62) ^ (v << 58) ^ (v << 56);
    }
}
