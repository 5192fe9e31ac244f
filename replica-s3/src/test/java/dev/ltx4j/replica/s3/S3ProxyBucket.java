package dev.ltx4j.replica.s3;

import dev.ltx4j.fixtures.s3.TestBucket;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * A bucket in a server that others wrote: S3Proxy with its store in memory. That keeps objects in a file system, so that
 * keys with {@code //} or {@code ./} in them are not kept as they are, and uploads happen when they happen.
 */
final class S3ProxyBucket implements TestBucket {
    private final TransientNio2BlobStore store = new TransientNio2BlobStore();
    private final S3Proxy server;
    private String lastSnapshots = "";

    S3ProxyBucket() throws Exception {
        store.createContainer(BUCKET);
        server = S3Proxy.builder()
                .blobStore(store)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, KEY_ID, SECRET)
                .build();
        server.start();
    }

    @Override
    public int port() {
        return server.getPort();
    }

    @Override
    public S3ProxyBucket put(String key, byte[] content, Instant created) {
        store.putBlob(
                PutObjectRequest.builder()
                        .bucket(BUCKET)
                        .key(key)
                        .contentLength((long) content.length)
                        .metadata(created == null ? Map.of() : Map.of(TIMESTAMP, created.toString()))
                        .build(),
                new ByteArrayInputStream(content));
        return this;
    }

    @Override
    public S3ProxyBucket putUploaded(String key, byte[] content, Instant uploaded) {
        String folder = key.substring(0, key.lastIndexOf('/'));
        if (folder.endsWith("/snapshots") && !folder.equals(lastSnapshots)) {
            lastSnapshots = folder;
            waitForAnotherSecond();
        }
        return put(key, content, null);
    }

    /** Times are told in whole seconds, and by those of their snapshots generations are told apart. */
    private static void waitForAnotherSecond() {
        try {
            Thread.sleep(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        store.close();
    }
}
