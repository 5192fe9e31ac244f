package dev.ltx4j.replica.s3;

import dev.ltx4j.replica.Experimental;
import dev.ltx4j.replica.Printable;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreFile;
import dev.ltx4j.replica.StoreReader;
import dev.ltx4j.replica.StoreRequests;
import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.replica.StoreVisitor;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A replica in an S3 bucket. Only lists and reads: keys that allow {@code s3:ListBucket} and {@code s3:GetObject} suffice.
 *
 * <p>A file that was listed is opened without a request, so that it can turn out to be gone when it is first read: {@link
 * StoreReader#read} throws {@link NoSuchFileException} then. Files that are {@linkplain #expect expected} are fetched ahead,
 * 16 MiB at most. A range that breaks off is resumed at the byte where it did; failures that may pass are tried again, with
 * growing pauses.
 *
 * <p>Listed times are those of uploads; {@link #stat} gives the time that Litestream keeps in the object's metadata.
 *
 * <p>Safe for use by several threads. It has threads of its own, which end with {@link #close}; an interrupt of a caller ends
 * its call at once.
 */
@Experimental
public final class S3Store implements ReplicaStore {
    private static final Duration STALL = Duration.ofSeconds(20);

    private final S3Settings settings;
    private final S3Clients clients;
    private final S3Requests requests;
    private final S3Client client;
    private final S3Bucket bucket;
    private final ReadAhead ahead;
    private final StatsAhead stats;
    private final Map<String, StoreFile> listed = new ConcurrentHashMap<>();
    private volatile @Nullable S3Roots roots;

    private S3Store(S3Settings settings, Backoff backoff, Duration stall) throws IOException {
        this.settings = settings;
        AbortableHttpClient.Watch watch = new AbortableHttpClient.Watch();
        S3Failures failures = new S3Failures(settings);
        this.requests = new S3Requests(watch, failures, backoff);
        try {
            this.clients = new S3Clients(settings, watch, stall);
            String known = clients.knownRegion();
            String region = known == null ? clients.lookUpRegion(requests) : known;
            this.client = clients.client(region == null ? S3Clients.DEFAULT_REGION : region);
        } catch (IOException | RuntimeException e) {
            requests.close();
            throw e;
        }
        this.bucket = new S3Bucket(settings, client, requests, failures);
        this.ahead = new ReadAhead(bucket, requests);
        this.stats = new StatsAhead(bucket);
    }

    /**
     * Opens a replica. Nothing is asked yet, but for the region where it has to be looked up.
     *
     * @param settings where it is and how it is reached
     * @return the store; the caller closes it
     * @throws StoreUnavailableException if the region cannot be looked up
     * @throws IOException if the thread is interrupted
     */
    public static S3Store open(S3Settings settings) throws IOException {
        return open(settings, Backoff.DEFAULT, STALL);
    }

    static S3Store open(S3Settings settings, Backoff backoff, Duration stall) throws IOException {
        return new S3Store(settings, backoff, stall);
    }

    @Override
    public String location() {
        return Printable.of(settings.toString());
    }

    @Override
    public String locationOf(String key) {
        S3Roots known = roots;
        String raw = known == null ? settings.path() + "/" + key : known.keyOf(key);
        return Printable.of("s3://" + settings.bucket() + "/" + raw);
    }

    @Override
    public void list(String folder, StoreVisitor visitor) throws IOException {
        if (folder.isEmpty()) {
            S3Roots found = S3Roots.find(bucket, settings.path());
            roots = found;
            for (StoreFile file : found.files()) {
                tell(file, visitor);
            }
            for (String name : found.folders()) {
                visitor.folder(name);
            }
            return;
        }
        if (!folder.endsWith("/")) {
            throw new IllegalArgumentException("not a folder's key, it does not end in /: \"" + folder + "\"");
        }
        String prefix = roots().keyOf(folder);
        bucket.list(prefix, new S3Bucket.Visitor() {
            @Override
            public void object(S3Object object) throws IOException {
                // An object with the folder's own key is what some programs make to show the folder.
                if (!object.key().equals(prefix)) {
                    tell(file(folder + object.key().substring(prefix.length()), object), visitor);
                }
            }

            @Override
            public void prefix(String found) throws IOException {
                visitor.folder(folder + found.substring(prefix.length()));
            }
        });
    }

    private void tell(StoreFile file, StoreVisitor visitor) throws IOException {
        listed.put(file.key(), file);
        visitor.file(file);
    }

    static StoreFile file(String key, S3Object object) {
        return new StoreFile(
                key,
                object.size() == null ? 0 : object.size(),
                object.lastModified() == null ? Instant.EPOCH : object.lastModified());
    }

    private S3Roots roots() throws IOException {
        S3Roots known = roots;
        if (known == null) {
            known = S3Roots.find(bucket, settings.path());
            roots = known;
        }
        return known;
    }

    @Override
    public Optional<StoreFile> stat(String key) throws IOException {
        return stats.head(roots().keyOf(key)).map(head -> new StoreFile(key, head.size(), head.created()));
    }

    @Override
    public StoreReader open(String key) throws IOException {
        StoreFile file = listed.get(key);
        if (file == null) {
            file = stat(key).orElseThrow(() -> new NoSuchFileException(locationOf(key)));
        }
        return ahead.open(roots().keyOf(key), file.size());
    }

    @Override
    public byte[] readStart(String key, int byteCount) throws IOException {
        StoreFile file = listed.get(key);
        if (file != null && file.size() == 0) {
            return new byte[0];
        }
        String raw = roots().keyOf(key);
        return requests.await(requests.start(() -> bucket.fetch(raw, 0, byteCount, null)))
                .bytes();
    }

    /** Only files that were listed can be fetched ahead; others are passed over. */
    @Override
    public void expect(List<String> keys) {
        S3Roots known = roots;
        if (known == null) {
            return;
        }
        ahead.expect(keys.stream()
                .map(listed::get)
                .filter(Objects::nonNull)
                .map(file -> new ReadAhead.Announced(known.keyOf(file.key()), file.size()))
                .toList());
    }

    @Override
    public void expectStats(List<String> keys) {
        S3Roots known = roots;
        if (known != null) {
            stats.expect(keys.stream().map(known::keyOf).toList());
        }
    }

    @Override
    public boolean listsUploadTimes() {
        return true;
    }

    @Override
    public StoreRequests requests() {
        return requests.count();
    }

    @Override
    public void close() {
        requests.close();
        client.close();
        clients.close();
    }
}
