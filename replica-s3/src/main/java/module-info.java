/** Replicas in S3 buckets. The only module that sees the AWS SDK. */
@SuppressWarnings("module") // the protocol is called so
module dev.ltx4j.replica.s3 {
    requires static org.jspecify;
    requires transitive dev.ltx4j.replica;
    requires software.amazon.awssdk.auth;
    requires software.amazon.awssdk.awscore;
    requires software.amazon.awssdk.core;
    requires software.amazon.awssdk.http;
    requires software.amazon.awssdk.http.urlconnection;
    requires software.amazon.awssdk.identity.spi;
    requires software.amazon.awssdk.regions;
    requires software.amazon.awssdk.retries;
    requires software.amazon.awssdk.services.s3;
    requires software.amazon.awssdk.utils;

    exports dev.ltx4j.replica.s3;
}
