package dev.ltx4j.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** What is written down. */
class ReportsTest {
    @TempDir
    private Path folder;

    @Test
    void tableHasALineForEachContestantAndTellsWhatIsMissed() {
        String table = MarkdownReport.of(SampleComparison.table(), "compare.svg");

        assertThat(table)
                .contains("1 of 2 goals are reached.")
                .contains("| restore <&> verify | litestream | 12.0 s | 12.0 s – 12.0 s |  | 150 MiB |  |")
                .contains("|  | ltx4j, 1 worker | 2.00 s | 2.00 s – 2.00 s | **6.0 ×** | 40 MiB | ≥ 6 × |")
                .contains("**12.0 ×** | 41 MiB | ≥ 20 ×; **missed: 20 ×** |")
                .contains("- skipped (SKIPPED): no \"Go\"")
                .contains("- failed (FAILED): they do not come to the same");
    }

    @Test
    void progressSaysTheSame() {
        Comparison comparison = SampleComparison.table();

        assertThat(TextReport.of(comparison.rows().get(0)))
                .contains("6.0 ×  goal ≥ 6 ×: reached")
                .contains("12.0 ×  goal ≥ 20 ×: MISSED 20 ×");
        assertThat(TextReport.of(comparison.rows().get(1))).contains("SKIPPED: no \"Go\"");
    }

    @Test
    void jsonHoldsEachRun() throws IOException {
        List<String> names = new ArrayList<>();
        List<Double> seconds = new ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(JsonReport.of(SampleComparison.table()))) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.VALUE_STRING && "name".equals(json.currentName())) {
                    names.add(json.getText());
                } else if (token == JsonToken.VALUE_NUMBER_FLOAT && "median_seconds".equals(json.currentName())) {
                    seconds.add(json.getDoubleValue());
                }
            }
        }

        assertThat(names).containsExactly("litestream", "ltx4j, 1 worker", "ltx4j, 2 workers");
        assertThat(seconds).containsExactly(12.0, 2.0, 1.0);
    }

    @Test
    void picturesAreWellFormed() throws Exception {
        Document table = parse(RatioChart.draw(SampleComparison.table()));
        Document curves = parse(CurveChart.draw(SampleComparison.curves()));

        assertThat(table.getElementsByTagName("text").item(2).getTextContent()).isEqualTo("Go tool or SQLite");
        assertThat(texts(table)).contains("restore <&> verify", "6.0 × · 2.00 s", "12.0 × · 1.00 s", "150 MiB");
        assertThat(texts(curves))
                .contains("restore <more>: seconds (logarithmic)", "10 MB", "100 MB")
                .doesNotContain("1 GB");
        assertThat(curves.getElementsByTagName("polyline").getLength()).isEqualTo(6);
    }

    @Test
    void picturesOfNothingAreWellFormed() throws Exception {
        Comparison nothing = SampleComparison.of(List.of(), List.of());

        parse(RatioChart.draw(nothing));
        parse(CurveChart.draw(nothing));
    }

    @Test
    void resultsAreThreeFilesEach() throws IOException {
        ResultFiles results = new ResultFiles(folder, new Progress(new PrintStream(PrintStream.nullOutputStream())));

        results.writeTable(SampleComparison.table());
        results.writeCurves(SampleComparison.curves());

        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "compare.md", "compare.json", "compare.svg", "curves.md", "curves.json", "curves.svg");
        }
        assertThat(Files.readString(folder.resolve("curves.md"))).contains("| 100 MB | litestream | 10.0 s |");
    }

    @Test
    void machineNamesNeitherHostNorPath() throws IOException {
        Machine machine = Machine.describe(folder, folder, List.of("ltx 0.5.3"));

        assertThat(machine.toString()).doesNotContain(folder.toString());
        assertThat(machine.commit()).isEqualTo("unknown");
        assertThat(machine.processor()).endsWith(" cores");
    }

    private static List<String> texts(Document picture) {
        List<String> texts = new ArrayList<>();
        var elements = picture.getElementsByTagName("text");
        for (int i = 0; i < elements.getLength(); i++) {
            texts.add(elements.item(i).getTextContent());
        }
        return texts;
    }

    private static Document parse(String xml) throws ParserConfigurationException, SAXException, IOException {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }
}
