package dev.ltx4j.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What has been measured so far, a line each, so that {@code --resume} can go on where a comparison was stopped. Contests
 * are known by their titles: a point of a curve that is also a row of the table is measured once.
 */
final class Journal {
    private static final int WORDS = 5;

    private final Path file;
    private final List<Line> lines = new ArrayList<>();

    private record Line(String contest, String contestant, Run run) {}

    private Journal(Path file) {
        this.file = file;
    }

    static Journal startAnew(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, "");
        return new Journal(file);
    }

    static Journal resume(Path file) throws IOException {
        if (!Files.exists(file)) {
            return startAnew(file);
        }
        Journal journal = new Journal(file);
        for (String line : Files.readAllLines(file)) {
            String[] words = line.split("\t", -1);
            if (words.length == WORDS) {
                Run run = new Run(Double.parseDouble(words[2]), Long.parseLong(words[3]), words[4]);
                journal.lines.add(new Line(words[0], words[1], run));
            }
        }
        return journal;
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
            lines.add(new Line(contest, contestant, run));
            text.append(String.format(
                    Locale.ROOT,
                    "%s\t%s\t%.6f\t%d\t%s\n",
                    contest,
                    contestant,
                    run.seconds(),
                    run.peakBytes(),
                    run.proof().replaceAll("\\s", " ")));
        }
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
