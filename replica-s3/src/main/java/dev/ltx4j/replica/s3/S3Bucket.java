package dev.ltx4j.replica.s3;

import dev.ltx4j.replica.StoreUnavailableException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.RequestPayer;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The three requests that are made of a bucket: a page of a listing, a look at an object, a range of one. */
final class S3Bucket {
    /** Where Litestream keeps the time of a file. */
    private static final String TIMESTAMP = "litestream-timestamp";

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18})");

    private final S3Settings settings;
    private final S3Client client;
    private final S3Requests requests;
    private final S3Failures failures;
    private final RateLimit limit;
    private final @Nullable SseKey sse;

    S3Bucket(S3Settings settings, S3Client client, S3Requests requests, S3Failures failures) {
        this.settings = settings;
        this.client = client;
        this.requests = requests;
        this.failures = failures;
        this.limit = new RateLimit(settings.maxBytesPerSecond());
        Secret key = settings.sseCustomerKey();
        this.sse = key == null ? null : SseKey.of(key);
    }

    /** Is told what a listing has. */
    interface Visitor {
        void object(S3Object object) throws IOException;

        void prefix(String prefix) throws IOException;
    }

    /** Lists what begins with a prefix, up to the next {@code /}. */
    void list(String prefix, Visitor visitor) throws IOException {
        String token = null;
        do {
            ListObjectsV2Response page = page(prefix, token);
            for (S3Object object : page.contents()) {
                visitor.object(object);
            }
            for (var common : page.commonPrefixes()) {
                visitor.prefix(common.prefix());
            }
            token = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
        } while (token != null);
    }

    private ListObjectsV2Response page(String prefix, @Nullable String token) throws IOException {
        ListObjectsV2Request request = ListObjectsV2Request.builder()
                .bucket(settings.bucket())
                .prefix(prefix)
                .delimiter("/")
                .encodingType(EncodingType.URL)
                .continuationToken(token)
                .requestPayer(payer())
                .build();
        return requests.list(() -> {
            ListObjectsV2Response page = client.listObjectsV2(request);
            if (page.isTruncated() == null) {
                // For the SDK an empty answer is a listing too. It must not be taken for an empty folder.
                throw new UnfitAnswerException("answers with listings that are cut off");
            }
            if (page.isTruncated()
                    && (page.nextContinuationToken() == null
                            || page.nextContinuationToken().equals(token))) {
                throw new UnfitAnswerException("answers with listings that say there is more, but not where");
            }
            return page;
        });
    }

    /**
     * What is known of an object.
     *
     * @param size in bytes
     * @param created the time that Litestream gave it, else that of its upload
     */
    record Head(long size, Instant created) {}

    /** What is known of an object, or empty if there is none. */
    Optional<Head> head(String key) throws IOException {
        return head(beginHead(key));
    }

    /** Begins to ask what is known of an object. */
    S3Requests.Running<HeadObjectResponse> beginHead(String key) {
        HeadObjectRequest.Builder request =
                HeadObjectRequest.builder().bucket(settings.bucket()).key(key).requestPayer(payer());
        if (sse != null) {
            request.sseCustomerAlgorithm(SseKey.ALGORITHM)
                    .sseCustomerKey(sse.key().value())
                    .sseCustomerKeyMD5(sse.md5());
        }
        return requests.beginHead(key, () -> client.headObject(request.build()));
    }

    /** The answer to what was begun. */
    Optional<Head> head(S3Requests.Running<HeadObjectResponse> begun) throws IOException {
        try {
            HeadObjectResponse head = requests.await(begun);
            return Optional.of(new Head(head.contentLength(), created(head.metadata(), head.lastModified())));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Instant created(@Nullable Map<String, String> metadata, @Nullable Instant modified) {
        String text = metadata == null ? null : metadata.get(TIMESTAMP);
        if (text != null) {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException e) {
                // Not Litestream's: as if it were not there.
            }
        }
        return modified == null ? Instant.EPOCH : modified;
    }

    /**
     * A range of an object.
     *
     * @param bytes as many as were wanted, or fewer where the object ends
     * @param tag which version of the object it was, if the store tells
     * @param total the size of the whole object
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Range(byte[] bytes, @Nullable String tag, long total) {}

    /**
     * Fetches a range of an object, and goes on where it broke off. For the threads of {@link S3Requests}.
     *
     * @param tag the version that is wanted, or null for any
     * @throws NoSuchFileException if there is no such object
     * @throws IOException if it is another version now
     */
    Range fetch(String key, long fileOffset, int byteCount, @Nullable String tag) throws IOException {
        byte[] bytes = new byte[byteCount];
        String version = tag;
        int got = 0;
        for (int failed = 0; ; ) {
            requests.countGet();
            try (ResponseInputStream<GetObjectResponse> in =
                    client.getObject(request(key, fileOffset + got, fileOffset + byteCount - 1, version))) {
                GetObjectResponse response = in.response();
                if (version != null && response.eTag() != null && !version.equals(response.eTag())) {
                    in.abort();
                    throw new ChangedException();
                }
                long total = total(response, fileOffset + got);
                version = response.eTag();
                int end = (int) Math.max(0, Math.min(byteCount, total - fileOffset));
                while (got < end) {
                    int read = in.read(bytes, got, limit.chunk(end - got));
                    if (read < 0) {
                        throw new EOFException("the answer ended early");
                    }
                    got += read;
                    failed = 0;
                    requests.received(read);
                    limit.passed(read);
                }
                if (total - fileOffset > byteCount && response.contentRange() == null) {
                    // All of it is coming, and is not wanted.
                    in.abort();
                }
                return new Range(got == byteCount ? bytes : Arrays.copyOf(bytes, got), version, total);
            } catch (ChangedException e) {
                throw failures.changed(key);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            } catch (StoreUnavailableException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                failed = requests.pauseOrGiveUp(e, key, failed + 1);
            } finally {
                requests.doneWaiting();
            }
        }
    }

    /** An object is another one than when its reading began. */
    IOException changed(String key) {
        return failures.changed(key);
    }

    private static final class ChangedException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private GetObjectRequest request(String key, long first, long last, @Nullable String version) {
        GetObjectRequest.Builder request = GetObjectRequest.builder()
                .bucket(settings.bucket())
                .key(key)
                .range("bytes=" + first + "-" + last)
                .ifMatch(version)
                .requestPayer(payer());
        if (sse != null) {
            request.sseCustomerAlgorithm(SseKey.ALGORITHM)
                    .sseCustomerKey(sse.key().value())
                    .sseCustomerKeyMD5(sse.md5());
        }
        return request.build();
    }

    private @Nullable RequestPayer payer() {
        return settings.requesterPays() ? RequestPayer.REQUESTER : null;
    }

    /** The size of the whole object; an answer with another range than was asked for is of no use. */
    private static long total(GetObjectResponse response, long wanted) throws UnfitAnswerException {
        if (response.contentRange() == null && wanted == 0 && response.contentLength() != null) {
            return response.contentLength();
        }
        Matcher range = CONTENT_RANGE.matcher(String.valueOf(response.contentRange()));
        if (range.matches() && Long.parseLong(range.group(1)) == wanted) {
            return Long.parseLong(range.group(2));
        }
        throw new UnfitAnswerException("does not answer requests for a range of an object with that range");
    }
}
