package dev.ltx4j.replica.s3;

import dev.ltx4j.replica.Experimental;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Collects settings. What is not said stays as AWS has it. */
@Experimental
public final class S3SettingsBuilder {
    final String bucket;
    String path = "";

    @Nullable
    URI endpoint;

    @Nullable
    String region;

    @Nullable
    Boolean forcePathStyle;

    boolean skipVerify;
    boolean requesterPays;
    OptionalLong maxBytesPerSecond = OptionalLong.empty();

    @Nullable
    Secret sseCustomerKey;

    @Nullable
    S3Keys keys;

    @Nullable
    Path caBundle;

    S3SettingsBuilder(String bucket) {
        if (bucket.isBlank()) {
            throw new IllegalArgumentException("no bucket given");
        }
        this.bucket = bucket;
    }

    /**
     * The path in the bucket.
     *
     * @param value as it was typed: slashes at its ends count
     * @return this
     */
    public S3SettingsBuilder path(String value) {
        path = value;
        return this;
    }

    /**
     * The address of a store that is not AWS.
     *
     * @param value {@code https://HOST[:PORT]}; without a scheme it means https
     * @return this
     * @throws IllegalArgumentException if it is not an address
     */
    public S3SettingsBuilder endpoint(String value) {
        endpoint = S3Endpoint.parse(value);
        return this;
    }

    /**
     * The region that the bucket is in. Without one: {@code us-east-1} with an endpoint, else it is looked up.
     *
     * @param value such as {@code eu-central-1}
     * @return this
     * @throws IllegalArgumentException if it cannot be a region's name
     */
    public S3SettingsBuilder region(String value) {
        if (!value.matches("[A-Za-z0-9-]{1,63}")) {
            throw new IllegalArgumentException("not a region; write one such as eu-central-1");
        }
        region = value;
        return this;
    }

    /**
     * Where the bucket stands in a request. In the path where nothing is said and there is an endpoint.
     *
     * @param value true for in the path
     * @return this
     */
    public S3SettingsBuilder forcePathStyle(boolean value) {
        forcePathStyle = value;
        return this;
    }

    /**
     * Whether certificates are not checked.
     *
     * @param value true to check none
     * @return this
     */
    public S3SettingsBuilder skipVerify(boolean value) {
        skipVerify = value;
        return this;
    }

    /**
     * Whether this side pays for the requests.
     *
     * @param value true to agree to
     * @return this
     */
    public S3SettingsBuilder requesterPays(boolean value) {
        requesterPays = value;
        return this;
    }

    /**
     * How many bytes a second are fetched at most; as many as come where nothing is said.
     *
     * @param value 1 or more
     * @return this
     * @throws IllegalArgumentException if it is below 1
     */
    public S3SettingsBuilder maxBytesPerSecond(long value) {
        if (value < 1) {
            throw new IllegalArgumentException("bytes a second: " + value);
        }
        maxBytesPerSecond = OptionalLong.of(value);
        return this;
    }

    /**
     * The key that the objects are encrypted with (SSE-C).
     *
     * @param algorithm must be {@code AES256}
     * @param key base64 of 32 bytes
     * @return this
     * @throws IllegalArgumentException if it is another algorithm, or not such a key
     */
    public S3SettingsBuilder sseCustomer(String algorithm, String key) {
        if (!algorithm.equals(SseKey.ALGORITHM)) {
            throw new IllegalArgumentException("the algorithm of SSE-C can only be " + SseKey.ALGORITHM);
        }
        sseCustomerKey = SseKey.parse(key);
        return this;
    }

    /**
     * The keys to sign with. Without them the environment and AWS's other places are asked.
     *
     * @param id the access key's id
     * @param secret the secret key
     * @return this
     * @throws IllegalArgumentException if one of them is empty
     */
    public S3SettingsBuilder accessKey(String id, String secret) {
        return accessKey(id, secret, null);
    }

    /**
     * Keys that are valid for a while, to sign with.
     *
     * @param id the access key's id
     * @param secret the secret key
     * @param token the session's token, or null
     * @return this
     * @throws IllegalArgumentException if a key is empty
     */
    public S3SettingsBuilder accessKey(String id, String secret, @Nullable String token) {
        keys = S3Keys.of(id, secret, token);
        return this;
    }

    /**
     * Whom to trust beside those that Java trusts anyway.
     *
     * @param file certificates of authorities (PEM)
     * @return this
     */
    public S3SettingsBuilder caBundle(Path file) {
        caBundle = file;
        return this;
    }

    /**
     * Takes keys, endpoint and certificates to trust from the environment where none were given.
     *
     * @param environment variables by name
     * @return this
     * @throws IllegalArgumentException if the endpoint there is none
     */
    public S3SettingsBuilder environment(Map<String, String> environment) {
        if (keys == null) {
            keys = S3Keys.find(environment);
        }
        String bundle = environment.getOrDefault("AWS_CA_BUNDLE", "");
        if (caBundle == null && !bundle.isEmpty()) {
            caBundle = Path.of(bundle);
        }
        String variable = "LITESTREAM_S3_ENDPOINT";
        String address = environment.getOrDefault(variable, "");
        if (endpoint == null && !address.isEmpty()) {
            try {
                endpoint(S3Endpoint.withScheme(address));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(variable + ": " + e.getMessage(), e);
            }
        }
        return this;
    }

    /**
     * {@return the settings}
     *
     * @throws IllegalArgumentException if a key of SSE-C would cross a network in the clear
     */
    public S3Settings build() {
        if (sseCustomerKey != null && endpoint != null && S3Endpoint.isInTheClear(endpoint)) {
            throw new IllegalArgumentException(
                    "the key of SSE-C goes with every request, so the endpoint must be https");
        }
        return new S3Settings(this);
    }
}
