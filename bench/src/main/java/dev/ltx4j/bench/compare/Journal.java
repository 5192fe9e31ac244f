package dev.ltx4j.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What has been measured so far, a line each, so that {@code --resume} can go on where a comparison was stopped. Contests
 * are known by their titles: a point of a curve that is also a row of the table is measured once.
 */
final class Journal {
    private static final int WORDS = 5;

    private final Path file;
    private final List<Line> lines = new ArrayList<>();

    private record Line(String contest, String contestant, Run run) {
        String text() {
            String proof = run.proof().replaceAll("\\s", " ");
            return String.format(
                    Locale.ROOT, "%s\t%s\t%.6f\t%d\t%s\n", contest, contestant, run.seconds(), run.peakBytes(), proof);
        }
    }

    private Journal(Path file) {
        this.file = file;
    }

    /** Opens a journal; there need not be one yet. */
    static Journal open(Path file) throws IOException {
        Journal journal = new Journal(file);
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split("\t", -1);
                if (words.length == WORDS) {
                    Run run = new Run(Double.parseDouble(words[2]), Long.parseLong(words[3]), words[4]);
                    journal.lines.add(new Line(words[0], words[1], run));
                }
            }
        }
        return journal;
    }

    /** Drops what has been measured in these contests, so that they are run again. */
    void forget(Set<String> contests) throws IOException {
        lines.removeIf(line -> contests.contains(line.contest()));
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, lines.stream().map(Line::text).collect(Collectors.joining()));
    }

    List<Run> runs(String contest, String contestant) {
        return lines.stream()
                .filter(line ->
                        line.contest().equals(contest) && line.contestant().equals(contestant))
                .map(Line::run)
                .toList();
    }

    void add(String contest, String contestant, List<Run> runs) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Run run : runs) {
            Line line = new Line(contest, contestant, run);
            lines.add(line);
            text.append(line.text());
        }
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
