package dev.ltx4j.config;

import dev.ltx4j.replica.Experimental;
import dev.ltx4j.replica.S3Url;
import java.util.Optional;

/**
 * A replica in a bucket, as the file says; what is not in the file is empty. Either {@code url} or {@code bucket} is there.
 *
 * @param url the value of {@code url}
 * @param bucket the bucket's name
 * @param path what keys begin with, as it is written: slashes at its ends are kept
 * @param endpoint the store's address. Without a scheme it means https
 * @param region the bucket's region
 * @param accessKeyId the access key's name
 * @param secretAccessKey the access key
 * @param forcePathStyle whether the bucket's name goes into the path and not into the host name
 * @param skipVerify whether the store's certificate is not verified
 * @param sseCustomerAlgorithm of SSE-C, {@code AES256}
 * @param sseCustomerKey of SSE-C: base64 of 32 bytes
 * @param sseCustomerKeyPath a file that holds it
 */
@Experimental
public record S3Replica(
        Optional<S3Url> url,
        Optional<String> bucket,
        String path,
        Optional<String> endpoint,
        Optional<String> region,
        Optional<Secret> accessKeyId,
        Optional<Secret> secretAccessKey,
        Optional<Boolean> forcePathStyle,
        boolean skipVerify,
        Optional<String> sseCustomerAlgorithm,
        Optional<Secret> sseCustomerKey,
        Optional<String> sseCustomerKeyPath)
        implements ReplicaConfig {
    @Override
    public String type() {
        return "s3";
    }

    @Override
    public String location() {
        return url.map(S3Url::toString).orElseGet(() -> {
            String place = "s3://" + bucket.orElse("");
            return path.isEmpty() ? place : place + "/" + path;
        });
    }

    /** As Litestream does: joined by one slash; the leading slash of a path stays. */
    @Override
    public ReplicaConfig below(String relativePath) {
        Optional<S3Url> urlBelow =
                url.map(base -> new S3Url(base.bucket(), join(base.prefix(), relativePath), base.options()));
        return new S3Replica(
                urlBelow,
                bucket,
                url.isPresent() ? path : join(path, relativePath),
                endpoint,
                region,
                accessKeyId,
                secretAccessKey,
                forcePathStyle,
                skipVerify,
                sseCustomerAlgorithm,
                sseCustomerKey,
                sseCustomerKeyPath);
    }

    private static String join(String base, String relativePath) {
        return base.isEmpty() ? relativePath : (base + "/" + relativePath).replaceAll("/{2,}", "/");
    }
}
