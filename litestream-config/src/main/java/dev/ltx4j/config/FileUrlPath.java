package dev.ltx4j.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The folder that a {@code file:} URL of the file means to Litestream. It is not what the URL means by the book: the host is
 * the first folder, a query is dropped, and what is percent-encoded stays so, and becomes so where it should have been.
 */
final class FileUrlPath {
    /** What Go leaves alone in a path that somebody has encoded. */
    private static final Pattern VALID = Pattern.compile("(?:[A-Za-z0-9\\-_.~!$&'()*+,;=:@\\[\\]/#]|%[0-9A-Fa-f]{2})*");

    private static final String UNENCODED = "-_.~$&+,/:;=@#";

    private FileUrlPath() {}

    /**
     * @param url begins with {@code file:}
     * @throws IllegalArgumentException if what follows a {@code %} is not two digits
     */
    static String of(String url) {
        String rest = url.substring("file:".length());
        int query = rest.indexOf('?');
        String path = query < 0 ? rest : rest.substring(0, query);
        return VALID.matcher(path).matches() ? path : encode(decode(path));
    }

    private static String decode(String path) {
        // Only here a plus would be a space.
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String encode(String path) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean stays = c < 0x80 && (Character.isLetterOrDigit(c) || UNENCODED.indexOf(c) >= 0);
            encoded.append(stays ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return encoded.toString();
    }
}
