package dev.ltx4j.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** The keys of one mapping of the file, its own and those that {@code <<} brings, and what they hold. */
final class YamlMapping {
    private static final String MERGE = "<<";
    private static final int MAX_MERGES = 64;
    private static final Set<String> TRUE = Set.of("true", "yes", "on", "y");
    private static final Set<String> FALSE = Set.of("false", "no", "off", "n");

    private final Path file;
    private final String path;
    private final @Nullable MappingNode node;
    private final List<MappingNode> layers = new ArrayList<>();

    /** @param path the key of the mapping itself, empty for the outermost */
    YamlMapping(Path file, String path, MappingNode node) throws ConfigException {
        this.file = file;
        this.path = path;
        this.node = node;
        addLayer(node);
    }

    private YamlMapping(Path file) {
        this.file = file;
        this.path = "";
        this.node = null;
    }

    static YamlMapping empty(Path file) {
        return new YamlMapping(file);
    }

    /** The mapping, and behind it those that it is merged with: what comes first counts. */
    private void addLayer(MappingNode layer) throws ConfigException {
        if (layers.size() == MAX_MERGES) {
            throw error(MERGE, layer, "more than " + MAX_MERGES + " mappings are merged into one");
        }
        layers.add(layer);
        Set<String> keys = new HashSet<>();
        for (NodeTuple tuple : layer.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key && !keys.add(key.getValue())) {
                throw error(key.getValue(), key, "is there twice");
            }
        }
        for (NodeTuple tuple : layer.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(MERGE)) {
                List<Node> merged = tuple.getValueNode() instanceof SequenceNode sequence
                        ? sequence.getValue()
                        : List.of(tuple.getValueNode());
                for (Node other : merged) {
                    if (!(other instanceof MappingNode mapping)) {
                        throw error(MERGE, other, "is not a mapping");
                    }
                    addLayer(mapping);
                }
            }
        }
    }

    private Optional<Node> find(String key) {
        for (MappingNode layer : layers) {
            for (NodeTuple tuple : layer.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode name
                        && name.getValue().equals(key)) {
                    boolean isNull = tuple.getValueNode().getTag().equals(Tag.NULL);
                    return isNull ? Optional.empty() : Optional.of(tuple.getValueNode());
                }
            }
        }
        return Optional.empty();
    }

    boolean has(String key) {
        return find(key).isPresent();
    }

    /** The text of a key that is there and not empty. */
    Optional<String> text(String key) throws ConfigException {
        Optional<Node> value = find(key);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (!(value.get() instanceof ScalarNode scalar)) {
            throw error(key, "is not a text");
        }
        return Optional.of(scalar.getValue()).filter(text -> !text.isEmpty());
    }

    Optional<Boolean> flag(String key) throws ConfigException {
        Optional<String> text = text(key).map(value -> value.toLowerCase(Locale.ROOT));
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!TRUE.contains(text.get()) && !FALSE.contains(text.get())) {
            throw error(key, "is not true or false");
        }
        return Optional.of(TRUE.contains(text.get()));
    }

    Optional<YamlMapping> mapping(String key) throws ConfigException {
        Optional<Node> value = find(key);
        return value.isEmpty() ? Optional.empty() : Optional.of(asMapping(key, value.get()));
    }

    /** The mappings of a list; empty elements are left out, as in Litestream. */
    List<YamlMapping> mappings(String key, int max) throws ConfigException {
        Optional<Node> value = find(key);
        if (value.isEmpty()) {
            return List.of();
        }
        if (!(value.get() instanceof SequenceNode sequence)) {
            throw error(key, "is not a list");
        }
        if (sequence.getValue().size() > max) {
            throw error(key, "holds more than " + max + " elements");
        }
        List<YamlMapping> mappings = new ArrayList<>();
        for (int i = 0; i < sequence.getValue().size(); i++) {
            mappings.add(asMapping(key + "[" + i + "]", sequence.getValue().get(i)));
        }
        return mappings;
    }

    private YamlMapping asMapping(String key, Node value) throws ConfigException {
        if (value instanceof MappingNode mapping) {
            return new YamlMapping(file, pathOf(key), mapping);
        }
        throw error(key, value, "is not a mapping of keys to values");
    }

    /** What is wrong with a key, whose value is never part of it. */
    ConfigException error(String key, String detail) {
        return error(key, find(key).orElse(node), detail);
    }

    private ConfigException error(String key, @Nullable Node place, String detail) {
        int line = place == null
                ? ConfigException.NO_LINE
                : place.getStartMark().map(YamlDocument::line).orElse(ConfigException.NO_LINE);
        return new ConfigException(file, line, pathOf(key), detail);
    }

    private String pathOf(String key) {
        return path.isEmpty() || key.isEmpty() ? path + key : path + "." + key;
    }
}
