package dev.ltx4j.tool;

import dev.ltx4j.ltx.LtxPublication;
import dev.ltx4j.ltx.LtxSummary;
import dev.ltx4j.ltx.PageEncoding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of commands that write an LTX file, and how they tell of it. */
final class LtxOutput {
    @Option(
            names = {"-o", "--o"},
            paramLabel = "OUT",
            required = true,
            converter = Converters.ToOutput.class,
            description = "Where the LTX file goes.")
    private @Nullable Path output;

    @Option(
            names = {"-force", "--force"},
            description = "Replaces an existing file.")
    private boolean force;

    @Option(
            names = {"-no-checksum", "--no-checksum"},
            description = "Keeps no database checksums, as Litestream's files keep none.")
    private boolean withoutDatabaseChecksums;

    @Option(
            names = {"--encoding"},
            paramLabel = "block|frame",
            converter = Converters.ToEncoding.class,
            description = "How pages are compressed: block by default; frame for Litestream before 0.5.16.")
    private PageEncoding encoding = PageEncoding.LZ4_BLOCK;

    Path path() {
        return Objects.requireNonNull(output);
    }

    /** Where the LTX file goes. */
    Path folder() {
        return Objects.requireNonNull(path().toAbsolutePath().getParent());
    }

    boolean withoutDatabaseChecksums() {
        return withoutDatabaseChecksums;
    }

    PageEncoding encoding() {
        return encoding;
    }

    /** @param inputs what the content reads */
    LtxSummary publish(List<Path> inputs, LtxPublication.Content content) throws IOException {
        return LtxPublication.publish(path(), force, inputs, content);
    }

    /** Prints what was written. {@code inputs} writes the keys that come first. */
    void print(Console console, String command, boolean json, LtxSummary summary, JsonOutput.Body inputs) {
        if (!json) {
            console.out().println(text(summary));
            return;
        }
        JsonOutput.print(console.out(), command, document -> {
            inputs.write(document);
            document.writeStringField("output", path().toString());
            JsonOutput.writeFields(document, summary);
        });
    }

    private String text(LtxSummary summary) {
        String text = path() + ": " + summary.header().range() + ", " + summary.pageCount() + " of "
                + summary.header().commit() + " pages of " + summary.header().pageSize() + " bytes, "
                + summary.byteCount() + " bytes, "
                + Moment.format(summary.header().timestamp());
        return summary.header().hasDatabaseChecksums()
                ? text + ", checksum "
                        + HexFormat.of().toHexDigits(summary.trailer().postApplyChecksum())
                : text;
    }
}
