package dev.ltx4j.lz4;

import static dev.ltx4j.lz4.BlockLayout.LEAST_BEHIND_LITERALS;
import static dev.ltx4j.lz4.BlockLayout.LEAST_BEHIND_MATCH;
import static dev.ltx4j.lz4.BlockLayout.LENGTH_BYTE_MAX;
import static dev.ltx4j.lz4.BlockLayout.LENGTH_CONTINUES;
import static dev.ltx4j.lz4.BlockLayout.LITERAL_LENGTH_SHIFT;
import static dev.ltx4j.lz4.BlockLayout.MATCH_LENGTH_MASK;
import static dev.ltx4j.lz4.BlockLayout.MIN_MATCH;
import static dev.ltx4j.lz4.BlockLayout.NO_MATCH_START;
import static dev.ltx4j.lz4.BlockLayout.OFFSET_SIZE;

import java.util.Arrays;
import java.util.Objects;

/**
 * Decodes a block with eight-byte copies that may write too far, within the destination range, what the next sequence
 * overwrites.
 *
 * <p>Most sequences have short literals and a short match, and stand far from both ends: the loop copies a fixed number
 * of bytes for those without looking at their lengths. All else goes through methods of its own, which keeps the loop
 * small enough for the JIT compiler to do well.
 */
final class CheckedBlockDecoder implements Lz4BlockDecoder {
    static final CheckedBlockDecoder INSTANCE = new CheckedBlockDecoder();

    /** Copied for literals whose count fits into the token: 15 at most. */
    private static final int SHORT_LITERALS_COPY = 16;

    /** Copied for matches whose length fits into the token: 18 at most. */
    private static final int SHORT_MATCH_COPY = 24;

    /** Copied for literals that are a little longer. */
    private static final int MEDIUM_LITERALS_COPY = 32;

    /** With so much input left, a sequence with short literals and its offset can be read, and is not the last. */
    private static final int SRC_ROOM = SHORT_LITERALS_COPY + LEAST_BEHIND_LITERALS;

    /** With so much output left, short literals can be copied, and a match may follow. */
    private static final int DST_ROOM = SHORT_LITERALS_COPY + NO_MATCH_START;

    /** From this length on, the JDK's copying beats a loop. */
    private static final int LONG_COPY = 64;

    private CheckedBlockDecoder() {}

    @Override
    public int decode(
            byte[] src, int srcOffset, int srcLength, byte[] dst, int dstOffset, int dstLength, int historyByteCount)
            throws Lz4Exception {
        Objects.checkFromIndexSize(srcOffset, srcLength, src.length);
        Objects.checkFromIndexSize(dstOffset, dstLength, dst.length);
        Objects.checkFromIndexSize(dstOffset - historyByteCount, historyByteCount, dst.length);
        if (dstLength == 0) {
            return decodeNothing(src, srcOffset, srcLength);
        }
        int srcEnd = srcOffset + srcLength;
        int dstEnd = dstOffset + dstLength;
        return decodeSequences(src, srcOffset, srcEnd, dst, dstOffset, dstEnd, dstOffset - historyByteCount);
    }

    /** As the reference decoder has it, only one block fits into no output at all: a token of 0 and nothing more. */
    private static int decodeNothing(byte[] src, int srcOffset, int srcLength) throws Lz4Exception {
        if (srcLength != 1 || src[srcOffset] != 0) {
            throw Lz4Exception.malformed(srcOffset, "block holds more than the 0 bytes expected");
        }
        return 0;
    }

    private static int decodeSequences(
            byte[] src, int srcOffset, int srcEnd, byte[] dst, int dstOffset, int dstEnd, int historyOffset)
            throws Lz4Exception {
        int srcRoomEnd = srcEnd - SRC_ROOM;
        int dstRoomEnd = dstEnd - DST_ROOM;
        int dstMatchRoomEnd = dstEnd - SHORT_MATCH_COPY;
        int in = srcOffset;
        int out = dstOffset;
        while (in < srcEnd) {
            int token = src[in++] & 0xFF;
            int literalCount = token >>> LITERAL_LENGTH_SHIFT;
            if (literalCount != LENGTH_CONTINUES && in <= srcRoomEnd && out <= dstRoomEnd) {
                LittleEndian.copyLong(src, in, dst, out);
                LittleEndian.copyLong(src, in + 8, dst, out + 8);
            } else {
                if (literalCount == LENGTH_CONTINUES) {
                    int more = moreLength(src, in, srcEnd, dstEnd - out);
                    in += lengthByteCount(more);
                    literalCount += more;
                }
                checkLiterals(literalCount, in, srcEnd, out, dstEnd);
                copyLiterals(src, in, srcEnd, dst, out, dstEnd, literalCount);
                if (srcEnd - in == literalCount) {
                    return out + literalCount - dstOffset;
                }
                checkNotLast(literalCount, in, srcEnd, out, dstEnd);
            }
            in += literalCount;
            out += literalCount;

            int offset = LittleEndian.unsignedShort(src, in);
            int from = out - offset;
            if (from < historyOffset || offset == 0) {
                throw badOffset(in, offset);
            }
            in += OFFSET_SIZE;

            int matchLength = token & MATCH_LENGTH_MASK;
            if (matchLength != LENGTH_CONTINUES && offset >= 8 && out <= dstMatchRoomEnd) {
                LittleEndian.copyLong(dst, from, dst, out);
                LittleEndian.copyLong(dst, from + 8, dst, out + 8);
                LittleEndian.copyLong(dst, from + 16, dst, out + 16);
                out += matchLength + MIN_MATCH;
            } else {
                if (matchLength == LENGTH_CONTINUES) {
                    int more = moreLength(src, in, srcEnd - LEAST_BEHIND_MATCH, dstEnd - out);
                    in += lengthByteCount(more);
                    matchLength += more;
                }
                matchLength += MIN_MATCH;
                if (matchLength > dstEnd - out) {
                    throw tooLong(in);
                }
                copyMatch(dst, from, out, matchLength, dstEnd);
                out += matchLength;
            }
        }
        throw Lz4Exception.malformed(srcEnd, "block ends before its last literals");
    }

    /**
     * Adds up length bytes.
     *
     * @param inEnd no length byte is at this index or beyond
     * @param limit at most so many bytes of output are left: a sum beyond it is refused at once, so none can overflow
     */
    private static int moreLength(byte[] src, int in, int inEnd, int limit) throws Lz4Exception {
        int sum = 0;
        int at = in;
        while (at < inEnd) {
            int lengthByte = src[at++] & 0xFF;
            sum += lengthByte;
            if (sum > limit) {
                throw tooLong(at);
            }
            if (lengthByte != LENGTH_BYTE_MAX) {
                return sum;
            }
        }
        throw Lz4Exception.malformed(at, "block ends within a length");
    }

    /** How many length bytes it takes to say so: all 255 but the last, which is less. */
    private static int lengthByteCount(int more) {
        return more / LENGTH_BYTE_MAX + 1;
    }

    private static void checkLiterals(int literalCount, int in, int srcEnd, int out, int dstEnd) throws Lz4Exception {
        if (literalCount > srcEnd - in) {
            throw Lz4Exception.malformed(in, "block ends within literals");
        }
        if (literalCount > dstEnd - out) {
            throw tooLong(in);
        }
    }

    /** Behind literals that are not the last, input and output must have room for what the format says will follow. */
    private static void checkNotLast(int literalCount, int in, int srcEnd, int out, int dstEnd) throws Lz4Exception {
        if (srcEnd - in - literalCount < LEAST_BEHIND_LITERALS || dstEnd - out - literalCount < NO_MATCH_START) {
            throw Lz4Exception.malformed(in + literalCount, "block goes on where only its last literals may be");
        }
    }

    /** Copies literals, up to {@link #MEDIUM_LITERALS_COPY} bytes where there is room: a fixed number beats a loop. */
    private static void copyLiterals(
            byte[] src, int in, int srcEnd, byte[] dst, int out, int dstEnd, int literalCount) {
        if (literalCount <= MEDIUM_LITERALS_COPY
                && in <= srcEnd - MEDIUM_LITERALS_COPY
                && out <= dstEnd - MEDIUM_LITERALS_COPY) {
            LittleEndian.copyLong(src, in, dst, out);
            LittleEndian.copyLong(src, in + 8, dst, out + 8);
            LittleEndian.copyLong(src, in + 16, dst, out + 16);
            LittleEndian.copyLong(src, in + 24, dst, out + 24);
        } else {
            System.arraycopy(src, in, dst, out, literalCount);
        }
    }

    /** Copies a match of any length and offset, which may overlap what it makes and may end where the output ends. */
    private static void copyMatch(byte[] dst, int from, int out, int matchLength, int dstEnd) {
        int offset = out - from;
        if (offset == 1) {
            Arrays.fill(dst, out, out + matchLength, dst[from]);
        } else if (matchLength >= LONG_COPY && offset >= matchLength) {
            System.arraycopy(dst, from, dst, out, matchLength);
        } else if (matchLength > dstEnd - out - 8) {
            copyBytes(dst, from, out, matchLength);
        } else if (offset >= 8) {
            copyLongs(dst, from, out, matchLength);
        } else {
            // Eight bytes one by one; from then on, the same pattern is found further back.
            copyBytes(dst, from, out, 8);
            copyLongs(dst, out + 8 - farOffset(offset), out + 8, matchLength - 8);
        }
    }

    /** The smallest multiple of the offset that is eight at least. */
    private static int farOffset(int offset) {
        return (8 + offset - 1) / offset * offset;
    }

    /** Copies eight bytes at a time, up to seven too many. */
    private static void copyLongs(byte[] dst, int from, int out, int matchLength) {
        for (int i = 0; i < matchLength; i += 8) {
            LittleEndian.copyLong(dst, from + i, dst, out + i);
        }
    }

    private static void copyBytes(byte[] dst, int from, int out, int matchLength) {
        for (int i = 0; i < matchLength; i++) {
            dst[out + i] = dst[from + i];
        }
    }

    private static Lz4Exception tooLong(int in) {
        return Lz4Exception.malformed(in, "block holds more bytes than expected");
    }

    private static Lz4Exception badOffset(int in, int offset) {
        return Lz4Exception.malformed(
                in, offset == 0 ? "match with offset 0" : "match reaches back before the start, offset " + offset);
    }
}
