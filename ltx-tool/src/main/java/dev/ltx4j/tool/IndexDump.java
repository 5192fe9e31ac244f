package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ltx4j.ltx.LtxIndexedReader;
import dev.ltx4j.ltx.LtxInput;
import dev.ltx4j.ltx.LtxPageIndex;
import dev.ltx4j.sqlite.MalformedFileException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Header, page index and trailer of a file, from its two ends. The index is whole and in order before a word is printed. */
record IndexDump(Console console, Path file) {
    int print(boolean asJson) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            requireLtx(channel);
            LtxIndexedReader reader = LtxIndexedReader.open(LtxInput.of(channel), channel.size(), file.toString());
            reader.header();
            reader.trailer();
            if (asJson) {
                JsonOutput.print(console.out(), DumpCommand.NAME, json -> write(json, reader));
            } else {
                print(console.out(), reader);
            }
        }
        return ExitCode.DONE;
    }

    /** Whoever gives another kind of file is to hear that, and not that an index is missing. */
    private void requireLtx(FileChannel channel) throws IOException {
        try {
            LtxIndexedReader.readHeader(LtxInput.of(channel), file.toString());
        } catch (MalformedFileException e) {
            throw WrongFile.explain(e, file);
        }
    }

    private static void print(PrintStream out, LtxIndexedReader reader) throws IOException {
        out.println("header");
        reader.header().toMap().forEach((name, value) -> out.printf("  %-20s%s%n", name, value));
        out.println("index");
        out.printf("  %-12s%-16s%s%n", "page", "offset", "length");
        LtxPageIndex index = reader.index();
        while (index.next()) {
            out.printf("  %-12d%-16d%d%n", index.pageNumber(), index.frameOffset(), index.frameBytes());
        }
        out.printf("  %-20s%d%n", "entries", reader.pageCount());
        out.println("trailer");
        reader.trailer().toMap().forEach((name, value) -> out.printf("  %-20s%s%n", name, value));
    }

    private void write(JsonGenerator json, LtxIndexedReader reader) throws IOException {
        json.writeStringField("file", file.toString());
        json.writeObjectFieldStart("header");
        JsonOutput.writeFields(json, reader.header());
        json.writeEndObject();
        json.writeObjectFieldStart("index");
        json.writeNumberField("entries", reader.pageCount());
        json.writeArrayFieldStart("pages");
        LtxPageIndex index = reader.index();
        while (index.next()) {
            json.writeStartObject();
            JsonOutput.writeFields(json, index.entry());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeObjectFieldStart("trailer");
        JsonOutput.writeFields(json, reader.trailer());
        json.writeEndObject();
    }
}
