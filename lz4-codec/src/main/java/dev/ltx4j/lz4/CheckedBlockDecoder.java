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
 * <p>Most sequences are short and stand far from both ends. {@link #decodeUsual} takes those, with a single look at how
 * much room there is for each, and stops before any other: a long one, one near an end, a wrong one. {@link
 * #decodeSequences} takes that one, with every check, and lets it go on.
 */
final class CheckedBlockDecoder implements Lz4BlockDecoder {
    static final CheckedBlockDecoder INSTANCE = new CheckedBlockDecoder();

    /** The most literals that a token itself can count. */
    private static final int SHORT_LITERALS = LENGTH_CONTINUES - 1;

    /** The most literals, and the longest match, of a usual sequence: a multiple of the 32 bytes that are copied at once. */
    private static final int LONGEST_USUAL = 64;

    /** With so much input left from a token on, it stands before a sequence with short literals that is not the last. */
    private static final int SRC_ROOM = 1 + SHORT_LITERALS + OFFSET_SIZE + 1 + LEAST_BEHIND_MATCH;

    /** With so much output left, there is room for what is copied for short literals and a short match. */
    private static final int DST_ROOM = 16 + 24;

    /** With so much input left from long literals on, they are not the last. */
    private static final int LONG_SRC_ROOM = LONGEST_USUAL + OFFSET_SIZE + 1 + LEAST_BEHIND_MATCH;

    /** With so much output left, there is room for long literals and any match that is usual. */
    private static final int LONG_DST_ROOM = 2 * LONGEST_USUAL;

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
        int in = srcOffset;
        int out = dstOffset;
        while (true) {
            long reached = decodeUsual(src, in, srcEnd, dst, out, dstEnd, historyOffset);
            in = (int) (reached >>> 32);
            out = (int) reached;

            if (in == srcEnd) {
                throw Lz4Exception.malformed(srcEnd, "block ends before its last literals");
            }
            int token = src[in++] & 0xFF;
            int literalCount = token >>> LITERAL_LENGTH_SHIFT;
            if (literalCount == LENGTH_CONTINUES) {
                int more = moreLength(src, in, srcEnd, dstEnd - out);
                in += lengthByteCount(more);
                literalCount += more;
            }
            checkLiterals(literalCount, in, srcEnd, out, dstEnd);
            System.arraycopy(src, in, dst, out, literalCount);
            in += literalCount;
            out += literalCount;
            if (in == srcEnd) {
                return out - dstOffset;
            }
            checkNotLast(in, srcEnd, out, dstEnd);

            int offset = LittleEndian.unsignedShort(src, in);
            int from = out - offset;
            if (from < historyOffset || offset == 0) {
                throw badOffset(in, offset);
            }
            in += OFFSET_SIZE;

            int matchLength = token & MATCH_LENGTH_MASK;
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

    /**
     * Decodes sequences as long as they are of the usual kind: literals and match of at most {@link #LONGEST_USUAL} bytes,
     * an offset of eight at least, so that eight bytes can be copied at once, and room. Without a call that a JIT compiler
     * does not inline, so that the first compiler too keeps its variables in registers.
     *
     * @return where in input (high 32 bits) and output (low 32 bits) the first sequence starts that is not of this kind, or
     *     is wrong
     */
    private static long decodeUsual(
            byte[] src, int srcOffset, int srcEnd, byte[] dst, int dstOffset, int dstEnd, int historyOffset) {
        int srcRoomEnd = srcEnd - SRC_ROOM;
        int dstRoomEnd = dstEnd - DST_ROOM;
        int in = srcOffset;
        int out = dstOffset;
        while (in <= srcRoomEnd && out <= dstRoomEnd) {
            int token = src[in] & 0xFF;
            int literals = in + 1;
            int literalCount = token >>> LITERAL_LENGTH_SHIFT;
            if (literalCount != LENGTH_CONTINUES) {
                LittleEndian.copyLong(src, literals, dst, out);
                LittleEndian.copyLong(src, literals + 8, dst, out + 8);
            } else {
                literalCount += src[literals++] & 0xFF;
                if (literalCount > LONGEST_USUAL || literals > srcEnd - LONG_SRC_ROOM || out > dstEnd - LONG_DST_ROOM) {
                    break;
                }
                for (int i = 0; i < literalCount; i += 16) {
                    LittleEndian.copyLong(src, literals + i, dst, out + i);
                    LittleEndian.copyLong(src, literals + i + 8, dst, out + i + 8);
                }
            }
            int behind = literals + literalCount;
            int target = out + literalCount;
            int offset = LittleEndian.unsignedShort(src, behind);
            int from = target - offset;
            if (from < historyOffset || offset < 8) {
                break;
            }
            behind += OFFSET_SIZE;
            int matchLength = (token & MATCH_LENGTH_MASK) + MIN_MATCH;
            if (matchLength != LENGTH_CONTINUES + MIN_MATCH) {
                LittleEndian.copyLong(dst, from, dst, target);
                LittleEndian.copyLong(dst, from + 8, dst, target + 8);
                if (matchLength > 16) {
                    LittleEndian.copyLong(dst, from + 16, dst, target + 16);
                }
            } else {
                matchLength += src[behind++] & 0xFF;
                if (matchLength > LONGEST_USUAL || target > dstEnd - LONGEST_USUAL) {
                    break;
                }
                for (int i = 0; i < matchLength; i += 32) {
                    LittleEndian.copyLong(dst, from + i, dst, target + i);
                    LittleEndian.copyLong(dst, from + i + 8, dst, target + i + 8);
                    LittleEndian.copyLong(dst, from + i + 16, dst, target + i + 16);
                    LittleEndian.copyLong(dst, from + i + 24, dst, target + i + 24);
                }
            }
            in = behind;
            out = target + matchLength;
        }
        return (long) in << 32 | out;
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
    private static void checkNotLast(int in, int srcEnd, int out, int dstEnd) throws Lz4Exception {
        if (srcEnd - in < LEAST_BEHIND_LITERALS || dstEnd - out < NO_MATCH_START) {
            throw Lz4Exception.malformed(in, "block goes on where only its last literals may be");
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
