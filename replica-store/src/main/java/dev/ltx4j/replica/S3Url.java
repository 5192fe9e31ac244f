package dev.ltx4j.replica;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A replica in an S3 bucket: {@code s3://BUCKET/PREFIX?OPTION=VALUE&…}. This is only what the text says: what a host
 * name in the place of the bucket stands for, which options exist, and the store itself are not decided here.
 *
 * @param bucket what stands between {@code s3://} and the next {@code /}: a bucket, a host name, or the resource name
 *     of an access point ({@code arn:…:accesspoint/NAME})
 * @param prefix what follows that {@code /}, decoded and otherwise as typed: slashes at its ends are kept, because
 *     keys in buckets have them too
 * @param options the options by name, decoded, in the order in which they were typed; a {@code +} stays a {@code +}.
 *     Values can be secrets
 */
@Experimental
public record S3Url(String bucket, String prefix, Map<String, String> options) implements ReplicaUrl {
    private static final String SCHEME = "s3://";
    private static final String ARN = "arn:";
    private static final String ACCESS_POINT = ":accesspoint/";
    private static final Set<String> OPTIONS_TO_SHOW = Set.of(
            "endpoint",
            "region",
            "forcePathStyle",
            "force-path-style",
            "skipVerify",
            "skip-verify",
            "sseCustomerAlgorithm",
            "sse-customer-algorithm");

    /**
     * Copies the options.
     *
     * @param bucket what stands between {@code s3://} and the next {@code /}: a bucket, a host name, or the resource
     *     name of an access point ({@code arn:…:accesspoint/NAME})
     * @param prefix what follows that {@code /}, decoded and otherwise as typed: slashes at its ends are kept, because
     *     keys in buckets have them too
     * @param options the options by name, decoded, in the order in which they were typed; a {@code +} stays a {@code
     *     +}. Values can be secrets
     * @throws IllegalArgumentException if the bucket is empty
     */
    public S3Url {
        if (bucket.isEmpty()) {
            throw new IllegalArgumentException("no bucket given; write s3://BUCKET/PREFIX");
        }
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /** @param rest what follows {@code s3://} */
    static S3Url parse(String rest) {
        int question = rest.indexOf('?');
        String place = question < 0 ? rest : rest.substring(0, question);
        int end = endOfBucket(place);
        String bucket = place.substring(0, end);
        if (bucket.indexOf('@') >= 0) {
            throw new IllegalArgumentException(
                    "access keys do not belong into the URL; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and write"
                            + " s3://BUCKET/PREFIX");
        }
        String shown = SCHEME + place;
        if (bucket.chars().anyMatch(c -> c <= ' ' || c == '%' || c == '#' || c == '\\')) {
            throw new IllegalArgumentException("not the name of a bucket: \"" + bucket + "\" in " + shown);
        }
        String prefix = end == place.length() ? "" : PercentEncoding.decode(place.substring(end + 1), shown);
        return new S3Url(bucket, prefix, question < 0 ? Map.of() : parseOptions(rest.substring(question + 1)));
    }

    private static int endOfBucket(String place) {
        int from = 0;
        if (place.startsWith(ARN)) {
            int accessPoint = place.indexOf(ACCESS_POINT);
            if (accessPoint < 0) {
                throw new IllegalArgumentException("not an access point: " + SCHEME + place
                        + "; write s3://arn:aws:s3:REGION:ACCOUNT:accesspoint/NAME/PREFIX");
            }
            from = accessPoint + ACCESS_POINT.length();
        }
        int slash = place.indexOf('/', from);
        return slash < 0 ? place.length() : slash;
    }

    private static Map<String, String> parseOptions(String query) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String option : query.split("&", -1)) {
            if (option.isEmpty()) {
                continue;
            }
            int equals = option.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException("an option behind the ? of an S3 URL has no name or no value; write"
                        + " s3://BUCKET/PREFIX?NAME=VALUE&NAME=VALUE");
            }
            String name = PercentEncoding.decode(option.substring(0, equals), "the name of an option of the S3 URL");
            String value = PercentEncoding.decode(option.substring(equals + 1), "option " + name + " of the S3 URL");
            if (options.put(name, value) != null) {
                throw new IllegalArgumentException("option " + name + " is given twice in the S3 URL");
            }
        }
        return options;
    }

    /** The URL with {@code ***} in place of every value that could be a secret. */
    @Override
    public String toString() {
        String place = SCHEME + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
        if (options.isEmpty()) {
            return place;
        }
        return options.entrySet().stream()
                .map(option -> option.getKey() + "=" + shown(option.getKey(), option.getValue()))
                .collect(Collectors.joining("&", place + "?", ""));
    }

    private static String shown(String name, String value) {
        // An endpoint with an @ has a user and a password in it.
        return OPTIONS_TO_SHOW.contains(name) && value.indexOf('@') < 0 ? value : "***";
    }
}
