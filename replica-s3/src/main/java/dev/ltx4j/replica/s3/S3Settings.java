package dev.ltx4j.replica.s3;

import dev.ltx4j.replica.Experimental;
import dev.ltx4j.replica.S3Url;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
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
    private final String bucket;
    private final String path;
    private final Optional<URI> endpoint;
    private final Optional<String> region;
    private final boolean forcePathStyle;
    private final boolean skipVerify;
    private final boolean requesterPays;
    private final OptionalLong maxBytesPerSecond;
    private final @Nullable Secret sseCustomerKey;
    private final @Nullable S3Keys keys;
    private final Optional<Path> caBundle;

    S3Settings(S3SettingsBuilder builder) {
        this.bucket = builder.bucket;
        this.path = builder.path;
        this.endpoint = Optional.ofNullable(builder.endpoint);
        this.region = Optional.ofNullable(builder.region);
        this.forcePathStyle = builder.forcePathStyle == null ? builder.endpoint != null : builder.forcePathStyle;
        this.skipVerify = builder.skipVerify;
        this.requesterPays = builder.requesterPays;
        this.maxBytesPerSecond = builder.maxBytesPerSecond;
        this.sseCustomerKey = builder.sseCustomerKey;
        this.keys = builder.keys;
        this.caBundle = Optional.ofNullable(builder.caBundle);
    }

    /**
     * Reads a URL: its host form, its options, and what the environment adds.
     *
     * <p>Of the environment: {@code LITESTREAM_S3_ENDPOINT} where the URL names no endpoint; {@code AWS_ACCESS_KEY_ID} with
     * {@code AWS_SECRET_ACCESS_KEY} and {@code AWS_SESSION_TOKEN}, else {@code LITESTREAM_ACCESS_KEY_ID} with {@code
     * LITESTREAM_SECRET_ACCESS_KEY}; without either, the rest of AWS's chain is asked when the store is opened. {@code
     * AWS_CA_BUNDLE} for the certificates to trust.
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
    public static S3SettingsBuilder builder(S3Url url, Map<String, String> environment) {
        return S3UrlOptions.builderOf(url).environment(environment);
    }

    /**
     * Starts with nothing but a bucket.
     *
     * @param bucket its name, or the resource name of an access point
     * @return a builder
     * @throws IllegalArgumentException if the name is empty
     */
    public static S3SettingsBuilder builder(String bucket) {
        return new S3SettingsBuilder(bucket);
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

    /** {@return a file of certificates (PEM) to trust beside those that Java trusts} */
    public Optional<Path> caBundle() {
        return caBundle;
    }

    @Nullable
    S3Keys keys() {
        return keys;
    }

    /** The replica as a person would name it, without secrets. */
    @Override
    public String toString() {
        return "s3://" + bucket + (path.isEmpty() ? "" : "/" + path);
    }
}
