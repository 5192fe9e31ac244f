package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.config.S3Replica;
import dev.ltx4j.config.Secret;
import dev.ltx4j.replica.ReplicaUrl;
import dev.ltx4j.replica.S3Url;
import dev.ltx4j.replica.s3.S3Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3SourcesTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("LITESTREAM_S3_ENDPOINT", "https://environment.example.com");

    @TempDir
    Path folder;

    @Test
    void configurationGoesBeforeUrlAndEnvironment() throws Exception {
        S3Url url = (S3Url) ReplicaUrl.parse("s3://bkt/a?endpoint=https://url.example.com&region=eu-west-1");

        S3Settings settings = S3Sources.builder(replica(Optional.of(url), Optional.empty(), "eu-north-1"), ENVIRONMENT)
                .build();

        assertThat(settings.bucket()).isEqualTo("bkt");
        assertThat(settings.endpoint()).contains(URI.create("https://url.example.com"));
        assertThat(settings.region()).contains("eu-north-1");
        assertThat(settings.warnings()).hasSize(1);
    }

    @Test
    void pathOfConfigurationStaysAsItIsWritten() throws Exception {
        S3Settings settings = S3Sources.builder(
                        replica(Optional.empty(), Optional.of("bkt"), "eu-north-1"), ENVIRONMENT)
                .build();

        assertThat(settings.path()).isEqualTo("/a/");
        assertThat(settings.endpoint()).contains(URI.create("https://environment.example.com"));
        assertThat(settings.toString()).doesNotContain("topsecret");
    }

    private S3Replica replica(Optional<S3Url> url, Optional<String> bucket, String region) throws IOException {
        Path key = folder.resolve("key");
        Files.writeString(key, "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\n");
        return new S3Replica(
                url,
                bucket,
                "/a/",
                Optional.empty(),
                Optional.of(region),
                Optional.of(new Secret("AKIAEXAMPLE")),
                Optional.of(new Secret("topsecret")),
                Optional.empty(),
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.of(key.toString()));
    }
}
