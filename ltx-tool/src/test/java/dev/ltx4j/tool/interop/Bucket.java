package dev.ltx4j.tool.interop;

import dev.ltx4j.fixtures.ForgedReplica;
import dev.ltx4j.fixtures.live.Versitygw;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Puts replicas into the bucket as Litestream does. */
final class Bucket implements AutoCloseable {
    private final S3Client client;

    Bucket(Versitygw server) {
        this.client = S3Client.builder()
                .endpointOverride(URI.create(server.endpoint()))
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(Versitygw.ACCESS_KEY_ID, Versitygw.SECRET_ACCESS_KEY)))
                .build();
    }

    private void put(String key, byte[] content, Instant created) {
        client.putObject(
                request -> request.bucket(Versitygw.BUCKET)
                        .key(key)
                        .metadata(Map.of("litestream-timestamp", created.toString())),
                RequestBody.fromBytes(content));
    }

    void upload(ForgedReplica replica, String path) {
        for (ForgedReplica.ForgedFile file : replica.files()) {
            put(path + "/" + file.key(), file.content(), file.created());
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
