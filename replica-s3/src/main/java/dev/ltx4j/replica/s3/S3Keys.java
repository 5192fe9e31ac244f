package dev.ltx4j.replica.s3;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keys to sign requests with.
 *
 * @param id the access key's id
 * @param secret the secret key
 * @param token the session's token, or null for keys that are valid until somebody withdraws them
 */
record S3Keys(String id, Secret secret, @Nullable Secret token) {
    /** @throws IllegalArgumentException if a key is empty */
    static S3Keys of(String id, String secret, @Nullable String token) {
        if (id.isBlank() || secret.isBlank()) {
            throw new IllegalArgumentException("an access key needs both an id and a secret");
        }
        return new S3Keys(id, new Secret(secret), token == null || token.isEmpty() ? null : new Secret(token));
    }

    /** The keys of AWS's variables, else of Litestream's, or null; half a pair is as none. */
    static @Nullable S3Keys find(Map<String, String> environment) {
        for (String prefix : new String[] {"AWS_", "LITESTREAM_"}) {
            String id = environment.getOrDefault(prefix + "ACCESS_KEY_ID", "");
            String secret = environment.getOrDefault(prefix + "SECRET_ACCESS_KEY", "");
            if (!id.isBlank() && !secret.isBlank()) {
                return of(id, secret, prefix.equals("AWS_") ? environment.get("AWS_SESSION_TOKEN") : null);
            }
        }
        return null;
    }

    /** Without the id: it is no secret, but nobody's business either. */
    @Override
    public String toString() {
        return "***";
    }
}
