package dev.ltx4j.replica.s3;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a host name in the place of a bucket stands for.
 *
 * @param bucket the bucket
 * @param endpoint the address of the store, or null for AWS
 * @param region the region, or null if the name does not tell
 * @param forcePathStyle where the bucket stands in requests
 */
record S3HostForm(
        String bucket, @Nullable String endpoint, @Nullable String region, boolean forcePathStyle) {
    private static final Pattern AWS = Pattern.compile("(.+)\\.s3(?:[.-]([a-z0-9-]+))?\\.amazonaws\\.com");
    private static final Pattern DIGITALOCEAN = Pattern.compile("(.+)\\.([a-z0-9-]+)\\.digitaloceanspaces\\.com");
    private static final Pattern BACKBLAZE = Pattern.compile("(.+)\\.s3\\.([a-z0-9-]+)\\.backblazeb2\\.com");
    private static final Pattern SCALEWAY = Pattern.compile("(.+)\\.s3\\.([a-z0-9-]+)\\.scw\\.cloud");
    private static final Pattern FILEBASE = Pattern.compile("(.+)\\.s3\\.filebase\\.com");
    private static final Pattern HOST_AND_PORT = Pattern.compile("([^.:]+)\\.([^:]+:[0-9]{1,5})");
    private static final String DEFAULT_REGION = "us-east-1";

    /** The form that a text has; a plain bucket's name if it has none of them. */
    static S3HostForm of(String text) {
        if (text.startsWith("arn:")) {
            String region = text.split(":", -1)[3];
            return new S3HostForm(text, null, region.isEmpty() ? null : region, false);
        }
        Matcher form = AWS.matcher(text);
        if (form.matches()) {
            return new S3HostForm(form.group(1), null, form.group(2), false);
        }
        form = DIGITALOCEAN.matcher(text);
        if (form.matches()) {
            return at(form.group(1), form.group(2) + ".digitaloceanspaces.com", form.group(2));
        }
        form = BACKBLAZE.matcher(text);
        if (form.matches()) {
            return new S3HostForm(
                    form.group(1), "https://s3." + form.group(2) + ".backblazeb2.com", form.group(2), true);
        }
        form = SCALEWAY.matcher(text);
        if (form.matches()) {
            return at(form.group(1), "s3." + form.group(2) + ".scw.cloud", form.group(2));
        }
        form = FILEBASE.matcher(text);
        if (form.matches()) {
            return at(form.group(1), "s3.filebase.com", DEFAULT_REGION);
        }
        form = HOST_AND_PORT.matcher(text);
        if (form.matches() && !text.contains(".com")) {
            return new S3HostForm(form.group(1), "http://" + form.group(2), DEFAULT_REGION, true);
        }
        return new S3HostForm(text, null, null, false);
    }

    private static S3HostForm at(String bucket, String host, String region) {
        return new S3HostForm(bucket, "https://" + host, region, false);
    }

    /** Whether the text was more than a bucket's name. */
    boolean isHost(String text) {
        return !text.equals(bucket);
    }
}
