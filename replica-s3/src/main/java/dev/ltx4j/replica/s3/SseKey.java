package dev.ltx4j.replica.s3;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A key that the objects are encrypted with, as requests carry it.
 *
 * @param key base64 of 32 bytes
 * @param md5 base64 of its MD5 sum
 */
record SseKey(Secret key, String md5) {
    static final String ALGORITHM = "AES256";

    private static final int BYTES = 32;

    /** @throws IllegalArgumentException if it is not base64 of 32 bytes; the text is not repeated */
    static Secret parse(String key) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(key.trim());
        } catch (IllegalArgumentException e) {
            // Without the cause: its message can hold a part of the key.
            bytes = new byte[0];
        }
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("the key of SSE-C must be base64 of 32 bytes");
        }
        return new Secret(key.trim());
    }

    static SseKey of(Secret key) {
        try {
            byte[] sum =
                    MessageDigest.getInstance("MD5").digest(Base64.getDecoder().decode(key.value()));
            return new SseKey(key, Base64.getEncoder().encodeToString(sum));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no MD5, which SSE-C needs", e);
        }
    }
}
