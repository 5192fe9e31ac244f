package dev.ltx4j.replica;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where a replica is, as people type it: a folder, {@code file:///PATH}, {@code file:PATH}, or {@code
 * s3://BUCKET/PREFIX?OPTION=VALUE&…}.
 */
@Experimental
public sealed interface ReplicaUrl permits FolderUrl, S3Url {
    /**
     * Reads what somebody typed.
     *
     * <p>In the forms with a scheme {@code %20} and the like stand for bytes of UTF-8; a plain path is taken as it is.
     * What looks like a scheme but is not followed by {@code //} is part of a plain path.
     *
     * @param text the path or URL
     * @return what it names
     * @throws IllegalArgumentException if it is none of the forms; the message says what is wrong, what would be right,
     *     and repeats no secrets
     */
    static ReplicaUrl parse(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("no replica given; " + ReplicaUrls.FORMS);
        }
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("file:")) {
            return FolderUrl.parse(text.substring("file:".length()), text);
        }
        int scheme = text.indexOf("://");
        if (lower.startsWith("s3:")) {
            if (scheme != "s3".length()) {
                throw new IllegalArgumentException("an S3 replica is written s3://BUCKET/PREFIX");
            }
            return S3Url.parse(text.substring("s3://".length()));
        }
        if (scheme > 0 && ReplicaUrls.isScheme(lower.substring(0, scheme))) {
            throw new IllegalArgumentException("replicas of kind " + lower.substring(0, scheme)
                    + ":// cannot be read directly; copy the replica into a folder and give that; "
                    + ReplicaUrls.FORMS);
        }
        return new FolderUrl(toPath(text));
    }

    private static Path toPath(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("not a path: " + e.getReason() + "; " + ReplicaUrls.FORMS, e);
        }
    }
}
