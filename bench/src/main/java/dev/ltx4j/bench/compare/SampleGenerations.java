package dev.ltx4j.bench.compare;

import dev.ltx4j.sqlite.WalHeader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import net.jpountz.lz4.LZ4FrameOutputStream;

/** Replicas as Litestream 0.3 leaves them: a generation with a snapshot, and the rounds of the log in segments. */
final class SampleGenerations {
    private static final String GENERATION = "generations/0123456789abcdef";
    private static final int SEGMENTS = 4;
    private static final long FIRST_MILLIS = 1_690_000_000_000L;
    private static final long MILLIS_BETWEEN_FILES = 1_000;

    private long fileMillis = FIRST_MILLIS;

    private SampleGenerations() {}

    /**
     * Writes a replica.
     *
     * @param database as it was before the first log
     * @param logs each the next round of the one before it
     */
    static void write(Path replica, Path database, List<Path> logs) throws IOException {
        SampleGenerations files = new SampleGenerations();
        Path generation = replica.resolve(GENERATION);
        try (InputStream in = Files.newInputStream(database)) {
            files.compress(in, Long.MAX_VALUE, generation.resolve("snapshots/00000000.snapshot.lz4"));
        }
        for (int index = 0; index < logs.size(); index++) {
            files.segments(generation.resolve("wal"), index, logs.get(index));
        }
    }

    /** Litestream copies whole frames, the header with the first. */
    private void segments(Path folder, int index, Path log) throws IOException {
        long frameBytes = 24L + SampleDatabase.PAGE_BYTES;
        long frames = (Files.size(log) - WalHeader.BYTES) / frameBytes;
        try (InputStream in = Files.newInputStream(log)) {
            long start = 0;
            for (int segment = 1; segment <= SEGMENTS; segment++) {
                long end = WalHeader.BYTES + frames * segment / SEGMENTS * frameBytes;
                compress(in, end - start, folder.resolve("%08x_%08x.wal.lz4".formatted(index, start)));
                start = end;
            }
        }
    }

    private void compress(InputStream in, long byteCount, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        byte[] buffer = new byte[1 << 16];
        try (OutputStream out = new LZ4FrameOutputStream(Files.newOutputStream(target))) {
            long left = byteCount;
            while (left > 0) {
                int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) {
                    break;
                }
                out.write(buffer, 0, count);
                left -= count;
            }
        }
        Files.setLastModifiedTime(target, FileTime.fromMillis(fileMillis));
        fileMillis += MILLIS_BETWEEN_FILES;
    }
}
