package dev.ltx4j.config;

import dev.ltx4j.replica.ReplicaUrl;
import dev.ltx4j.replica.S3Url;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the keys of a configuration mean, by the rules of Litestream 0.5.18; 0.3.14 knows a part of them. */
final class ConfigReader {
    private static final int MAX_DATABASES = 1_000_000;
    private static final int MAX_REPLICAS = 16;
    private static final Pattern URL = Pattern.compile("(\\w+)://.*", Pattern.DOTALL);

    private final ConfigEnvironment environment;
    private final YamlMapping root;

    ConfigReader(ConfigEnvironment environment, YamlMapping root) {
        this.environment = environment;
        this.root = root;
    }

    List<ConfigEntry> entries() throws ConfigException {
        List<ConfigEntry> entries = new ArrayList<>();
        Set<Path> paths = new HashSet<>();
        for (YamlMapping database : root.mappings("dbs", MAX_DATABASES)) {
            ConfigEntry entry = entry(database);
            if (entry instanceof ConfiguredDatabase one && !paths.add(one.path())) {
                throw database.error("path", "is named by two entries: " + one.path());
            }
            entries.add(entry);
        }
        return entries;
    }

    private ConfigEntry entry(YamlMapping database) throws ConfigException {
        Optional<String> path = database.text("path");
        Optional<String> dir = database.text("dir");
        if (path.isPresent() == dir.isPresent()) {
            throw database.error(
                    path.isPresent() ? "path" : "",
                    path.isPresent() ? "'path' and 'dir' exclude each other" : "has neither 'path' nor 'dir'");
        }
        List<ReplicaConfig> replicas = replicas(database);
        if (path.isPresent()) {
            return new ConfiguredDatabase(absolute(database, "path", path.get()), replicas);
        }
        String pattern =
                database.text("pattern").orElseThrow(() -> database.error("pattern", "is missing; it goes with 'dir'"));
        try {
            GoGlob.compile(pattern);
        } catch (IllegalArgumentException e) {
            throw database.error("pattern", "is not a pattern for file names");
        }
        boolean recursive = database.flag("recursive").orElse(false);
        return new DatabaseFolder(absolute(database, "dir", dir.orElseThrow()), pattern, recursive, replicas);
    }

    private List<ReplicaConfig> replicas(YamlMapping database) throws ConfigException {
        Optional<YamlMapping> one = database.mapping("replica");
        List<YamlMapping> several = database.mappings("replicas", MAX_REPLICAS);
        if (one.isPresent() && !several.isEmpty()) {
            throw database.error("replicas", "'replica' and 'replicas' exclude each other");
        }
        List<ReplicaConfig> replicas = new ArrayList<>();
        for (YamlMapping replica : one.map(List::of).orElse(several)) {
            replicas.add(replica(replica));
        }
        return replicas;
    }

    private ReplicaConfig replica(YamlMapping replica) throws ConfigException {
        Optional<String> url = replica.text("url");
        Optional<String> path = replica.text("path");
        if (path.isPresent() && URL.matcher(path.get()).matches()) {
            throw replica.error("path", "is a URL; the key for those is 'url'");
        }
        if (url.isPresent() && (path.isPresent() || replica.has("bucket"))) {
            throw replica.error("url", "'url' excludes 'path' and 'bucket'");
        }
        String type = type(url.orElse(""), replica.text("type").orElse("file"));
        if (type.equals("file")) {
            return file(replica, url, path);
        }
        return type.equals("s3") ? s3(replica, url, path.orElse("")) : new UnsupportedReplica(type);
    }

    /** That of the URL comes first. */
    private static String type(String url, String named) {
        Matcher matcher = URL.matcher(url);
        if (!matcher.matches()) {
            return named;
        }
        String scheme = matcher.group(1).toLowerCase(Locale.ROOT);
        return scheme.equals("webdavs") ? "webdav" : scheme;
    }

    private FileReplica file(YamlMapping replica, Optional<String> url, Optional<String> path) throws ConfigException {
        if (url.isEmpty()) {
            String folder = path.orElseThrow(() -> replica.error("path", "is missing, and there is no 'url'"));
            return new FileReplica(absolute(replica, "path", folder));
        }
        if (!url.get().toLowerCase(Locale.ROOT).startsWith("file:")) {
            throw replica.error("url", "is not a URL: it has no scheme, as in file:///PATH");
        }
        String folder;
        try {
            folder = FileUrlPath.of(url.get());
        } catch (IllegalArgumentException e) {
            throw replica.error("url", "is not a URL: what follows a % must be two hexadecimal digits");
        }
        return new FileReplica(absolute(replica, "url", folder.replaceFirst("^/{2,}", "/")));
    }

    private S3Replica s3(YamlMapping replica, Optional<String> url, String path) throws ConfigException {
        Optional<S3Url> parsed = url.isPresent() ? Optional.of(s3Url(replica, url.get())) : Optional.empty();
        // A bucket at the top level is for replicas that have no URL.
        Optional<String> bucket = parsed.isPresent() ? Optional.empty() : setting(replica, "bucket");
        if (parsed.isEmpty() && bucket.isEmpty()) {
            throw replica.error("bucket", "is missing, and there is no 'url'");
        }
        return new S3Replica(
                parsed,
                bucket,
                path,
                setting(replica, "endpoint"),
                setting(replica, "region"),
                setting(replica, "access-key-id").map(Secret::new),
                setting(replica, "secret-access-key").map(Secret::new),
                flag(replica, "force-path-style"),
                replica.flag("skip-verify").orElse(false)
                        || root.flag("skip-verify").orElse(false),
                setting(replica, "sse-customer-algorithm"),
                setting(replica, "sse-customer-key").map(Secret::new),
                setting(replica, "sse-customer-key-path"));
    }

    private static S3Url s3Url(YamlMapping replica, String url) throws ConfigException {
        try {
            if (ReplicaUrl.parse(url) instanceof S3Url s3) {
                return s3;
            }
        } catch (IllegalArgumentException e) {
            // Its message may quote the URL, which can hold a secret here.
        }
        throw replica.error("url", "is not an S3 URL: s3://BUCKET/PREFIX?NAME=VALUE");
    }

    /** The replica's own, or the one at the top level. */
    private Optional<String> setting(YamlMapping replica, String key) throws ConfigException {
        Optional<String> own = replica.text(key);
        return own.isPresent() ? own : root.text(key);
    }

    private Optional<Boolean> flag(YamlMapping replica, String key) throws ConfigException {
        Optional<Boolean> own = replica.flag(key);
        return own.isPresent() ? own : root.flag(key);
    }

    private Path absolute(YamlMapping place, String key, String text) throws ConfigException {
        try {
            return environment.absolute(text);
        } catch (InvalidPathException e) {
            throw place.error(key, "is not a path: " + e.getReason());
        }
    }
}
