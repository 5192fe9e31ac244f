package dev.ltx4j.replica.s3;

import java.util.regex.Pattern;

/** Which endpoints are on this machine or a private network, where plain http is the custom. */
final class LocalAddresses {
    private static final Pattern LOCAL =
            Pattern.compile("(?:localhost|.*\\.local|.*\\.localhost|127\\..*|10\\..*|192\\.168\\..*"
                    + "|172\\.(?:1[6-9]|2[0-9]|3[01])\\..*|\\[::1])(?::[0-9]+)?(?:/.*)?");

    private LocalAddresses() {}

    /** The address with a scheme: http for a local one that has none, https for others. */
    static String withScheme(String address) {
        if (address.contains("://")) {
            return address;
        }
        return (LOCAL.matcher(address).matches() ? "http://" : "https://") + address;
    }
}
