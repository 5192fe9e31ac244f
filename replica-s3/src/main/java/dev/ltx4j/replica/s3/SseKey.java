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
