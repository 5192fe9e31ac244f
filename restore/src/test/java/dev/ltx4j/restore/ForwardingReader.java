package dev.ltx4j.restore;

import dev.ltx4j.replica.StoreReader;
import java.io.IOException;

/** Another reader, but for what a subclass does differently. */
abstract class ForwardingReader implements StoreReader {
    private final StoreReader reader;

    ForwardingReader(StoreReader reader) {
        this.reader = reader;
    }

    @Override
    public long size() {
        return reader.size();
    }

    @Override
    public int read(long fileOffset, byte[] array, int arrayOffset, int byteCount) throws IOException {
        return reader.read(fileOffset, array, arrayOffset, byteCount);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
