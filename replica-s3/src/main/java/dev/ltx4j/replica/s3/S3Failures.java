package dev.ltx4j.replica.s3;

import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.replica.StoreUnavailableException.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** What the failures of requests mean: which are worth another try, and what to tell of the others. */
final class S3Failures {
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int FORBIDDEN = 403;
    private static final int UNAUTHORIZED = 401;
    private static final int PRECONDITION_FAILED = 412;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final Set<Integer> WORTH_ANOTHER_TRY = Set.of(408, 425, 429, 500, 502, 503, 504, 509);
    private static final Set<String> CODES_WORTH_ANOTHER_TRY = Set.of(
            "SlowDown",
            "RequestTimeout",
            "RequestTimeoutException",
            "InternalError",
            "ServiceUnavailable",
            "Throttling",
            "ThrottlingException",
            "TooManyRequests",
            "RequestLimitExceeded",
            "BandwidthLimitExceeded",
            "OperationAborted");
    private static final Pattern SECRET_IN_TEXT = Pattern.compile("(?i)(key|secret|token|signature|password)=[^&\\s]+");

    private final S3Settings settings;

    S3Failures(S3Settings settings) {
        this.settings = settings;
    }

    /** Whether the same request can succeed a moment later. */
    static boolean isWorthAnotherTry(Exception failure) {
        if (failure instanceof AwsServiceException service) {
            return WORTH_ANOTHER_TRY.contains(service.statusCode()) || CODES_WORTH_ANOTHER_TRY.contains(code(service));
        }
        if (failure instanceof IOException) {
            return !isAboutCertificates(failure);
        }
        return failure instanceof SdkClientException && !isAboutCredentials(failure) && !isAboutCertificates(failure);
    }

    /** How long the store asks to wait before another try; zero if it does not say. */
    static Duration retryAfter(Exception failure) {
        if (!(failure instanceof AwsServiceException service)
                || service.awsErrorDetails() == null
                || service.awsErrorDetails().sdkHttpResponse() == null) {
            return Duration.ZERO;
        }
        String text = service.awsErrorDetails()
                .sdkHttpResponse()
                .firstMatchingHeader("Retry-After")
                .orElse("")
                .trim();
        if (text.matches("[0-9]{1,6}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            Duration wait =
                    Duration.between(Instant.now(), DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }

    /** Whether there was no connection at all: nobody listens there, or there is no such host. */
    static boolean isAboutConnecting(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof NoRouteToHostException
                    || cause instanceof UnknownHostException) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAboutCredentials(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("credentials") || message.contains("Credentials");
    }

    private static boolean isAboutCertificates(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof java.security.cert.CertificateException
                    || cause instanceof javax.net.ssl.SSLPeerUnverifiedException
                    || (cause instanceof SSLException
                            && String.valueOf(cause.getMessage()).contains("PKIX"))) {
                return true;
            }
        }
        return false;
    }

    /**
     * The failure in words.
     *
     * @param key the object that it is about, or null
     * @param tries how often it was tried
     */
    IOException explain(Exception failure, @Nullable String key, int tries) {
        if (failure instanceof AwsServiceException service) {
            return explain(service, key, tries);
        }
        if (failure instanceof StoreUnavailableException known) {
            return known;
        }
        if (failure instanceof UnfitAnswerException unfit) {
            return unavailable(
                    Reason.UNREACHABLE,
                    place() + " " + unfit.getMessage() + ", in " + tries
                            + " tries; a proxy in between may be the reason");
        }
        if (isAboutCredentials(failure)) {
            return unavailable(Reason.FORBIDDEN, withoutKeys(String.valueOf(failure.getMessage())));
        }
        if (isAboutCertificates(failure)) {
            return unavailable(
                    Reason.UNREACHABLE,
                    "the certificate of " + host() + " is not trusted: " + root(failure)
                            + "; name its authority's PEM file with AWS_CA_BUNDLE, or for tests only set"
                            + " ?skipVerify=true");
        }
        if (failure instanceof SdkException || failure instanceof IOException) {
            return unavailable(
                    Reason.UNREACHABLE,
                    (key == null ? place() : location(key)) + " cannot be reached"
                            + (tries > 1 ? ", in " + tries + " tries" : "") + ": " + root(failure)
                            + "; check the network, a proxy, and the endpoint, and try again");
        }
        throw failure instanceof RuntimeException runtime ? runtime : new IllegalStateException(failure);
    }

    /** Why there are no access keys, as far as the SDK's list of all places that it looked at tells. */
    private String withoutKeys(String message) {
        if (message.contains("must be on the class path")) {
            return "the access keys of this environment or profile come from a role, a web identity or a single"
                    + " sign-on, for which modules of the AWS SDK are missing here (sts, or sso and ssooidc); add them, or"
                    + " set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
        }
        if (message.contains("aws sso login")) {
            return "the single sign-on of this profile has ended; run 'aws sso login' and try again";
        }
        if (message.contains("Service: Sts")) {
            return "AWS gave no access keys for the role of this environment or profile; check the role, and whom it"
                    + " trusts";
        }
        return "no access keys were found for " + place()
                + "; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or choose" + " a profile with AWS_PROFILE";
    }

    private IOException explain(AwsServiceException failure, @Nullable String key, int tries) {
        String code = code(failure);
        int status = failure.statusCode();
        if (isWorthAnotherTry(failure)) {
            return unavailable(
                    Reason.UNREACHABLE,
                    place() + " is overloaded: it answered " + said(failure) + " to " + tries
                            + " tries; try again later, or with fewer requests (-parallelism, --limit-rate)");
        }
        switch (code) {
            case "NoSuchBucket" -> {
                return unavailable(
                        Reason.NOT_FOUND,
                        "there is no bucket " + settings.bucket() + " at " + host()
                                + "; check its name, and the endpoint");
            }
            case "RequestTimeTooSkewed" -> {
                return unavailable(
                        Reason.FORBIDDEN,
                        "the clock of this machine is too far from that of " + host() + " (it answered " + code
                                + "); set it right and try again");
            }
            case "SignatureDoesNotMatch" -> {
                return unavailable(
                        Reason.FORBIDDEN,
                        "the secret access key does not belong to the access key's id, or is mistyped (" + host()
                                + " answered " + code + "); check both");
            }
            case "InvalidAccessKeyId" -> {
                return unavailable(
                        Reason.FORBIDDEN,
                        host() + " does not know the access key's id (it answered " + code
                                + "); check it, and that it belongs to this store");
            }
            case "ExpiredToken", "InvalidToken", "TokenRefreshRequired" -> {
                return unavailable(
                        Reason.FORBIDDEN,
                        "the session of the access keys has ended (" + host() + " answered " + code
                                + "); get new ones and try again");
            }
            case "PermanentRedirect",
                    "TemporaryRedirect",
                    "AuthorizationHeaderMalformed",
                    "IllegalLocationConstraintException" -> {
                return wrongRegion(failure);
            }
            case "NoSuchKey" -> {
                return missing(key);
            }
            default -> {}
        }
        if (status == 301 || status == 307) {
            return wrongRegion(failure);
        }
        if (status == NOT_FOUND) {
            return key != null
                    ? missing(key)
                    : unavailable(
                            Reason.NOT_FOUND,
                            "there is no bucket " + settings.bucket() + " at " + host()
                                    + "; check its name, and the endpoint");
        }
        if (status == PRECONDITION_FAILED || status == RANGE_NOT_SATISFIABLE) {
            return changed(key);
        }
        if (status == FORBIDDEN || status == UNAUTHORIZED) {
            return unavailable(
                    Reason.FORBIDDEN,
                    "access to " + (key == null ? place() : location(key)) + " is denied (" + said(failure)
                            + "); the keys need s3:ListBucket for the bucket and s3:GetObject for what is in it");
        }
        boolean mayBeEncrypted = status == BAD_REQUEST && key != null && settings.sseCustomerKey() == null;
        return unavailable(
                Reason.UNREACHABLE,
                (key == null ? place() : location(key)) + " cannot be read: " + host() + " answered " + said(failure)
                        + (mayBeEncrypted
                                ? "; if it is encrypted with a key of yours (SSE-C), give that with ?sseCustomerKey="
                                : ""));
    }

    private IOException wrongRegion(AwsServiceException failure) {
        String region = S3Clients.regionIn(failure);
        return unavailable(
                Reason.NOT_FOUND,
                "the bucket " + settings.bucket() + " is in another region than "
                        + settings.region().orElse(S3Clients.DEFAULT_REGION) + " (" + said(failure) + "); set ?region="
                        + (region == null ? "REGION" : region));
    }

    private NoSuchFileException missing(@Nullable String key) {
        return new NoSuchFileException(location(key == null ? "" : key));
    }

    /** An object is another one than when its reading began. */
    IOException changed(@Nullable String key) {
        return new IOException(location(key == null ? "" : key) + ": was replaced by another while it was read");
    }

    /** Without the SDK's exception as a cause: its text is not ours, and can name what a stack trace must not show. */
    private static StoreUnavailableException unavailable(Reason reason, String message) {
        return new StoreUnavailableException(reason, message);
    }

    private static String said(AwsServiceException failure) {
        String code = code(failure);
        return failure.statusCode() + (code.isEmpty() ? "" : " " + code);
    }

    private static String code(AwsServiceException failure) {
        String code = failure.awsErrorDetails() == null
                ? null
                : failure.awsErrorDetails().errorCode();
        return code == null ? "" : code.replaceAll("[^A-Za-z0-9._-]", "");
    }

    private static String root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message = String.valueOf(root.getMessage());
        String text = root instanceof UnknownHostException ? "no such host: " + message : message;
        return SECRET_IN_TEXT.matcher(text.lines().findFirst().orElse("")).replaceAll("$1=***");
    }

    private String place() {
        return settings.toString();
    }

    private String location(String key) {
        return "s3://" + settings.bucket() + "/" + key;
    }

    private String host() {
        return settings.endpoint()
                .map(uri -> uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort())
                .orElse("AWS");
    }
}
