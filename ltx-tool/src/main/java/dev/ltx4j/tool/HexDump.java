package dev.ltx4j.tool;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.HexFormat;

/** Bytes as text: offset, 16 bytes in hexadecimal, the same as ASCII. Lines that repeat the one before are one star. */
final class HexDump {
    private static final int BYTES_PER_LINE = 16;
    private static final int HALF = BYTES_PER_LINE / 2;
    private static final HexFormat HEX = HexFormat.of();

    private HexDump() {}

    /** @param bytes a multiple of 16 */
    static void print(PrintStream out, byte[] bytes) {
        boolean starred = false;
        for (int offset = 0; offset < bytes.length; offset += BYTES_PER_LINE) {
            if (offset >= BYTES_PER_LINE && offset + BYTES_PER_LINE < bytes.length && repeats(bytes, offset)) {
                if (!starred) {
                    out.println("*");
                }
                starred = true;
            } else {
                out.println(line(bytes, offset));
                starred = false;
            }
        }
    }

    private static boolean repeats(byte[] bytes, int offset) {
        return Arrays.equals(bytes, offset - BYTES_PER_LINE, offset, bytes, offset, offset + BYTES_PER_LINE);
    }

    private static String line(byte[] bytes, int offset) {
        StringBuilder line = new StringBuilder(HEX.toHexDigits(offset)).append(' ');
        StringBuilder ascii = new StringBuilder();
        for (int i = 0; i < BYTES_PER_LINE; i++) {
            byte value = bytes[offset + i];
            line.append(i == HALF ? "  " : " ").append(HEX.toHexDigits(value));
            ascii.append(value >= ' ' && value <= '~' ? (char) value : '.');
        }
        return line.append("  |").append(ascii).append('|').toString();
    }
}
