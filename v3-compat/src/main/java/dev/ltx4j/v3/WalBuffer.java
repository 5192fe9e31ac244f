package dev.ltx4j.v3;

import dev.ltx4j.sqlite.WalInMemory;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Room for a WAL that is read once, if it is small enough; goes from one WAL to the next. */
final class WalBuffer {
    /** Litestream checkpoints at 4 MiB as a rule. */
    static final int MOST_BYTES = 8 << 20;

    private static final int LEAST_BYTES = 1 << 16;

    /** Logs are all about as long as the checkpoints allow: a little more room now spares a new array for the next one. */
    private static final int ROUNDING = 1 << 20;

    private final WalInMemory wal = new WalInMemory();
    private byte[] bytes = {};

    /** Makes room for about so many bytes; when there are more, it grows. */
    void expect(long byteCount) {
        long wanted = Math.min(MOST_BYTES, Math.max(LEAST_BYTES, byteCount));
        if (bytes.length < wanted) {
            long rounded = (wanted + ROUNDING - 1) / ROUNDING * ROUNDING;
            bytes = new byte[(int) (wanted <= ROUNDING / 2 ? wanted : rounded)];
        }
    }

    /**
     * Reads as much as there is room for.
     *
     * @return how many bytes; fewer than {@link #MOST_BYTES} if that was all
     */
    int fill(InputStream in) throws IOException {
        int byteCount = 0;
        while (byteCount < MOST_BYTES) {
            if (byteCount == bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.min(MOST_BYTES, Math.max(LEAST_BYTES, byteCount + byteCount / 4)));
            }
            int read = in.read(bytes, byteCount, bytes.length - byteCount);
            if (read < 0) {
                break;
            }
            byteCount += read;
        }
        return byteCount;
    }

    /** What has been read. */
    byte[] bytes() {
        return bytes;
    }

    WalInMemory wal() {
        return wal;
    }
}
