package dev.ltx4j.ltx;

import org.jspecify.annotations.Nullable;

/**
 * A transaction id: an unsigned 64-bit number that grows by one with each transaction. 0 stands for "before the first".
 *
 * <p>Immutable; ordered as unsigned. Source: FORMAT.md, "TXIDs and names".
 *
 * @param value the number; negative values are those from 2⁶³ on
 */
public record Txid(long value) implements Comparable<Txid> {
    /** Before the first transaction. */
    public static final Txid ZERO = new Txid(0);

    /** The first transaction: a file that starts with it is a snapshot. */
    public static final Txid FIRST = new Txid(1);

    private static final int MAX_DIGITS = 16;

    /**
     * Reads a TXID of 1 to 16 hexadecimal digits, upper or lower case.
     *
     * @param text the digits
     * @return the TXID
     * @throws IllegalArgumentException if the text is anything else, a sign or a space included
     */
    public static Txid parse(String text) {
        if (!isHex(text, 1, MAX_DIGITS)) {
            throw new IllegalArgumentException("not a TXID (1 to 16 hexadecimal digits): \"" + text + "\"");
        }
        return new Txid(Long.parseUnsignedLong(text, 16));
    }

    /** {@return the TXID after this one} */
    public Txid next() {
        return new Txid(value + 1);
    }

    /** {@return the TXID before this one} */
    public Txid previous() {
        return new Txid(value - 1);
    }

    /**
     * {@return whether this transaction comes after another}
     *
     * @param other the other
     */
    public boolean isAfter(Txid other) {
        return compareTo(other) > 0;
    }

    /**
     * {@return whether this transaction comes before another}
     *
     * @param other the other
     */
    public boolean isBefore(Txid other) {
        return compareTo(other) < 0;
    }

    /**
     * {@return the later of two}
     *
     * @param a one
     * @param b the other
     */
    public static Txid max(Txid a, Txid b) {
        return a.isAfter(b) ? a : b;
    }

    @Override
    public int compareTo(Txid other) {
        return Long.compareUnsigned(value, other.value);
    }

    // A record's own two would be made by the JVM at the first call, at the cost of some 10 ms of a cold start.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Txid txid && value == txid.value;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(value);
    }

    /** 16 lower-case hexadecimal digits, as file names and programs print it. */
    @Override
    public String toString() {
        String digits = Long.toHexString(value);
        return "0".repeat(MAX_DIGITS - digits.length()) + digits;
    }

    static boolean isHex(String text, int minLength, int maxLength) {
        if (text.length() < minLength || text.length() > maxLength) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
            if (!hex) {
                return false;
            }
        }
        return true;
    }
}
