package dev.ltx4j.v3;

import dev.ltx4j.lz4.Lz4Exception;
import dev.ltx4j.lz4.Lz4FrameBuffers;
import dev.ltx4j.lz4.Lz4FrameInputStream;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreInputStream;
import dev.ltx4j.replica.StoreReader;
import dev.ltx4j.sqlite.ChecksumMismatchException;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.UnsupportedFileException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * What a compressed file holds: one LZ4 frame and nothing behind it. The content is known to be right when {@code read}
 * has returned −1. Every exception about it names the file.
 */
final class CompressedFile extends InputStream {
    /** For what stands around the blocks, which are read as a whole. */
    private static final int BUFFER_BYTES = 512;

    private static final byte[] AGE = "age-encryption.org/".getBytes(StandardCharsets.US_ASCII);

    private final String location;
    private final Lz4FrameInputStream frame;
    private boolean atEnd;

    private CompressedFile(String location, Lz4FrameInputStream frame) {
        this.location = location;
        this.frame = frame;
    }

    /**
     * Opens a file.
     *
     * @param buffers nobody else's until this file has been read
     * @throws java.nio.file.NoSuchFileException if it is not there any more
     * @throws FileFormatException if it is empty or encrypted
     */
    static CompressedFile open(
            ReplicaStore store, GenerationFile file, ReadProgress progress, Lz4FrameBuffers buffers)
            throws IOException {
        String location = store.locationOf(file.key());
        StoreReader reader = store.open(file.key());
        try {
            requireFrame(reader, location);
            return new CompressedFile(
                    location,
                    new Lz4FrameInputStream(
                            new BufferedInputStream(new StoreInputStream(reader, progress::read), BUFFER_BYTES), buffers));
        } catch (IOException e) {
            reader.close();
            throw e;
        }
    }

    private static void requireFrame(StoreReader reader, String location) throws IOException {
        byte[] start = new byte[AGE.length];
        int byteCount = 0;
        while (byteCount < start.length) {
            int read = reader.read(byteCount, start, byteCount, start.length - byteCount);
            if (read < 0) {
                break;
            }
            byteCount += read;
        }
        if (byteCount == 0) {
            throw malformed(location, 0, "the file is empty");
        }
        if (Arrays.equals(start, AGE)) {
            throw new UnsupportedFileException(
                    location,
                    0,
                    FileFormatException.NO_PAGE,
                    "is encrypted with age; encrypted replicas cannot be read, decrypt the files with the age tool first");
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] array, int arrayOffset, int byteCount) throws IOException {
        Objects.checkFromIndexSize(arrayOffset, byteCount, array.length);
        if (atEnd) {
            return -1;
        }
        try {
            int read = frame.read(array, arrayOffset, byteCount);
            if (read < 0) {
                atEnd = true;
                if (!frame.atEndOfInput()) {
                    throw malformed(location, frame.inputOffset(), "there are bytes behind the LZ4 frame");
                }
            }
            return read;
        } catch (Lz4Exception e) {
            throw typed(e);
        }
    }

    @Override
    public void close() throws IOException {
        frame.close();
    }

    private FileFormatException typed(Lz4Exception e) {
        String detail = "LZ4: " + e.detail();
        long fileOffset = e.inputOffset();
        return switch (e.kind()) {
            case MALFORMED -> new MalformedFileException(location, fileOffset, FileFormatException.NO_PAGE, detail, e);
            case UNSUPPORTED ->
                new UnsupportedFileException(location, fileOffset, FileFormatException.NO_PAGE, detail, e);
            case CHECKSUM_MISMATCH ->
                new ChecksumMismatchException(location, fileOffset, FileFormatException.NO_PAGE, detail, e);
        };
    }

    private static MalformedFileException malformed(String location, long fileOffset, String detail) {
        return new MalformedFileException(location, fileOffset, FileFormatException.NO_PAGE, detail);
    }
}
