package dev.ltx4j.sqlite.check;

/**
 * What the header of a record says of a value: its type and length. Source: SQLite file format, section 2.1, "Serial Type
 * Codes Of The Record Format".
 */
final class SerialType {
    static final int NULL = 0;
    static final int FLOAT = 7;
    static final int ZERO = 8;
    static final int ONE = 9;
    static final int RESERVED_1 = 10;
    static final int RESERVED_2 = 11;
    private static final int FIRST_BLOB = 12;
    private static final int[] BYTE_COUNTS = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0};

    /** Of types that are one byte in a header. */
    private static final byte[] SHORT_BYTE_COUNTS = new byte[Byte.MAX_VALUE + 1];

    static {
        for (int type = 0; type < SHORT_BYTE_COUNTS.length; type++) {
            SHORT_BYTE_COUNTS[type] = (byte) byteCount(type);
        }
    }

    private SerialType() {}

    /** How many bytes the value has. */
    static long byteCount(long type) {
        return type < FIRST_BLOB ? BYTE_COUNTS[(int) type] : (type - FIRST_BLOB) / 2;
    }

    /** The same for a type of 0 to 127. */
    static int shortByteCount(int type) {
        return SHORT_BYTE_COUNTS[type];
    }

    static boolean isNumber(long type) {
        return type > NULL && type <= ONE;
    }

    static boolean isInteger(long type) {
        return isNumber(type) && type != FLOAT;
    }

    static boolean isText(long type) {
        return type >= FIRST_BLOB && (type & 1) == 1;
    }

    static boolean isBlob(long type) {
        return type >= FIRST_BLOB && (type & 1) == 0;
    }
}
