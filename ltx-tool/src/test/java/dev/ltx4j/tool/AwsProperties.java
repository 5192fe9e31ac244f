package dev.ltx4j.tool;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What the SDK takes from the JVM's properties, for a test: nothing of the machine that it runs on counts then. */
final class AwsProperties implements AutoCloseable {
    private final Map<String, String> before = new HashMap<>();

    /** No keys at all, from nowhere. */
    AwsProperties(Path folder) {
        set("aws.configFile", folder.resolve("no-config").toString());
        set("aws.sharedCredentialsFile", folder.resolve("no-credentials").toString());
        set("aws.disableEc2Metadata", "true");
    }

    AwsProperties keys(String id, String secret) {
        return set("aws.accessKeyId", id).set("aws.secretAccessKey", secret);
    }

    AwsProperties token(String token) {
        return set("aws.sessionToken", token);
    }

    private AwsProperties set(String name, String value) {
        before.putIfAbsent(name, System.getProperty(name, ""));
        System.setProperty(name, value);
        return this;
    }

    @Override
    public void close() {
        before.forEach((name, value) -> {
            if (value.isEmpty()) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
    }
}
