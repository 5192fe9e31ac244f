package dev.ltx4j.replica.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.fixtures.s3.S3Server;
import dev.ltx4j.fixtures.s3.TestBucket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What both servers of these tests answer, ours and one that others wrote: the SDK is told the same by them. */
@Timeout(60)
class S3ContractTest {
    private static final Instant CREATED = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final byte[] CONTENT = "0123456789".getBytes(StandardCharsets.UTF_8);
    private static final List<String> ODD = List.of("odd/a b", "odd/a&b", "odd/a+b", "odd/ä", "odd/c%20d");

    private static Map<Server, TestBucket> buckets;

    enum Server {
        OURS,
        S3PROXY
    }

    @BeforeAll
    static void fill() throws Exception {
        buckets = Map.of(Server.OURS, new S3Server(), Server.S3PROXY, new S3ProxyBucket());
        for (TestBucket bucket : buckets.values()) {
            for (int i = 0; i < 2500; i++) {
                bucket.put(name(i), new byte[i % 7], CREATED);
            }
            for (int i = 0; i < 1100; i++) {
                bucket.put("folders/%04d/x".formatted(i), new byte[1], null);
            }
            ODD.forEach(key -> bucket.put(key, CONTENT, CREATED));
            bucket.put("ten", CONTENT, CREATED).put("plain", CONTENT, null).put("empty", new byte[0], CREATED);
        }
    }

    private static String name(int number) {
        return "many/%016x-%016x.ltx".formatted(number, number);
    }

    @AfterAll
    static void stop() {
        buckets.values().forEach(TestBucket::close);
    }

    private static S3Client client(Server server, String id, String secret) {
        S3Settings settings =
                Buckets.settings(buckets.get(server), "").accessKey(id, secret).build();
        try {
            return new S3Clients(settings, new AbortableHttpClient.Watch(), Duration.ofSeconds(5)).client("us-east-1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static S3Client client(Server server) {
        return client(server, TestBucket.KEY_ID, TestBucket.SECRET);
    }

    private static ListObjectsV2Response page(S3Client client, String prefix, String token) {
        return client.listObjectsV2(request -> request.bucket(TestBucket.BUCKET)
                .prefix(prefix)
                .delimiter("/")
                .encodingType(EncodingType.URL)
                .continuationToken(token));
    }

    private static List<ListObjectsV2Response> pages(S3Client client, String prefix) {
        List<ListObjectsV2Response> pages = new ArrayList<>();
        String token = null;
        do {
            ListObjectsV2Response page = page(client, prefix, token);
            pages.add(page);
            token = page.nextContinuationToken();
            assertThat(page.isTruncated()).isEqualTo(token != null);
        } while (token != null);
        return pages;
    }

    @ParameterizedTest
    @EnumSource
    void objectsAreListedInOrderAThousandAPage(Server server) {
        List<ListObjectsV2Response> pages = pages(client(server), "many/");

        assertThat(pages.stream().map(page -> page.contents().size())).containsExactly(1000, 1000, 500);
        assertThat(pages.stream().flatMap(page -> page.contents().stream()).map(S3Object::key))
                .containsExactlyElementsOf(
                        IntStream.range(0, 2500).mapToObj(S3ContractTest::name).toList());
        assertThat(pages.get(0).contents().get(6).size()).isEqualTo(6);
        assertThat(pages.get(0).contents().get(6).lastModified()).isNotNull();
        assertThat(pages.get(0).commonPrefixes()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void foldersAreListedOnceEachAndCountForThePage(Server server) {
        List<ListObjectsV2Response> pages = pages(client(server), "folders/");

        assertThat(pages.stream().map(page -> page.commonPrefixes().size())).containsExactly(1000, 100);
        assertThat(pages.stream().flatMap(page -> page.contents().stream())).isEmpty();
        assertThat(pages.get(1).commonPrefixes().get(99).prefix()).isEqualTo("folders/1099/");
    }

    @ParameterizedTest
    @EnumSource
    void prefixNeedNotEndAtASlashAndNothingBelowIsAnEmptyPage(Server server) {
        S3Client client = client(server);

        assertThat(page(client, "e", null).contents().stream().map(S3Object::key))
                .containsExactly("empty");
        assertThat(page(client, "o", null).commonPrefixes().stream().map(CommonPrefix::prefix))
                .containsExactly("odd/");
        ListObjectsV2Response nothing = page(client, "nothing/", null);
        assertThat(nothing.contents()).isEmpty();
        assertThat(nothing.commonPrefixes()).isEmpty();
        assertThat(nothing.isTruncated()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void oddKeysAreListedAndReadAsTheyAre(Server server) {
        S3Client client = client(server);

        assertThat(page(client, "odd/", null).contents().stream().map(S3Object::key))
                .containsExactlyInAnyOrderElementsOf(ODD);
        for (String key : ODD) {
            assertThat(get(client, key, null).asByteArray()).as(key).isEqualTo(CONTENT);
        }
    }

    private static ResponseBytes<GetObjectResponse> get(S3Client client, String key, String range) {
        return client.getObjectAsBytes(
                request -> request.bucket(TestBucket.BUCKET).key(key).range(range));
    }

    @ParameterizedTest
    @EnumSource
    void rangesAreThoseAskedForOrWhatThereIsOfThem(Server server) {
        S3Client client = client(server);

        ResponseBytes<GetObjectResponse> middle = get(client, "ten", "bytes=3-6");
        assertThat(middle.asUtf8String()).isEqualTo("3456");
        assertThat(middle.response().contentRange()).isEqualTo("bytes 3-6/10");
        assertThat(middle.response().contentLength()).isEqualTo(4);
        ResponseBytes<GetObjectResponse> end = get(client, "ten", "bytes=8-99");
        assertThat(end.asUtf8String()).isEqualTo("89");
        assertThat(end.response().contentRange()).isEqualTo("bytes 8-9/10");
        ResponseBytes<GetObjectResponse> all = get(client, "ten", null);
        assertThat(all.asUtf8String()).isEqualTo("0123456789");
        assertThat(all.response().contentRange()).isNull();
        assertRefused(() -> get(client, "ten", "bytes=10-11"), 416, "InvalidRange");
    }

    @ParameterizedTest
    @EnumSource
    void metadataAndTagsAreTheSameHoweverTheyAreAskedFor(Server server) {
        S3Client client = client(server);

        var head =
                client.headObject(request -> request.bucket(TestBucket.BUCKET).key("ten"));
        GetObjectResponse part = get(client, "ten", "bytes=0-0").response();

        assertThat(head.contentLength()).isEqualTo(10);
        assertThat(head.metadata()).containsEntry(TestBucket.TIMESTAMP, CREATED.toString());
        assertThat(part.metadata()).containsEntry(TestBucket.TIMESTAMP, CREATED.toString());
        assertThat(head.eTag()).isNotBlank().isEqualTo(part.eTag());
        assertThat(page(client, "ten", null).contents().get(0).eTag()).isEqualTo(head.eTag());
        assertThat(head.lastModified()).isEqualTo(part.lastModified());
        assertThat(client.headObject(
                                request -> request.bucket(TestBucket.BUCKET).key("plain"))
                        .metadata())
                .doesNotContainKey(TestBucket.TIMESTAMP);
        assertThat(client.headObject(
                                request -> request.bucket(TestBucket.BUCKET).key("empty"))
                        .contentLength())
                .isZero();
    }

    @ParameterizedTest
    @EnumSource
    void anotherVersionThanWantedIsRefused(Server server) {
        S3Client client = client(server);
        String tag = get(client, "ten", null).response().eTag();

        assertThat(client.getObjectAsBytes(request -> request.bucket(TestBucket.BUCKET)
                                .key("ten")
                                .range("bytes=1-1")
                                .ifMatch(tag))
                        .asUtf8String())
                .isEqualTo("1");
        assertRefused(
                () -> client.getObjectAsBytes(request -> request.bucket(TestBucket.BUCKET)
                        .key("ten")
                        .range("bytes=1-1")
                        .ifMatch("\"another\"")),
                412,
                "PreconditionFailed");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsMissingIsTold(Server server) {
        S3Client client = client(server);

        assertRefused(() -> get(client, "none", "bytes=0-9"), 404, "NoSuchKey");
        assertThatThrownBy(() -> client.headObject(
                        request -> request.bucket(TestBucket.BUCKET).key("none")))
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> assertThat(e.statusCode()).isEqualTo(404));
        assertRefused(() -> client.listObjectsV2(request -> request.bucket("none")), 404, "NoSuchBucket");
        assertRefused(
                () -> client.getObjectAsBytes(request -> request.bucket("none").key("ten")), 404, "NoSuchBucket");
    }

    @ParameterizedTest
    @EnumSource
    void wrongKeysAreRefused(Server server) {
        assertRefused(() -> page(client(server, TestBucket.KEY_ID, "wrong"), "", null), 403, "SignatureDoesNotMatch");
        assertRefused(() -> get(client(server, TestBucket.KEY_ID, "wrong"), "ten", null), 403, "SignatureDoesNotMatch");
        assertRefused(() -> page(client(server, "AKIAANOTHER", "wrong"), "", null), 403, "InvalidAccessKeyId");
    }

    /** Whatever is asked, and in whichever order: a request of one kind leaves the connection fit for the next. */
    @ParameterizedTest
    @EnumSource
    void answersInARowAreNotMixedUp(Server server) {
        S3Client client = client(server);
        for (int i = 0; i < 50; i++) {
            assertThat(get(client, "ten", "bytes=" + i % 10 + "-" + i % 10).asUtf8String())
                    .isEqualTo(String.valueOf(i % 10));
            assertThatThrownBy(() -> get(client, "none", null)).isInstanceOf(AwsServiceException.class);
            assertThat(page(client, "e", null).contents()).hasSize(1);
            assertThat(client.headObject(
                                    request -> request.bucket(TestBucket.BUCKET).key("ten"))
                            .contentLength())
                    .isEqualTo(10);
        }
    }

    private static void assertRefused(Runnable request, int status, String code) {
        assertThatThrownBy(request::run)
                .asInstanceOf(InstanceOfAssertFactories.type(AwsServiceException.class))
                .satisfies(
                        e -> assertThat(e.statusCode()).isEqualTo(status),
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
    }
}
