package dev.ltx4j.replica.s3;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** Looks at objects that were announced, several at a time, before it is asked for them. Safe for use by several threads. */
final class StatsAhead {
    private final S3Bucket bucket;
    private final Map<String, S3Requests.Running<HeadObjectResponse>> begun = new HashMap<>();
    private final Deque<String> announced = new ArrayDeque<>();

    StatsAhead(S3Bucket bucket) {
        this.bucket = bucket;
    }

    /** Forgets what was announced before. */
    synchronized void expect(List<String> keys) {
        begun.values().forEach(S3Requests.Running::cancel);
        begun.clear();
        announced.clear();
        announced.addAll(keys);
        advance();
    }

    /** What is known of an object, or empty if there is none. */
    Optional<S3Bucket.Head> head(String key) throws IOException {
        S3Requests.@Nullable Running<HeadObjectResponse> running;
        synchronized (this) {
            running = begun.remove(key);
            advance();
        }
        return running == null ? bucket.head(key) : bucket.head(running);
    }

    /** As many as there are threads for them. */
    private void advance() {
        while (begun.size() < S3Requests.MAX_THREADS && !announced.isEmpty()) {
            String key = announced.remove();
            begun.put(key, bucket.beginHead(key));
        }
    }
}
