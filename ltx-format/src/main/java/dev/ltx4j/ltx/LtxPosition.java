package dev.ltx4j.ltx;

import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a database is: the last transaction in it, and the checksum of its pages.
 *
 * <p>Immutable. Source: FORMAT.md, "TXIDs and names".
 *
 * @param txid the last transaction; 0 for a database before its first
 * @param checksum the database checksum, with its top bit set; 0 if there is none
 */
public record LtxPosition(Txid txid, long checksum) implements LtxView {
    private static final int DIGITS = 16;
    private static final int LENGTH = 2 * DIGITS + 1;

    /**
     * Reads {@code TXID/CHECKSUM}, two times 16 hexadecimal digits.
     *
     * @param text the position
     * @return the position
     * @throws IllegalArgumentException if the text is anything else
     */
    public static LtxPosition parse(String text) {
        if (text.length() == LENGTH && text.charAt(DIGITS) == '/') {
            String txid = text.substring(0, DIGITS);
            String checksum = text.substring(DIGITS + 1);
            if (Txid.isHex(txid, DIGITS, DIGITS) && Txid.isHex(checksum, DIGITS, DIGITS)) {
                return new LtxPosition(Txid.parse(txid), Long.parseUnsignedLong(checksum, 16));
            }
        }
        throw new IllegalArgumentException(
                "not a position (16 hexadecimal digits, a slash, 16 hexadecimal digits): \"" + text + "\"");
    }

    /** {@code txid, checksum}. */
    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("txid", txid.toString());
        fields.put("checksum", HexFormat.of().toHexDigits(checksum));
        return Collections.unmodifiableMap(fields);
    }

    /** {@code TXID/CHECKSUM}, 33 characters. */
    @Override
    public String toString() {
        return txid + "/" + new Txid(checksum);
    }
}
