package dev.ltx4j.tool;

import dev.ltx4j.restore.SalvagedPages;
import dev.ltx4j.sqlite.FilePublication;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/** The table of where the pages of a salvaged database are from: a row for pages that follow one another. */
final class SalvageMap {
    private SalvageMap() {}

    /** Writes the file, which appears at once. */
    static void publish(Path file, SalvagedPages pages, boolean replaceExisting) throws IOException {
        try (FilePublication publication = FilePublication.begin(file)) {
            // Closing it would close the channel, which is forced to the disk first.
            Writer writer = new BufferedWriter(Channels.newWriter(publication.channel(), StandardCharsets.UTF_8));
            writer.write("first_page\tlast_page\tsource\tolder\ttxid\tlevel\tfile\n");
            pages.forEachRun(run -> write(writer, run));
            writer.flush();
            publication.publish(replaceExisting);
        } catch (UncheckedIOException e) {
            throw new IOException(e.getCause());
        }
    }

    private static void write(Writer writer, SalvagedPages.Run run) {
        String file = run.file()
                .map(from -> from.range().max() + "\t" + from.level() + "\t" + from.key())
                .orElse("-\t-\t-");
        try {
            writer.write(run.first() + "\t" + run.last() + "\t" + word(run.source()) + "\t"
                    + (run.older() ? "yes" : "no") + "\t" + file + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String word(SalvagedPages.Source source) {
        return source.name().toLowerCase(Locale.ROOT);
    }
}
