package dev.ltx4j.sqlite.check;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The collations that SQLite has by itself. They compare text in UTF-8; {@link #BINARY} the bytes of any encoding. */
enum Collation {
    /** Byte by byte. */
    BINARY {
        @Override
        int compare(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
            return Arrays.compareUnsigned(a, aFrom, aTo, b, bFrom, bTo);
        }
    },
    /** The 26 letters of ASCII are the same in both cases. A zero ends the comparison; then the longer text is greater. */
    NOCASE {
        @Override
        int compare(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
            int common = Math.min(aTo - aFrom, bTo - bFrom);
            for (int i = 0; i < common; i++) {
                int difference = lower(a[aFrom + i]) - lower(b[bFrom + i]);
                if (difference != 0) {
                    return difference;
                }
                if (a[aFrom + i] == 0) {
                    break;
                }
            }
            return (aTo - aFrom) - (bTo - bFrom);
        }
    },
    /** Like binary, but spaces at the end do not count. */
    RTRIM {
        @Override
        int compare(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
            return Arrays.compareUnsigned(a, aFrom, trimmed(a, aFrom, aTo), b, bFrom, trimmed(b, bFrom, bTo));
        }
    };

    abstract int compare(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo);

    /** The collation with that name, null if it is an application's own. */
    static @Nullable Collation named(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        for (Collation collation : values()) {
            if (collation.name().equals(upper)) {
                return collation;
            }
        }
        return null;
    }

    private static int lower(byte value) {
        return value >= 'A' && value <= 'Z' ? value + ('a' - 'A') : value & 0xff;
    }

    private static int trimmed(byte[] text, int from, int to) {
        int end = to;
        while (end > from && text[end - 1] == ' ') {
            end--;
        }
        return end;
    }
}
