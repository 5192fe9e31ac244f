package dev.ltx4j.ltx;

import java.util.Optional;

/** File names of LTX files, {@code MINTXID-MAXTXID.ltx}. Source: FORMAT.md, "TXIDs and names". */
public final class LtxFileName {
    private static final String ENDING = ".ltx";
    private static final int TXID_DIGITS = 16;
    private static final int LENGTH = 2 * TXID_DIGITS + 1 + ENDING.length();

    private LtxFileName() {}

    /**
     * {@return the name of the file that holds these transactions}
     *
     * @param range the transactions
     */
    public static String of(TxidRange range) {
        return range + ENDING;
    }

    /**
     * {@return the transactions that a name promises, or empty when it is not the name of an LTX file: not two times 16
     * lower-case hexadecimal digits, a first TXID of 0, or a first after the last}
     *
     * @param name the last part of a path or key
     */
    public static Optional<TxidRange> parse(String name) {
        if (name.length() != LENGTH || !name.endsWith(ENDING) || name.charAt(TXID_DIGITS) != '-') {
            return Optional.empty();
        }
        String min = name.substring(0, TXID_DIGITS);
        String max = name.substring(TXID_DIGITS + 1, 2 * TXID_DIGITS + 1);
        if (!isLowerHex(min) || !isLowerHex(max)) {
            return Optional.empty();
        }
        Txid first = Txid.parse(min);
        Txid last = Txid.parse(max);
        return first.value() == 0 || first.isAfter(last) ? Optional.empty() : Optional.of(new TxidRange(first, last));
    }

    private static boolean isLowerHex(String text) {
        return Txid.isHex(text, TXID_DIGITS, TXID_DIGITS) && text.chars().noneMatch(c -> c >= 'A' && c <= 'F');
    }
}
