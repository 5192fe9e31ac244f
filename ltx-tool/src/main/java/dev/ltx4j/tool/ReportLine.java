package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.ltx4j.config.Shard;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of results: the simple values of its object, and of the objects in it, by name. What is not known is left aside,
 * so that later versions can say more.
 */
final class ReportLine {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int MAX_EXIT_CODE = 255;

    private final Map<String, String> values = new HashMap<>();

    private ReportLine() {}

    /** @throws IllegalArgumentException if it is not one JSON object; the message says why */
    static ReportLine parse(String text) {
        ReportLine line = new ReportLine();
        try (JsonParser json = FACTORY.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("not a JSON object");
            }
            line.readObject(json, "");
            if (json.nextToken() != null) {
                throw new IllegalArgumentException("there is more behind the JSON object");
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "not JSON, or cut off: " + e.getOriginalMessage().replaceFirst("(?s)\\n.*", ""), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot be read: " + e.getMessage(), e);
        }
        return line;
    }

    private void readObject(JsonParser json, String prefix) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = prefix + json.currentName();
            JsonToken value = json.nextToken();
            if (value == JsonToken.START_OBJECT && prefix.isEmpty()) {
                readObject(json, name + ".");
            } else if (value == JsonToken.START_OBJECT || value == JsonToken.START_ARRAY) {
                json.skipChildren();
            } else if (value != JsonToken.VALUE_NULL) {
                values.put(name, json.getText());
            }
        }
    }

    boolean isOf(String kind) {
        return JsonOutput.schema(kind).equals(values.get("schema"));
    }

    /** What kind it says to be. */
    String schema() {
        return values.getOrDefault("schema", "none");
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("\"" + name + "\" is missing");
        }
        return value;
    }

    long number(String name) {
        String value = text(name);
        if (!value.matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException("\"" + name + "\" is not a count: " + value);
        }
        return Long.parseLong(value);
    }

    Instant time(String name) {
        try {
            return Instant.parse(text(name));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("\"" + name + "\" is not a time: " + text(name), e);
        }
    }

    Duration duration() {
        return Duration.ofMillis(number("duration_ms"));
    }

    Shard shard() {
        long index = number("shard.index");
        long count = number("shard.count");
        return new Shard((int) Math.min(index, Integer.MAX_VALUE), (int) Math.min(count, Integer.MAX_VALUE));
    }

    /** The result that it holds. */
    FleetResult result(String command) {
        return new FleetResult(
                command,
                text("database"),
                text("replica"),
                shard(),
                outcome(),
                state(),
                number("files"),
                number("bytes"),
                number("findings"),
                time("finished"),
                duration(),
                failure(),
                json -> {});
    }

    private FleetResult.Outcome outcome() {
        try {
            return FleetResult.Outcome.valueOf(text("result").toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"result\" is not one that is known: " + text("result"), e);
        }
    }

    private FleetResult.@Nullable State state() {
        if (!has("timestamp")) {
            return null;
        }
        String txid = values.get("txid");
        if (txid != null && !txid.matches("[0-9a-f]{16}")) {
            throw new IllegalArgumentException("\"txid\" is not a TXID: " + txid);
        }
        return new FleetResult.State(txid, time("timestamp"));
    }

    private @Nullable Failure failure() {
        long exitCode = number("exit_code");
        if (exitCode > MAX_EXIT_CODE || (exitCode == ExitCode.DONE) == has("error.kind")) {
            throw new IllegalArgumentException("\"exit_code\" does not go with the rest: " + exitCode);
        }
        return exitCode == ExitCode.DONE
                ? null
                : new Failure((int) exitCode, text("error.kind"), text("error.message"));
    }
}
