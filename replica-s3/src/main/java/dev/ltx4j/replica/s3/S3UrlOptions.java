package dev.ltx4j.replica.s3;

import dev.ltx4j.replica.S3Url;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The options behind the {@code ?} of an S3 URL. */
final class S3UrlOptions {
    private static final String ENDPOINT = "endpoint";
    private static final String REGION = "region";
    private static final String PATH_STYLE = "forcePathStyle";
    private static final String SKIP_VERIFY = "skipVerify";
    private static final String SSE_ALGORITHM = "sseCustomerAlgorithm";
    private static final String SSE_KEY = "sseCustomerKey";
    private static final String REQUESTER_PAYS = "requesterPays";
    private static final Set<String> READ =
            Set.of(ENDPOINT, REGION, PATH_STYLE, SKIP_VERIFY, SSE_ALGORITHM, SSE_KEY, REQUESTER_PAYS);
    /** Those of Litestream that are about writing. */
    private static final Set<String> WITHOUT_MEANING =
            Set.of("partSize", "concurrency", "signPayload", "requireContentMD5", "requireContentMd5");

    private S3UrlOptions() {}

    static S3SettingsBuilder builderOf(S3Url url) {
        S3HostForm form = S3HostForm.of(url.bucket());
        S3SettingsBuilder settings = S3Settings.builder(form.bucket()).path(url.prefix());
        if (form.isHost(url.bucket())) {
            settings.forcePathStyle(form.forcePathStyle());
        }
        if (form.endpoint() != null) {
            settings.endpoint(form.endpoint());
        }
        if (form.region() != null) {
            settings.region(form.region());
        }
        Map<String, String> options = named(url.options());
        if (options.containsKey(ENDPOINT)) {
            settings.endpoint(S3Endpoint.withScheme(options.get(ENDPOINT)));
        }
        if (options.containsKey(REGION)) {
            settings.region(options.get(REGION));
        }
        if (options.containsKey(PATH_STYLE)) {
            settings.forcePathStyle(isTrue(PATH_STYLE, options));
        }
        settings.skipVerify(isTrue(SKIP_VERIFY, options)).requesterPays(isTrue(REQUESTER_PAYS, options));
        if (options.containsKey(SSE_KEY)) {
            settings.sseCustomer(options.getOrDefault(SSE_ALGORITHM, "AES256"), options.get(SSE_KEY));
        } else if (options.containsKey(SSE_ALGORITHM)) {
            throw new IllegalArgumentException(
                    "option " + SSE_ALGORITHM + " of the S3 URL needs " + SSE_KEY + " beside it");
        }
        return settings;
    }

    /** The options by their names in camel case, whichever way they were written. */
    private static Map<String, String> named(Map<String, String> options) {
        Map<String, String> named = new LinkedHashMap<>();
        options.forEach((typed, value) -> {
            String name = camelCase(typed);
            if (!READ.contains(name) && !WITHOUT_MEANING.contains(name)) {
                throw new IllegalArgumentException("there is no option " + typed + " of S3 URLs; there are "
                        + String.join(", ", READ.stream().sorted().toList()));
            }
            if (named.put(name, value) != null) {
                throw new IllegalArgumentException("option " + name + " is given twice in the S3 URL");
            }
        });
        return named;
    }

    private static String camelCase(String name) {
        StringBuilder camel = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            boolean after = i > 0 && name.charAt(i - 1) == '-';
            if (name.charAt(i) != '-') {
                camel.append(after ? Character.toUpperCase(name.charAt(i)) : name.charAt(i));
            }
        }
        return camel.toString();
    }

    private static boolean isTrue(String name, Map<String, String> options) {
        return switch (options.getOrDefault(name, "false")) {
            case "true", "1", "t", "TRUE", "True" -> true;
            case "false", "0", "f", "FALSE", "False" -> false;
            default -> throw new IllegalArgumentException("option " + name + " of the S3 URL can be true or false");
        };
    }
}
