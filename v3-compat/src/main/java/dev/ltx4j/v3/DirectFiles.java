package dev.ltx4j.v3;

import dev.ltx4j.lz4.Lz4FrameBuffers;
import dev.ltx4j.replica.ReplicaStore;
import java.io.IOException;
import java.io.InputStream;

/** Decompresses files while they are read. The buffers, some megabytes, go from file to file. */
final class DirectFiles implements FileOpener {
    private final ReplicaStore store;
    private final ReadProgress progress;
    private final Lz4FrameBuffers buffers = new Lz4FrameBuffers();

    DirectFiles(ReplicaStore store, ReadProgress progress) {
        this.store = store;
        this.progress = progress;
    }

    @Override
    public InputStream open(GenerationFile file) throws IOException {
        return CompressedFile.open(store, file, progress, buffers);
    }
}
