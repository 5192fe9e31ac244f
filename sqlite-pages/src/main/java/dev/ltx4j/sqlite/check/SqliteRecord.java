package dev.ltx4j.sqlite.check;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A record: a header with the types of its values, then the values. Used for one row after another; the header is
 * accepted if SQLite accepts it. Source: SQLite file format, section 2.1.
 */
final class SqliteRecord {
    /** SQLite allows no longer header: three bytes of type for each of 32768 columns, and three of length. */
    private static final int MAX_HEADER_BYTES = 98307;

    private static final String MALFORMED = " (database disk image is malformed)";

    private final Varint varint = new Varint();
    private byte[] own = new byte[64];
    private long[] types = new long[16];
    private int[] offsets = new int[17];
    private int count;
    private boolean whole;

    byte[] bytes = own;
    private int arrayOffset;

    /**
     * Reads the header up to a number of values. There may be fewer: columns that were added later.
     *
     * @param most how many are wanted, 1 or more
     * @return what is wrong, or null
     */
    @Nullable
    String open(Payload payload, int most) throws IOException {
        return most < types.length && openShort(payload, most) ? null : openAny(payload, most);
    }

    /** The header of most records: one byte for its length and for each type, and nothing wrong with it. */
    private boolean openShort(Payload payload, int most) {
        byte[] array = payload.bytes;
        int start = payload.arrayOffset;
        int headerBytes = payload.available > 0 ? array[start] : 0;
        if (headerBytes <= 1 || headerBytes > payload.available) {
            return false;
        }
        int position = 1;
        int read = 0;
        int end = headerBytes;
        do {
            int type = array[start + position++];
            if (type < 0) {
                return false;
            }
            types[read] = type;
            offsets[read++] = end;
            end += SerialType.shortByteCount(type);
        } while (read < most && position < headerBytes);
        offsets[read] = end;
        long byteCount = payload.byteCount();
        boolean all = position == headerBytes;
        if (all ? end != byteCount : end > byteCount) {
            return false;
        }
        whole = all;
        count = read;
        bytes = array;
        arrayOffset = start;
        return true;
    }

    /** As {@link #open}, for somebody who does not want the values. */
    @Nullable
    String judge(Payload payload, int most) throws IOException {
        byte[] array = payload.bytes;
        int start = payload.arrayOffset;
        int headerBytes = payload.available > 0 ? array[start] : 0;
        if (headerBytes <= 1 || headerBytes > payload.available) {
            return openAny(payload, most);
        }
        int position = 1;
        int left = most;
        long end = headerBytes;
        do {
            int type = array[start + position++];
            if (type >= 0) {
                end += SerialType.shortByteCount(type);
            } else if (position < headerBytes && array[start + position] >= 0) {
                end += SerialType.byteCount((type & Varint.MASK) << Varint.BITS | array[start + position++]);
            } else {
                return openAny(payload, most);
            }
        } while (--left > 0 && position < headerBytes);
        boolean accepted = position == headerBytes ? end == payload.byteCount() : end <= payload.byteCount();
        return accepted ? null : openAny(payload, most);
    }

    private @Nullable String openAny(Payload payload, int most) throws IOException {
        count = 0;
        int position = varint.read32(payload.bytes, payload.arrayOffset);
        long headerBytes = varint.value;
        if (headerBytes > payload.available) {
            if (headerBytes > MAX_HEADER_BYTES || !payload.fetch(headerBytes)) {
                return "its header has " + headerBytes + " bytes, the record " + payload.byteCount() + MALFORMED;
            }
        }
        long end = headerBytes;
        do {
            if (count + 1 >= types.length) {
                types = Arrays.copyOf(types, types.length * 2);
                offsets = Arrays.copyOf(offsets, types.length + 1);
            }
            position += varint.read32(payload.bytes, payload.arrayOffset + position);
            types[count] = varint.value;
            offsets[count] = (int) Math.min(end, Integer.MAX_VALUE);
            end += SerialType.byteCount(varint.value);
            count++;
        } while (count < most && position < headerBytes);
        offsets[count] = (int) Math.min(end, Integer.MAX_VALUE);
        whole = position == headerBytes && end == payload.byteCount();
        boolean wrong = (position >= headerBytes && !whole) || end > payload.byteCount();
        if (wrong && headerBytes != 0) {
            return "its header does not fit its " + payload.byteCount() + " bytes" + MALFORMED;
        }
        if (wrong) {
            // A header without a length: SQLite takes all values as NULL.
            count = 0;
        }
        bytes = payload.bytes;
        arrayOffset = payload.arrayOffset;
        return null;
    }

    /** Whether the values that were read are all that there are, and nothing else is in the record. */
    boolean isWhole() {
        return whole;
    }

    /** How many values there are, at most as many as were wanted. */
    int count() {
        return count;
    }

    /**
     * Makes the values readable.
     *
     * @param values how many of the first ones
     * @return false if they are too long to be judged, or their overflow chain is broken
     */
    boolean fetch(Payload payload, int values) throws IOException {
        if (!payload.fetch(offsets[Math.min(values, count)])) {
            return false;
        }
        bytes = payload.bytes;
        arrayOffset = payload.arrayOffset;
        return true;
    }

    /** The same, to be read until the page of the record is overwritten: {@link #detach} comes first then. */
    boolean keep(Payload payload, int values) throws IOException {
        if (!fetch(payload, values)) {
            return false;
        }
        if (payload.isAssembled()) {
            detach(values);
        }
        return true;
    }

    /** Copies the first values from where they stand. */
    void detach(int values) {
        if (bytes == own) {
            return;
        }
        int byteCount = offsets[Math.min(values, count)];
        if (own.length < byteCount) {
            own = new byte[Integer.highestOneBit(byteCount) * 2];
        }
        System.arraycopy(bytes, arrayOffset, own, 0, byteCount);
        bytes = own;
        arrayOffset = 0;
    }

    /** The type of a value: NULL for those that are not there. */
    long type(int value) {
        return value < count ? types[value] : SerialType.NULL;
    }

    /** Where a value starts in {@link #bytes}. */
    int offset(int value) {
        return arrayOffset + offsets[value];
    }

    int byteCount(int value) {
        return (int) SerialType.byteCount(types[value]);
    }

    /** The value of an integer type. */
    long integer(int value) {
        long type = types[value];
        if (type == SerialType.ZERO || type == SerialType.ONE) {
            return type - SerialType.ZERO;
        }
        int at = offset(value);
        int end = at + byteCount(value);
        long bits = bytes[at++];
        while (at < end) {
            bits = bits << Byte.SIZE | (bytes[at++] & 0xff);
        }
        return bits;
    }

    /** The value of the floating-point type. */
    double floating(int value) {
        return Double.longBitsToDouble(bits(offset(value)));
    }

    private long bits(int at) {
        long bits = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            bits = bits << Byte.SIZE | (bytes[at + i] & 0xff);
        }
        return bits;
    }
}
