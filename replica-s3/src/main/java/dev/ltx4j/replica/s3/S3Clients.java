package dev.ltx4j.replica.s3;

import dev.ltx4j.replica.StoreUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.utils.AttributeMap;

/** Makes clients of the SDK from settings. They repeat nothing by themselves. */
final class S3Clients {
    static final String DEFAULT_REGION = "us-east-1";
    private static final String REGION_HEADER = "x-amz-bucket-region";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final S3Settings settings;
    private final SdkHttpClient http;
    private final AwsCredentialsProvider credentials;

    /**
     * @param stall how long nothing may come before a request counts as broken
     * @throws StoreUnavailableException if the file of certificates is of no use
     */
    S3Clients(S3Settings settings, AbortableHttpClient.Watch watch, Duration stall) throws IOException {
        this.settings = settings;
        UrlConnectionHttpClient.Builder builder = UrlConnectionHttpClient.builder()
                .connectionTimeout(CONNECT_TIMEOUT)
                .socketTimeout(stall)
                // Which of HTTPS_PROXY and HTTP_PROXY counts is told by what is asked, as with AWS's own tools.
                .proxyConfiguration(ProxyConfiguration.builder()
                        .scheme(settings.endpoint().map(URI::getScheme).orElse("https"))
                        .build());
        AttributeMap.Builder defaults = AttributeMap.builder();
        Path bundle = settings.caBundle().orElse(null);
        if (settings.skipVerify()) {
            defaults.put(SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES, true);
        } else if (bundle != null) {
            TrustManager[] trusted = CaBundle.trustManagers(bundle);
            builder.tlsTrustManagersProvider(() -> trusted);
        }
        this.http = new AbortableHttpClient(builder.buildWithDefaults(defaults.build()), watch);
        this.credentials = credentials(settings);
    }

    private static AwsCredentialsProvider credentials(S3Settings settings) {
        S3Keys keys = settings.keys();
        if (keys == null) {
            return DefaultCredentialsProvider.builder().build();
        }
        Secret token = keys.token();
        return StaticCredentialsProvider.create(
                token == null
                        ? AwsBasicCredentials.create(keys.id(), keys.secret().value())
                        : AwsSessionCredentials.create(keys.id(), keys.secret().value(), token.value()));
    }

    /** The client for a region. */
    S3Client client(String region) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClient(http)
                .credentialsProvider(credentials)
                .region(Region.of(region))
                .forcePathStyle(settings.forcePathStyle())
                .overrideConfiguration(config -> config.retryStrategy(DefaultRetryStrategy.doNotRetry()));
        URI endpoint = settings.endpoint().orElse(null);
        if (endpoint != null) {
            builder.endpointOverride(endpoint)
                    .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                    .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        }
        return builder.build();
    }

    /** The region to sign for, where none has to be looked up; else null. */
    @Nullable
    String knownRegion() {
        return settings.region().orElse(settings.endpoint().isPresent() ? DEFAULT_REGION : null);
    }

    /**
     * Asks for the region of the bucket; AWS tells it with refusals too.
     *
     * @return null if it does not tell, which the first request will give the reason for
     * @throws StoreUnavailableException if there is no answer, or no such bucket
     */
    @Nullable
    String lookUpRegion(S3Requests requests) throws IOException {
        try (S3Client client = client(DEFAULT_REGION)) {
            return requests.head(() -> {
                try {
                    return client.headBucket(HeadBucketRequest.builder()
                                    .bucket(settings.bucket())
                                    .build())
                            .sdkHttpResponse()
                            .firstMatchingHeader(REGION_HEADER)
                            .orElse(null);
                } catch (AwsServiceException e) {
                    return regionIn(e);
                }
            });
        }
    }

    /** The region that an answer tells of, as refusals do, or null. */
    static @Nullable String regionIn(SdkException failure) {
        if (failure instanceof AwsServiceException service
                && service.awsErrorDetails() != null
                && service.awsErrorDetails().sdkHttpResponse() != null) {
            return service.awsErrorDetails()
                    .sdkHttpResponse()
                    .firstMatchingHeader(REGION_HEADER)
                    .orElse(null);
        }
        return null;
    }

    void close() {
        http.close();
        if (credentials instanceof DefaultCredentialsProvider chain) {
            chain.close();
        }
    }
}
