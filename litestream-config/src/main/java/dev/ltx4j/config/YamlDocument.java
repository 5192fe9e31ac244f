package dev.ltx4j.config;

import java.nio.file.Path;
import java.util.Iterator;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentEndEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * From text to a tree of nodes, of the first document as in Litestream. Its depth is bounded before the tree is made, since
 * that is recursive; nothing walks over the whole of it afterwards, so aliases cost nothing however often they are used.
 */
final class YamlDocument {
    static final int MAX_DEPTH = 64;
    private static final int MAX_ALIASES = 100_000;

    private YamlDocument() {}

    static YamlMapping parse(Path file, String text) throws ConfigException {
        LoadSettings settings = LoadSettings.builder()
                .setLabel("litestream.yml")
                .setCodePointLimit(Integer.MAX_VALUE)
                .setMaxAliasesForCollections(MAX_ALIASES)
                .build();
        try {
            checkDepth(file, parser(settings, text));
            Composer documents = new Composer(settings, parser(settings, text));
            if (!documents.hasNext()) {
                return YamlMapping.empty(file);
            }
            return root(file, documents.next());
        } catch (MarkedYamlEngineException e) {
            // Neither message nor cause: both quote the file, which holds secrets.
            throw new ConfigException(
                    file, e.getProblemMark().map(YamlDocument::line).orElse(ConfigException.NO_LINE), "", explain(e));
        } catch (YamlEngineException e) {
            throw new ConfigException(file, ConfigException.NO_LINE, "", "is not valid YAML");
        }
    }

    private static Parser parser(LoadSettings settings, String text) {
        return new ParserImpl(settings, new StreamReader(settings, text));
    }

    private static YamlMapping root(Path file, Node node) throws ConfigException {
        if (node instanceof MappingNode mapping) {
            return new YamlMapping(file, "", mapping);
        }
        if (node instanceof ScalarNode scalar && scalar.getValue().isEmpty()) {
            return YamlMapping.empty(file);
        }
        throw new ConfigException(
                file, ConfigException.NO_LINE, "", "is not a configuration: keys and values expected");
    }

    private static void checkDepth(Path file, Iterator<Event> events) throws ConfigException {
        int depth = 0;
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof DocumentEndEvent) {
                return;
            }
            if (event instanceof CollectionStartEvent) {
                depth++;
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            }
            if (depth > MAX_DEPTH) {
                int line = event.getStartMark().map(YamlDocument::line).orElse(ConfigException.NO_LINE);
                throw new ConfigException(file, line, "", "is nested deeper than " + MAX_DEPTH + " levels");
            }
        }
    }

    static int line(Mark mark) {
        return mark.getLine() + 1;
    }

    private static String explain(MarkedYamlEngineException e) {
        String problem = String.valueOf(e.getProblem());
        if (problem.contains("undefined alias")) {
            return "is not valid YAML: a value that begins with * is an alias; put it into quotes";
        }
        if (problem.contains("mapping values are not allowed")) {
            return "is not valid YAML: a colon where there can be none; look at the indentation, or put the value into quotes";
        }
        if (problem.contains("cannot start any token")) {
            return "is not valid YAML: a value cannot begin like this (a tab, @, ` or %); put it into quotes";
        }
        return "is not valid YAML: look at indentation, colons and quotes";
    }
}
