package dev.ltx4j.replica.s3;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/** Addresses of stores that are not AWS, as people write them. */
final class S3Endpoint {
    /** On this machine or a private network, where plain http is the custom. */
    private static final Pattern LOCAL =
            Pattern.compile("(?:localhost|.*\\.local|.*\\.localhost|127\\..*|10\\..*|192\\.168\\..*"
                    + "|172\\.(?:1[6-9]|2[0-9]|3[01])\\..*|\\[::1])(?::[0-9]+)?(?:/.*)?");

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\..*|\\[::1]");

    private S3Endpoint() {}

    /** The address with a scheme: http for a local one that has none, https for others. */
    static String withScheme(String address) {
        if (address.contains("://")) {
            return address;
        }
        return (LOCAL.matcher(address).matches() ? "http://" : "https://") + address;
    }

    /**
     * An address; one without a scheme means https.
     *
     * @throws IllegalArgumentException if it is none; the text is not repeated, for it can hold a password
     */
    static URI parse(String text) {
        String address = text.contains("://") ? text : "https://" + text;
        try {
            URI uri = new URI(address);
            boolean isHttp = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            if (isHttp && uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Said below, without the text: it can hold a password.
        }
        throw new IllegalArgumentException(
                "not the address of an S3 endpoint; write https://HOST or https://HOST:PORT");
    }

    /** Whether what is sent there can be read on a network. */
    static boolean isInTheClear(URI endpoint) {
        return "http".equalsIgnoreCase(endpoint.getScheme())
                && !LOOPBACK.matcher(endpoint.getHost()).matches();
    }
}
