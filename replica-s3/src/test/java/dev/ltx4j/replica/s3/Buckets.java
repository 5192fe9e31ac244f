package dev.ltx4j.replica.s3;

import dev.ltx4j.fixtures.s3.TestBucket;
import java.io.IOException;
import java.time.Duration;

/** Settings and stores for buckets of tests. */
final class Buckets {
    /** Tries often and soon. */
    static final Backoff FAST = new Backoff(40, Duration.ofMillis(1), Duration.ofMillis(5));

    private Buckets() {}

    static S3SettingsBuilder settings(TestBucket bucket, String path) {
        return settings(bucket.endpoint(), path);
    }

    static S3SettingsBuilder settings(String endpoint, String path) {
        return S3Settings.builder(TestBucket.BUCKET)
                .path(path)
                .endpoint(endpoint)
                .accessKey(TestBucket.KEY_ID, TestBucket.SECRET);
    }

    /** A store that waits 5 s at most for a byte. */
    static S3Store open(TestBucket bucket, String path) throws IOException {
        return S3Store.open(settings(bucket, path).build(), FAST, Duration.ofSeconds(5));
    }
}
