package dev.ltx4j.v3;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Keeps the bytes that were read, until they are too many: then it forgets them all and keeps none. */
final class RecordingInputStream extends InputStream {
    private final InputStream in;
    private final int maxBytes;
    private @Nullable ByteArrayOutputStream kept = new ByteArrayOutputStream();

    RecordingInputStream(InputStream in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] array, int arrayOffset, int byteCount) throws IOException {
        int read = in.read(array, arrayOffset, byteCount);
        if (read > 0 && kept != null) {
            if (read > maxBytes - kept.size()) {
                kept = null;
            } else {
                kept.write(array, arrayOffset, read);
            }
        }
        return read;
    }

    /** All bytes that were read, or null if they were too many. */
    byte @Nullable [] kept() {
        return kept == null ? null : kept.toByteArray();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
