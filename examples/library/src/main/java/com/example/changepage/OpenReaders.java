package com.example.changepage;

import dev.ltx4j.ltx.LtxReader;
import dev.ltx4j.ltx.TxidRange;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Readers of several files, which are closed together. */
final class OpenReaders implements Closeable {
    private final List<LtxReader> readers = new ArrayList<>();

    /** Opens at least one file, the oldest first. */
    OpenReaders(List<Path> files) throws IOException {
        try {
            for (Path file : files) {
                readers.add(LtxReader.open(Files.newInputStream(file), file.toString()));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    List<LtxReader> oldestFirst() {
        return readers;
    }

    /** All transactions, from the first of the oldest file to the last of the newest. */
    TxidRange range() {
        return new TxidRange(
                readers.get(0).header().range().min(),
                readers.get(readers.size() - 1).header().range().max());
    }

    @Override
    public void close() throws IOException {
        for (LtxReader reader : readers) {
            reader.close();
        }
    }
}
