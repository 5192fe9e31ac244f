package dev.ltx4j.replica.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A bucket on loopback: listings in pages, ranges, ETags and metadata, as S3 answers. Faults are those of a {@link Faults}.
 * Any request that would change something fails.
 */
final class S3Server implements AutoCloseable {
    static final String BUCKET = "bkt";

    private final ConcurrentSkipListMap<String, StoredObject> objects = new ConcurrentSkipListMap<>();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Faults faults;
    final Map<String, AtomicInteger> requests =
            new TreeMap<>(Map.of("list", new AtomicInteger(), "get", new AtomicInteger(), "head", new AtomicInteger()));

    record StoredObject(byte[] content, String tag, Instant modified, String timestamp) {}

    S3Server(Faults faults) throws IOException {
        this.faults = faults;
        System.setProperty("sun.net.httpserver.nodelay", "true");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    S3Server() throws IOException {
        this(Faults.NONE);
    }

    S3Settings.Builder settings(String path) {
        return S3Settings.builder(BUCKET)
                .path(path)
                .endpoint("http://127.0.0.1:" + server.getAddress().getPort())
                .accessKey("AKIAEXAMPLE", "secretsecret");
    }

    /** Puts an object; the time is what Litestream keeps in its metadata, or null. */
    S3Server put(String key, byte[] content, Instant created) {
        // The upload is always later, and in whole seconds.
        objects.put(
                key,
                new StoredObject(
                        content,
                        "\"" + Integer.toHexString(java.util.Arrays.hashCode(content)) + "-" + content.length + "\"",
                        (created == null ? Instant.EPOCH : created).plusSeconds(3),
                        created == null ? null : created.toString()));
        return this;
    }

    void remove(String key) {
        objects.remove(key);
    }

    Collection<String> keys() {
        return objects.keySet();
    }

    byte[] content(String key) {
        return objects.get(key).content();
    }

    /** Uploads a folder of a replica as Litestream lays it out in S3: {@code ltx/0/} becomes {@code 0000/}. */
    S3Server upload(Path replica, String ltxPrefix, String otherPrefix) {
        try (Stream<Path> files = Files.walk(replica)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                String key = replica.relativize(file).toString();
                boolean isLtx = key.startsWith("ltx/");
                put(
                        isLtx ? ltxPrefix + "000" + key.substring("ltx/".length()) : otherPrefix + key,
                        Files.readAllBytes(file),
                        Files.getLastModifiedTime(file).toInstant());
                if (!isLtx) {
                    // Of 0.3's files the time of the upload is all there is.
                    StoredObject it = objects.get(otherPrefix + key);
                    objects.put(
                            otherPrefix + key,
                            new StoredObject(
                                    it.content(),
                                    it.tag(),
                                    Files.getLastModifiedTime(file).toInstant(),
                                    null));
                }
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String raw = exchange.getRequestURI().getRawPath();
            String path = URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
            String method = exchange.getRequestMethod();
            String query = exchange.getRequestURI().getRawQuery();
            boolean isList = query != null && query.contains("list-type=2");
            String kind = isList ? "list" : method.equals("HEAD") ? "head" : "get";
            requests.get(kind).incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            if (!method.equals("GET") && !method.equals("HEAD")) {
                error(exchange, 405, "MethodNotAllowed");
            } else if (faults.refuse(this, exchange, kind)) {
                return;
            } else if (!path.startsWith("/" + BUCKET)) {
                error(exchange, 404, "NoSuchBucket");
            } else if (isList) {
                list(exchange, parameters(query));
            } else {
                object(exchange, path.substring(BUCKET.length() + 2), method.equals("HEAD"));
            }
        }
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&")) {
            String[] parts = pair.split("=", 2);
            parameters.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }

    private void list(HttpExchange exchange, Map<String, String> parameters) throws IOException {
        String prefix = parameters.getOrDefault("prefix", "");
        String after = parameters.getOrDefault("continuation-token", "");
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult>");
        TreeSet<String> folders = new TreeSet<>();
        int count = 0;
        String last = null;
        String next = null;
        for (Map.Entry<String, StoredObject> entry : objects.tailMap(prefix).entrySet()) {
            String key = entry.getKey();
            if (!key.startsWith(prefix)) {
                break;
            }
            int slash = key.indexOf('/', prefix.length());
            String name = slash < 0 ? key : key.substring(0, slash + 1);
            if (name.compareTo(after) <= 0 || folders.contains(name)) {
                continue;
            }
            if (count == 1000) {
                next = last;
                break;
            }
            count++;
            last = name;
            if (slash >= 0) {
                folders.add(name);
            } else {
                xml.append("<Contents><Key>")
                        .append(encode(key))
                        .append("</Key><LastModified>")
                        .append(entry.getValue().modified())
                        .append("</LastModified><ETag>&quot;x&quot;</ETag><Size>")
                        .append(entry.getValue().content().length)
                        .append("</Size></Contents>");
            }
        }
        folders.forEach(folder ->
                xml.append("<CommonPrefixes><Prefix>").append(encode(folder)).append("</Prefix></CommonPrefixes>"));
        xml.append("<EncodingType>url</EncodingType><IsTruncated>")
                .append(next != null)
                .append("</IsTruncated>");
        if (next != null) {
            xml.append("<NextContinuationToken>").append(next).append("</NextContinuationToken>");
        }
        byte[] body = xml.append("</ListBucketResult>").toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/xml");
        send(exchange, 200, body, false, "list");
    }

    private static String encode(String key) {
        return java.net.URLEncoder.encode(key, StandardCharsets.UTF_8);
    }

    private void object(HttpExchange exchange, String key, boolean headOnly) throws IOException {
        StoredObject object = objects.get(key);
        if (object == null) {
            error(exchange, 404, "NoSuchKey");
            return;
        }
        String match = exchange.getRequestHeaders().getFirst("If-Match");
        if (match != null && !match.equals(object.tag())) {
            error(exchange, 412, "PreconditionFailed");
            return;
        }
        byte[] content = object.content();
        var headers = exchange.getResponseHeaders();
        headers.set("ETag", faults.tag(object.tag()));
        headers.set(
                "Last-Modified",
                java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        object.modified().atOffset(java.time.ZoneOffset.UTC)));
        if (object.timestamp() != null) {
            headers.set("x-amz-meta-litestream-timestamp", object.timestamp());
        }
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (range == null) {
            send(exchange, 200, content, headOnly, "get");
            return;
        }
        String[] ends = range.substring("bytes=".length()).split("-");
        int from = Integer.parseInt(ends[0]);
        if (from >= content.length) {
            error(exchange, 416, "InvalidRange");
            return;
        }
        int to = (int) Math.min(Long.parseLong(ends[1]), content.length - 1L);
        headers.set("Content-Range", "bytes " + from + "-" + to + "/" + content.length);
        send(exchange, 206, java.util.Arrays.copyOfRange(content, from, to + 1), headOnly, "get");
    }

    void error(HttpExchange exchange, int status, String code) throws IOException {
        byte[] body = ("<?xml version=\"1.0\"?><Error><Code>" + code
                        + "</Code><Message>secretsecret was refused</Message></Error>")
                .getBytes(StandardCharsets.UTF_8);
        boolean headOnly = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, headOnly ? -1 : body.length);
        if (!headOnly) {
            exchange.getResponseBody().write(body);
        }
    }

    private void send(HttpExchange exchange, int status, byte[] body, boolean headOnly, String kind)
            throws IOException {
        if (headOnly) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        int cut = faults.cut(kind, body.length);
        exchange.getResponseBody().write(body, 0, cut);
        if (cut < body.length) {
            exchange.getResponseBody().flush();
            faults.afterCut();
        }
    }

    int total() {
        return requests.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
