package dev.ltx4j.bench.compare;

import java.util.List;
import java.util.Locale;

/** What is printed while contests run: an outcome at a time. */
final class TextReport {
    private TextReport() {}

    static String of(Outcome outcome) {
        if (!outcome.isMeasured()) {
            return "    " + outcome.state() + ": " + outcome.detail() + "\n";
        }
        StringBuilder text = new StringBuilder();
        for (Standing standing : outcome.standings()) {
            text.append(line(standing));
        }
        return text.toString();
    }

    private static String line(Standing standing) {
        Goal goal = standing.contestant().goal();
        List<String> missed = standing.missed();
        String verdict = goal.text().isEmpty()
                ? ""
                : "  goal " + goal.text() + (missed.isEmpty() ? ": reached" : ": MISSED " + String.join(", ", missed));
        return String.format(
                                Locale.ROOT,
                                "    %-26s %9s  %-19s %8s %8s%s",
                                standing.contestant().name(),
                                Figures.seconds(standing.seconds().median()),
                                Figures.range(standing.seconds()),
                                Figures.memory(standing.peakBytes()),
                                standing.hasRatio() ? Figures.ratio(standing.ratio()) : "",
                                verdict)
                        .stripTrailing()
                + "\n";
    }
}
