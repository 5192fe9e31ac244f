package dev.ltx4j.replica;

/** What the parsing of replica URLs shares. */
final class ReplicaUrls {
    /** Ends messages about text that is no replica. */
    static final String FORMS = "a replica is a folder, file:///PATH, or s3://BUCKET/PREFIX";

    private ReplicaUrls() {}

    /** Whether text in lower case could stand before {@code ://}. */
    static boolean isScheme(String text) {
        return !text.isEmpty() && isLetter(text.charAt(0)) && text.chars().allMatch(ReplicaUrls::isInScheme);
    }

    private static boolean isInScheme(int c) {
        return isLetter(c) || (c >= '0' && c <= '9') || "+-.".indexOf(c) >= 0;
    }

    private static boolean isLetter(int c) {
        return c >= 'a' && c <= 'z';
    }
}
