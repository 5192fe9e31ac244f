package dev.ltx4j.tool;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in one line. */
final class UsageMessage {
    private UsageMessage() {}

    static String of(ParameterException trouble) {
        if (trouble instanceof UnmatchedArgumentException unmatched) {
            return of(unmatched);
        }
        String message = String.valueOf(trouble.getMessage());
        // The parser's own sentences start with a capital letter, ours do not.
        boolean sentence = message.length() > 1 && Character.isLowerCase(message.charAt(1));
        return sentence ? message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1) : message;
    }

    private static String of(UnmatchedArgumentException trouble) {
        List<String> unmatched = trouble.getUnmatched();
        List<String> options =
                unmatched.stream().filter(text -> text.startsWith("-")).toList();
        boolean commandMissing = !trouble.getCommandLine().getSubcommands().isEmpty()
                && !unmatched.isEmpty()
                && !unmatched.get(0).startsWith("-");
        if (commandMissing) {
            List<String> similar = trouble.getSuggestions();
            return "unknown command: " + quoted(unmatched.subList(0, 1))
                    + (similar.isEmpty() ? "" : " (did you mean '" + similar.get(0) + "'?)");
        }
        if (!options.isEmpty()) {
            return (options.size() == 1 ? "unknown option: " : "unknown options: ") + quoted(options);
        }
        return (unmatched.size() == 1 ? "one argument too many: " : "too many arguments: ") + quoted(unmatched);
    }

    private static String quoted(List<String> words) {
        return words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(", "));
    }
}
