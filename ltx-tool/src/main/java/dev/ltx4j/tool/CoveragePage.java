package dev.ltx4j.tool;

import dev.ltx4j.restore.Coverage;
import dev.ltx4j.restore.LtxFile;
import java.util.List;

/** One web page with everything in it: no scripts, nothing loaded, readable in light and dark. */
final class CoveragePage {
    private static final String STYLE = """
            :root { color-scheme: light dark; --paper: #fcfcfa; --ink: #22262b; --quiet: #667078; --line: #dde1e4;
              --state: #1f7a4d; --coarse: #8cc5a5; --file: #3d6fa8; --snapshot: #b3620e; --generation: #7b5aa6; --hole: #c0392b; }
            @media (prefers-color-scheme: dark) {
              :root { --paper: #16191c; --ink: #e4e7e9; --quiet: #98a2a9; --line: #30363b;
                --state: #4cc38a; --coarse: #2b6b4b; --file: #6ea3df; --snapshot: #f0a04b; --generation: #b294dd; --hole: #ff7a6b; } }
            * { box-sizing: border-box; }
            body { margin: 0 auto; padding: 2rem 1.5rem; max-width: 72rem; background: var(--paper); color: var(--ink);
              font: 16px/1.5 system-ui, sans-serif; }
            h1 { font-size: 1.35rem; margin: 0 0 .2rem; overflow-wrap: anywhere; }
            h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
            p { margin: .2rem 0; }
            .quiet, .key { color: var(--quiet); }
            .key { display: flex; flex-wrap: wrap; gap: .3rem 1.3rem; font-size: .85rem; margin: .6rem 0 0; }
            .key i { display: inline-block; width: .8em; height: .8em; border-radius: 2px; margin-right: .45em; vertical-align: -.05em; }
            svg { width: 100%; height: auto; margin-top: 1.2rem; display: block; }
            .wide { overflow-x: auto; } .wide svg { min-width: 40rem; }
            .label { font-size: 13px; fill: var(--quiet); } .strong { fill: var(--ink); font-weight: 600; }
            .scale { font-size: 12px; fill: var(--quiet); font-variant-numeric: tabular-nums; }
            .grid { stroke: var(--line); }
            .state { fill: var(--state); } .coarse { fill: var(--coarse); } .file { fill: var(--file); }
            .many { fill-opacity: .62; }
            .snapshot { fill: var(--snapshot); } .generation { fill: var(--generation); }
            .hole { fill: var(--hole); fill-opacity: .25; stroke: var(--hole); stroke-width: 1; }
            ul { padding-left: 1.2rem; margin: .3rem 0; } li { margin: .25rem 0; overflow-wrap: anywhere; }
            li.bad { color: var(--hole); }
            table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; }
            th, td { text-align: right; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
            th { color: var(--quiet); font-weight: 500; } td.id { font-family: ui-monospace, monospace; }
            """;

    private CoveragePage() {}

    static String of(CoverageOutput output, Timeline timeline) {
        Coverage coverage = output.coverage();
        StringBuilder page = new StringBuilder(1 << 15);
        String title = TimelineSvg.escape(output.source());
        page.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Coverage of ")
                .append(title)
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<h1>What can be restored from ")
                .append(title)
                .append("</h1>\n<p class=\"quiet\">")
                .append(summary(coverage))
                .append("</p>\n<div class=\"wide\">\n")
                .append(TimelineSvg.draw(timeline))
                .append("</div>\n");
        key(page, coverage);
        page.append("<h2>In words</h2>\n<ul>\n");
        for (String sentence : output.sentences()) {
            page.append(sentence.startsWith("hole") ? "<li class=\"bad\">" : "<li>")
                    .append(TimelineSvg.escape(sentence))
                    .append("</li>\n");
        }
        for (String note : coverage.notes()) {
            page.append("<li class=\"quiet\">").append(TimelineSvg.escape(note)).append("</li>\n");
        }
        page.append("</ul>\n");
        levels(page, coverage);
        return page.append("</body>\n</html>\n").toString();
    }

    private static String summary(Coverage coverage) {
        int states = coverage.states().size();
        int holes = coverage.holes().size();
        return states + (states == 1 ? " state" : " states") + " from "
                + coverage.listing().fileCount() + " LTX files"
                + (coverage.generations().isEmpty()
                        ? ""
                        : ", " + coverage.generations().size() + " generations of Litestream 0.3")
                + (holes == 0 ? ", no holes." : holes == 1 ? ", 1 hole." : ", " + holes + " holes.")
                + " Names, sizes and times were looked at; whether files are sound, ltx-tool verify says.";
    }

    private static void key(StringBuilder page, Coverage coverage) {
        page.append("<p class=\"key\">");
        keyEntry(page, "state", "every transaction can be restored");
        keyEntry(page, "coarse", "only some: the others are merged");
        keyEntry(page, "snapshot", "snapshot");
        keyEntry(page, "file", "LTX file (paler: many, too narrow to tell apart)");
        if (!coverage.generations().isEmpty()) {
            keyEntry(page, "generation", "generation of 0.3");
        }
        if (!coverage.holes().isEmpty()) {
            keyEntry(page, "hole", "hole: cannot be restored");
        }
        page.append("</p>\n");
    }

    private static void keyEntry(StringBuilder page, String colour, String text) {
        page.append("<span><i style=\"background:var(--")
                .append(colour)
                .append(")\"></i>")
                .append(text)
                .append("</span>");
    }

    private static void levels(StringBuilder page, Coverage coverage) {
        if (coverage.listing().isEmpty()) {
            return;
        }
        page.append("<h2>Levels</h2>\n<div class=\"wide\"><table>\n<tr><th>level</th><th>files</th><th>bytes</th>")
                .append("<th>first TXID</th><th>last TXID</th><th>last change</th></tr>\n");
        for (int level = LtxFile.SNAPSHOT_LEVEL; level >= LtxFile.MIN_LEVEL; level--) {
            List<LtxFile> files = coverage.listing().files(level);
            if (!files.isEmpty()) {
                LtxFile last = files.get(files.size() - 1);
                page.append("<tr><td>")
                        .append(level == LtxFile.SNAPSHOT_LEVEL ? "9 (snapshots)" : String.valueOf(level))
                        .append("</td><td>")
                        .append(files.size())
                        .append("</td><td>")
                        .append(files.stream().mapToLong(LtxFile::size).sum())
                        .append("</td><td class=\"id\">")
                        .append(files.get(0).range().min())
                        .append("</td><td class=\"id\">")
                        .append(last.range().max())
                        .append("</td><td>")
                        .append(Moment.format(last.created()))
                        .append("</td></tr>\n");
            }
        }
        page.append("</table></div>\n");
    }
}
