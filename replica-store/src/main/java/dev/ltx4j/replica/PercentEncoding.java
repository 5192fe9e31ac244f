package dev.ltx4j.replica;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** {@code %41} and the like in URLs. */
final class PercentEncoding {
    private static final int ESCAPE_LENGTH = 3;

    private PercentEncoding() {}

    /**
     * Decodes a part of a URL; what needs no escape may stand unescaped, spaces and letters of all scripts too.
     *
     * @param where names the part in a message, and holds no secrets
     * @throws IllegalArgumentException if an escape is not two hexadecimal digits, or the bytes are not UTF-8 text
     *     without zeros
     */
    static String decode(String text, String where) {
        if (text.indexOf('%') < 0) {
            return checked(text, where);
        }
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer decoded = ByteBuffer.allocate(encoded.length);
        for (int i = 0; i < encoded.length; i++) {
            if (encoded[i] != '%') {
                decoded.put(encoded[i]);
                continue;
            }
            int high = i + ESCAPE_LENGTH <= encoded.length ? Character.digit(encoded[i + 1], 16) : -1;
            int low = i + ESCAPE_LENGTH <= encoded.length ? Character.digit(encoded[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw new IllegalArgumentException(
                        "a % that is not followed by two hexadecimal digits must be written %25, in " + where);
            }
            decoded.put((byte) (high << 4 | low));
            i += ESCAPE_LENGTH - 1;
        }
        try {
            return checked(
                    StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString(), where);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the bytes behind the % are not UTF-8 in " + where, e);
        }
    }

    private static String checked(String text, String where) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a zero byte in " + where);
        }
        return text;
    }
}
