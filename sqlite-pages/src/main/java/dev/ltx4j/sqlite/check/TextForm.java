package dev.ltx4j.sqlite.check;

import dev.ltx4j.sqlite.DatabaseHeader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** How text is written in a database: UTF-8, or UTF-16 of either byte order. */
final class TextForm {
    private static final int UTF_16LE = 2;
    private static final int UTF_16BE = 3;
    private static final int ENCODING_MASK = 3;
    private static final int MAX_UTF8_BYTES_PER_UNIT = 3;

    private final int encoding;
    private byte[] first = new byte[64];
    private byte[] second = new byte[64];

    TextForm(DatabaseHeader header) {
        encoding = (int) header.textEncoding() & ENCODING_MASK;
    }

    /** The value of a record as a string; what is no text in it becomes replacement characters. */
    String string(SqliteRecord source, int value) {
        return new String(source.bytes, source.offset(value), source.byteCount(value), charset());
    }

    /** The bytes of a string. */
    byte[] bytes(String text) {
        return text.getBytes(charset());
    }

    private Charset charset() {
        if (encoding == UTF_16LE) {
            return StandardCharsets.UTF_16LE;
        }
        return encoding == UTF_16BE ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8;
    }

    /** Compares two texts by a collation. */
    int compare(SqliteRecord a, SqliteRecord b, int value, Collation collation) {
        int aFrom = a.offset(value);
        int aTo = aFrom + a.byteCount(value);
        int bFrom = b.offset(value);
        int bTo = bFrom + b.byteCount(value);
        if (collation == Collation.BINARY || (encoding != UTF_16LE && encoding != UTF_16BE)) {
            return collation.compare(a.bytes, aFrom, aTo, b.bytes, bFrom, bTo);
        }
        first = roomFor(first, aTo - aFrom);
        second = roomFor(second, bTo - bFrom);
        int firstBytes = toUtf8(a.bytes, aFrom, aTo, first);
        int secondBytes = toUtf8(b.bytes, bFrom, bTo, second);
        return collation.compare(first, 0, firstBytes, second, 0, secondBytes);
    }

    private static byte[] roomFor(byte[] target, int utf16Bytes) {
        int most = (utf16Bytes / Character.BYTES) * MAX_UTF8_BYTES_PER_UNIT;
        return target.length >= most ? target : new byte[most];
    }

    /** Any half of a pair takes the next unit for the other half, as in SQLite; at the end it stands alone. */
    private int toUtf8(byte[] source, int from, int to, byte[] target) {
        int end = from + (to - from) / Character.BYTES * Character.BYTES;
        int count = 0;
        for (int at = from; at < end; at += Character.BYTES) {
            int code = unit(source, at);
            if (Character.isSurrogate((char) code) && at + Character.BYTES < end) {
                at += Character.BYTES;
                int second = unit(source, at);
                code = (second & 0x3ff) + ((code & 0x3f) << 10) + (((code & 0x3c0) + 0x40) << 10);
            }
            count = putUtf8(code, target, count);
        }
        return count;
    }

    private int unit(byte[] source, int at) {
        int a = source[at] & 0xff;
        int b = source[at + 1] & 0xff;
        return encoding == UTF_16LE ? b << Byte.SIZE | a : a << Byte.SIZE | b;
    }

    private static int putUtf8(int code, byte[] target, int at) {
        int count = at;
        if (code < 0x80) {
            target[count++] = (byte) code;
        } else if (code < 0x800) {
            target[count++] = (byte) (0xc0 | code >> 6);
            target[count++] = (byte) (0x80 | (code & 0x3f));
        } else if (code < 0x10000) {
            target[count++] = (byte) (0xe0 | code >> 12);
            target[count++] = (byte) (0x80 | (code >> 6 & 0x3f));
            target[count++] = (byte) (0x80 | (code & 0x3f));
        } else {
            target[count++] = (byte) (0xf0 | (code >> 18 & 0x7));
            target[count++] = (byte) (0x80 | (code >> 12 & 0x3f));
            target[count++] = (byte) (0x80 | (code >> 6 & 0x3f));
            target[count++] = (byte) (0x80 | (code & 0x3f));
        }
        return count;
    }
}
