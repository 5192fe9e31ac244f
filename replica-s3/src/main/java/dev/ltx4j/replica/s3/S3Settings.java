package dev.ltx4j.replica.s3;

import dev.ltx4j.replica.Experimental;
import dev.ltx4j.replica.S3Url;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Where a replica is in S3, and how it is reached. Comes from what people type ({@link #of}), or from a {@linkplain
 * #builder builder}, as for the entries of a {@code litestream.yml}. Checked, immutable, and without secrets in its text.
 */
@Experimental
public final class S3Settings {
    private static final String SSE_ALGORITHM = "AES256";
    private static final int SSE_KEY_BYTES = 32;

    private final String bucket;
    private final String path;
    private final Optional<URI> endpoint;
    private final Optional<String> region;
    private final boolean forcePathStyle;
    private final boolean skipVerify;
    private final boolean requesterPays;
    private final OptionalLong maxBytesPerSecond;
    private final @Nullable Secret sseCustomerKey;
    private final @Nullable String accessKeyId;
    private final @Nullable Secret secretAccessKey;
    private final @Nullable Secret sessionToken;

    private S3Settings(Builder builder) {
        this.bucket = builder.bucket;
        this.path = builder.path;
        this.endpoint = Optional.ofNullable(builder.endpoint);
        this.region = Optional.ofNullable(builder.region);
        this.forcePathStyle = builder.forcePathStyle == null ? builder.endpoint != null : builder.forcePathStyle;
        this.skipVerify = builder.skipVerify;
        this.requesterPays = builder.requesterPays;
        this.maxBytesPerSecond = builder.maxBytesPerSecond;
        this.sseCustomerKey = builder.sseCustomerKey;
        this.accessKeyId = builder.accessKeyId;
        this.secretAccessKey = builder.secretAccessKey;
        this.sessionToken = builder.sessionToken;
    }

    /**
     * Reads a URL: its host form, its options, and what the environment adds.
     *
     * <p>Of the environment: {@code LITESTREAM_S3_ENDPOINT} where the URL names no endpoint; {@code AWS_ACCESS_KEY_ID} with
     * {@code AWS_SECRET_ACCESS_KEY} and {@code AWS_SESSION_TOKEN}, else {@code LITESTREAM_ACCESS_KEY_ID} with {@code
     * LITESTREAM_SECRET_ACCESS_KEY}. Without either, the rest of AWS's chain is asked when the store is opened.
     *
     * @param url what was typed
     * @param environment variables by name, such as {@link System#getenv()}
     * @return the settings
     * @throws IllegalArgumentException if an option is unknown or its value is not valid; the message says what would be,
     *     and repeats no secrets
     */
    public static S3Settings of(S3Url url, Map<String, String> environment) {
        return builder(url, environment).build();
    }

    /**
     * The same, to add to.
     *
     * @param url what was typed
     * @param environment variables by name, such as {@link System#getenv()}
     * @return a builder with what both say
     * @throws IllegalArgumentException if an option is unknown or its value is not valid
     */
    public static Builder builder(S3Url url, Map<String, String> environment) {
        return S3UrlOptions.builderOf(url).environment(environment);
    }

    /**
     * Starts with nothing but a bucket.
     *
     * @param bucket its name, or the resource name of an access point
     * @return a builder
     * @throws IllegalArgumentException if the name is empty
     */
    public static Builder builder(String bucket) {
        return new Builder(bucket);
    }

    /** {@return the bucket's name, or the resource name of an access point} */
    public String bucket() {
        return bucket;
    }

    /** {@return the path in the bucket as it was given, slashes at its ends included} */
    public String path() {
        return path;
    }

    /** {@return the address of a store that is not AWS, with its scheme} */
    public Optional<URI> endpoint() {
        return endpoint;
    }

    /** {@return the region, if one is given} */
    public Optional<String> region() {
        return region;
    }

    /** {@return whether the bucket stands in the path of a request and not in front of the host} */
    public boolean forcePathStyle() {
        return forcePathStyle;
    }

    /** {@return whether certificates are not checked} */
    public boolean skipVerify() {
        return skipVerify;
    }

    /** {@return whether this side pays for the requests} */
    public boolean requesterPays() {
        return requesterPays;
    }

    /** {@return how many bytes a second are fetched at most} */
    public OptionalLong maxBytesPerSecond() {
        return maxBytesPerSecond;
    }

    /** {@return what the user should be warned of: sentences} */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (skipVerify) {
            warnings.add("skipVerify is set: certificates are not checked, so anybody between here and " + host()
                    + " can read the access and change what is restored");
        }
        return warnings;
    }

    private String host() {
        return endpoint.map(URI::getHost).orElse("the store");
    }

    @Nullable
    Secret sseCustomerKey() {
        return sseCustomerKey;
    }

    @Nullable
    String accessKeyId() {
        return accessKeyId;
    }

    @Nullable
    Secret secretAccessKey() {
        return secretAccessKey;
    }

    @Nullable
    Secret sessionToken() {
        return sessionToken;
    }

    /** The replica as a person would name it, without secrets. */
    @Override
    public String toString() {
        return "s3://" + bucket + (path.isEmpty() ? "" : "/" + path);
    }

    /** Collects settings. What is not said stays as AWS has it. */
    public static final class Builder {
        private final String bucket;
        private String path = "";
        private @Nullable URI endpoint;
        private @Nullable String region;
        private @Nullable Boolean forcePathStyle;
        private boolean skipVerify;
        private boolean requesterPays;
        private OptionalLong maxBytesPerSecond = OptionalLong.empty();
        private @Nullable Secret sseCustomerKey;
        private @Nullable String accessKeyId;
        private @Nullable Secret secretAccessKey;
        private @Nullable Secret sessionToken;

        private Builder(String bucket) {
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
        public Builder path(String value) {
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
        public Builder endpoint(String value) {
            endpoint = parseEndpoint(value);
            return this;
        }

        /**
         * The region that the bucket is in. Without one: {@code us-east-1} with an endpoint, else it is looked up.
         *
         * @param value such as {@code eu-central-1}
         * @return this
         * @throws IllegalArgumentException if it cannot be a region's name
         */
        public Builder region(String value) {
            if (!value.matches("[A-Za-z0-9-]{1,63}")) {
                throw new IllegalArgumentException("not a region: \"" + value + "\"");
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
        public Builder forcePathStyle(boolean value) {
            forcePathStyle = value;
            return this;
        }

        /**
         * Whether certificates are not checked.
         *
         * @param value true to check none
         * @return this
         */
        public Builder skipVerify(boolean value) {
            skipVerify = value;
            return this;
        }

        /**
         * Whether this side pays for the requests.
         *
         * @param value true to agree to
         * @return this
         */
        public Builder requesterPays(boolean value) {
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
        public Builder maxBytesPerSecond(long value) {
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
        public Builder sseCustomer(String algorithm, String key) {
            if (!algorithm.equals(SSE_ALGORITHM)) {
                throw new IllegalArgumentException("the algorithm of SSE-C can only be " + SSE_ALGORITHM);
            }
            byte[] bytes;
            try {
                bytes = Base64.getDecoder().decode(key.trim());
            } catch (IllegalArgumentException e) {
                // Without the cause: its message can hold a part of the key.
                bytes = new byte[0];
            }
            if (bytes.length != SSE_KEY_BYTES) {
                throw new IllegalArgumentException("the key of SSE-C must be base64 of 32 bytes");
            }
            sseCustomerKey = new Secret(key.trim());
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
        public Builder accessKey(String id, String secret) {
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
        public Builder accessKey(String id, String secret, @Nullable String token) {
            if (id.isBlank() || secret.isBlank()) {
                throw new IllegalArgumentException("an access key needs both an id and a secret");
            }
            accessKeyId = id;
            secretAccessKey = new Secret(secret);
            sessionToken = token == null || token.isEmpty() ? null : new Secret(token);
            return this;
        }

        /**
         * Takes keys and endpoint from the environment where none were given.
         *
         * @param environment variables by name
         * @return this
         * @throws IllegalArgumentException if the endpoint there is none
         */
        public Builder environment(Map<String, String> environment) {
            if (accessKeyId == null) {
                takeKeys(environment, "AWS_");
            }
            if (accessKeyId == null) {
                takeKeys(environment, "LITESTREAM_");
            }
            String variable = "LITESTREAM_S3_ENDPOINT";
            String address = environment.getOrDefault(variable, "");
            if (endpoint == null && !address.isEmpty()) {
                try {
                    endpoint(LocalAddresses.withScheme(address));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(variable + ": " + e.getMessage(), e);
                }
            }
            return this;
        }

        private void takeKeys(Map<String, String> environment, String prefix) {
            String id = environment.getOrDefault(prefix + "ACCESS_KEY_ID", "");
            String secret = environment.getOrDefault(prefix + "SECRET_ACCESS_KEY", "");
            if (!id.isEmpty() && !secret.isEmpty()) {
                accessKey(id, secret, prefix.equals("AWS_") ? environment.get("AWS_SESSION_TOKEN") : null);
            }
        }

        /** {@return the settings} */
        public S3Settings build() {
            return new S3Settings(this);
        }
    }

    private static URI parseEndpoint(String text) {
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
}
