package dev.ltx4j.replica.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.replica.ReplicaUrl;
import dev.ltx4j.replica.S3Url;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3SettingsTest {
    private static final String KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    private static S3Settings of(String url, Map<String, String> environment) {
        return S3Settings.of((S3Url) ReplicaUrl.parse(url), environment);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "s3://bkt/a, bkt, -, -, false",
                "s3://bkt.s3.eu-west-1.amazonaws.com/a, bkt, -, eu-west-1, false",
                "s3://bkt.s3.amazonaws.com/a, bkt, -, -, false",
                "s3://bkt.fra1.digitaloceanspaces.com/a, bkt, https://fra1.digitaloceanspaces.com, fra1, false",
                "s3://bkt.s3.us-west-002.backblazeb2.com/a, bkt, https://s3.us-west-002.backblazeb2.com, us-west-002, true",
                "s3://bkt.s3.filebase.com/a, bkt, https://s3.filebase.com, us-east-1, false",
                "s3://bkt.s3.nl-ams.scw.cloud/a, bkt, https://s3.nl-ams.scw.cloud, nl-ams, false",
                "s3://bkt.localhost:9000/a, bkt, http://localhost:9000, us-east-1, true",
                "s3://bkt/a?endpoint=localhost:9000, bkt, http://localhost:9000, -, true",
                "s3://bkt/a?endpoint=minio.example.com&forcePathStyle=false, bkt, https://minio.example.com, -, false",
                "s3://bkt/a?region=eu-north-1&force-path-style=true, bkt, -, eu-north-1, true"
            })
    void hostFormsAndOptionsSayWhereTheBucketIs(
            String url, String bucket, String endpoint, String region, boolean pathStyle) {
        S3Settings settings = of(url, Map.of());

        assertThat(settings.bucket()).isEqualTo(bucket);
        assertThat(settings.endpoint().map(URI::toString).orElse(null)).isEqualTo(endpoint);
        assertThat(settings.region().orElse(null)).isEqualTo(region);
        assertThat(settings.forcePathStyle()).isEqualTo(pathStyle);
        assertThat(settings.path()).isEqualTo("a");
    }

    @Test
    void keysOfAwsGoBeforeThoseOfLitestream() {
        Map<String, String> litestream = Map.of("LITESTREAM_ACCESS_KEY_ID", "L", "LITESTREAM_SECRET_ACCESS_KEY", "l");
        Map<String, String> both = Map.of(
                "LITESTREAM_ACCESS_KEY_ID",
                "L",
                "LITESTREAM_SECRET_ACCESS_KEY",
                "l",
                "AWS_ACCESS_KEY_ID",
                "A",
                "AWS_SECRET_ACCESS_KEY",
                "a");

        assertThat(of("s3://bkt", litestream).keys().id()).isEqualTo("L");
        assertThat(of("s3://bkt", both).keys().id()).isEqualTo("A");
        assertThat(of("s3://bkt", Map.of("LITESTREAM_S3_ENDPOINT", "10.0.0.7:9000"))
                        .endpoint())
                .contains(URI.create("http://10.0.0.7:9000"));
    }

    @Test
    void secretsAreNeverInTheText() {
        S3Settings settings = of(
                "s3://bkt/a?sseCustomerKey=" + KEY,
                Map.of("AWS_ACCESS_KEY_ID", "A", "AWS_SECRET_ACCESS_KEY", "topsecret"));

        assertThat(settings).hasToString("s3://bkt/a");
        assertThat(settings.keys().secret()).hasToString("***");
        assertThat(settings.sseCustomerKey()).hasToString("***");
        assertThatThrownBy(() -> of("s3://bkt/a?sse-customer-key=topsecret", Map.of()))
                .hasMessage("the key of SSE-C must be base64 of 32 bytes")
                .hasNoCause();
        assertThatThrownBy(() -> of("s3://bkt/a?endpoint=https://u:topsecret@h", Map.of()))
                .hasMessageNotContaining("topsecret");
        assertThatThrownBy(() -> of("s3://bkt/a?nonsense=topsecret", Map.of()))
                .hasMessageStartingWith("there is no option nonsense of S3 URLs")
                .hasMessageNotContaining("topsecret");
    }

    @Test
    void skippedChecksOfCertificatesAreWarnedOf() {
        assertThat(of("s3://bkt/a?skipVerify=true", Map.of()).warnings()).hasSize(1);
        assertThat(of("s3://bkt/a", Map.of()).warnings()).isEmpty();
    }
}
