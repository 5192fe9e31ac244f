package dev.ltx4j.ltx;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * One file for all that is merged on the way, one piece behind the other. It has no name any more while it is used, where the
 * system allows that, so that nothing is left of it when the process is killed; else it is deleted when it is closed.
 */
final class MergeScratch implements Closeable {
    private final Path folder;
    private @Nullable FileChannel channel;

    MergeScratch(Path folder) {
        this.folder = folder;
    }

    /** Writes a piece behind those there are. */
    OutputStream append() throws IOException {
        FileChannel open = open();
        return Channels.newOutputStream(open.position(open.size()));
    }

    /** How many bytes there are. */
    long byteCount() throws IOException {
        return open().size();
    }

    /** Where a piece stands. */
    record Place(long fileOffset, long byteCount) {}

    /** A piece that was written; any number can be read at once. */
    InputStream read(Place place) throws IOException {
        return new Piece(open(), place.fileOffset, place.fileOffset + place.byteCount);
    }

    private FileChannel open() throws IOException {
        if (channel == null) {
            // Files of this method are for their owner only.
            Path file = Files.createTempFile(folder, ".ltx4j-merge-", ".tmp");
            channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            deleteName(file);
        }
        return channel;
    }

    private static void deleteName(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            // A file that is open has a name here; it goes when the file is closed.
        }
    }

    @Override
    public String toString() {
        return "scratch file in " + folder;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    /** Some bytes of a file, read at their places. */
    private static final class Piece extends InputStream {
        private final FileChannel channel;
        private final long endOffset;
        private long fileOffset;

        Piece(FileChannel channel, long fileOffset, long endOffset) {
            this.channel = channel;
            this.fileOffset = fileOffset;
            this.endOffset = endOffset;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] array, int arrayOffset, int byteCount) throws IOException {
            if (byteCount == 0) {
                return 0;
            }
            int most = (int) Math.min(byteCount, endOffset - fileOffset);
            int read = most == 0 ? -1 : channel.read(ByteBuffer.wrap(array, arrayOffset, most), fileOffset);
            fileOffset += Math.max(read, 0);
            return read;
        }
    }
}
