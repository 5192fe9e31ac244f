package dev.ltx4j.bench.compare;

import java.util.List;

/** The figures as Markdown. */
final class MarkdownReport {
    private final StringBuilder text = new StringBuilder();

    private MarkdownReport() {}

    /**
     * Writes the report.
     *
     * @param chart the name of the picture beside it
     */
    static String of(Comparison comparison, String chart) {
        MarkdownReport report = new MarkdownReport();
        report.head(comparison);
        report.text.append("![the figures below, drawn](").append(chart).append(")\n\n");
        if (!comparison.rows().isEmpty()) {
            report.rows(comparison);
        }
        comparison.curves().forEach(report::curve);
        report.others(comparison);
        return report.text.toString();
    }

    private void head(Comparison comparison) {
        Machine machine = comparison.machine();
        text.append("# Compared with the Go tools and with SQLite\n\n")
                .append(
                        "Made by `bench/compare`; what it does and how to read this is in [README.md](../README.md).\n\n");
        fact("date", machine.date().toString());
        fact("commit", machine.commit());
        fact("processor", machine.processor() + "; " + machine.memory() + " of memory");
        fact("system", machine.system());
        fact("Java", machine.java());
        fact("beside", String.join(", ", machine.tools()));
        fact("data", "seed " + comparison.seed() + ", pages of " + SampleDatabase.PAGE_BYTES + " bytes");
        fact("runs", comparison.minRuns() + " each in turn, more of what is short");
        text.append('\n');
    }

    private void fact(String name, String value) {
        text.append("- **").append(name).append("**: ").append(value).append('\n');
    }

    private void rows(Comparison comparison) {
        text.append(comparison.reachedGoals())
                .append(" of ")
                .append(comparison.ours().size())
                .append(" goals are reached.\n\n");
        text.append(
                "| | | median | fastest – slowest | times as fast | peak memory | goal |\n|---|---|--:|--:|--:|--:|---|\n");
        for (Outcome row : comparison.rows()) {
            String title = row.contest().title();
            for (Standing standing : row.standings()) {
                cells(
                        title,
                        standing.contestant().name(),
                        Figures.seconds(standing.seconds().median()),
                        Figures.range(standing.seconds()),
                        standing.hasRatio() ? "**" + Figures.ratio(standing.ratio()) + "**" : "",
                        Figures.memory(standing.peakBytes()),
                        goal(standing));
                title = "";
            }
        }
        text.append('\n');
    }

    private static String goal(Standing standing) {
        String goal = standing.contestant().goal().text();
        List<String> missed = standing.missed();
        return missed.isEmpty() ? goal : goal + "; **missed: " + String.join(", ", missed) + "**";
    }

    private void curve(Curve.Measured measured) {
        text.append("## ").append(measured.curve().title()).append("\n\n");
        text.append("| ").append(measured.curve().axis()).append(" | | median | times as fast | peak memory |\n");
        text.append("|--:|---|--:|--:|--:|\n");
        for (int i = 0; i < measured.outcomes().size(); i++) {
            String place = measured.curve().points().get(i).label();
            for (Standing standing : measured.outcomes().get(i).standings()) {
                cells(
                        place,
                        standing.contestant().name(),
                        Figures.seconds(standing.seconds().median()),
                        standing.hasRatio() ? Figures.ratio(standing.ratio()) : "",
                        Figures.memory(standing.peakBytes()));
                place = "";
            }
        }
        text.append('\n');
    }

    private void cells(String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    /** What is in no table, with the reason. */
    private void others(Comparison comparison) {
        List<Outcome> others =
                comparison.outcomes().filter(outcome -> !outcome.isMeasured()).toList();
        if (!others.isEmpty()) {
            text.append("Not compared:\n\n");
            others.forEach(outcome -> text.append("- ")
                    .append(outcome.contest().title())
                    .append(" (")
                    .append(outcome.state())
                    .append("): ")
                    .append(outcome.detail())
                    .append('\n'));
        }
    }
}
