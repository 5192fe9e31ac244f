package dev.ltx4j.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the figures, as Markdown, JSON and SVG. */
final class ResultFiles {
    private final Path folder;
    private final Progress progress;

    ResultFiles(Path folder, Progress progress) {
        this.folder = folder;
        this.progress = progress;
    }

    void writeTable(Comparison comparison) throws IOException {
        write("compare", comparison, RatioChart.draw(comparison));
        progress.say("%d of %d goals are reached; %d rows skipped, %d failed"
                .formatted(
                        comparison.reachedGoals(),
                        comparison.ours().size(),
                        comparison.count(Outcome.State.SKIPPED),
                        comparison.count(Outcome.State.FAILED)));
    }

    void writeCurves(Comparison comparison) throws IOException {
        write("curves", comparison, CurveChart.draw(comparison));
    }

    private void write(String name, Comparison comparison, String chart) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name + ".svg"), chart);
        Files.writeString(folder.resolve(name + ".json"), JsonReport.of(comparison));
        Files.writeString(folder.resolve(name + ".md"), MarkdownReport.of(comparison, name + ".svg"));
        progress.say("written: " + folder.resolve(name + ".md") + ", .json and .svg");
    }
}
