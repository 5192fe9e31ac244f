package dev.ltx4j.lz4;

import java.util.Objects;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * lz4-java's decompressor in native code, the one that checks its input. It knows no history and gives no reasons; blocks
 * that need the one, or that it refuses, are {@link CheckedBlockDecoder}'s, so both have the same words for the same damage.
 */
final class NativeBlockDecoder implements Lz4BlockDecoder {
    private final LZ4SafeDecompressor library;

    private NativeBlockDecoder(LZ4SafeDecompressor library) {
        this.library = library;
    }

    /**
     * Unpacks and loads the library, the first time.
     *
     * @throws UnsupportedOperationException if it cannot be loaded; the message says why
     */
    static NativeBlockDecoder load() {
        try {
            return new NativeBlockDecoder(LZ4Factory.nativeInstance().safeDecompressor());
        } catch (LinkageError | AssertionError | RuntimeException e) {
            throw new UnsupportedOperationException("the native LZ4 library cannot be loaded: " + reason(e), e);
        }
    }

    /** What went wrong at first: the library wraps it. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    @Override
    public int decode(
            byte[] src, int srcOffset, int srcLength, byte[] dst, int dstOffset, int dstLength, int historyByteCount)
            throws Lz4Exception {
        Objects.checkFromIndexSize(srcOffset, srcLength, src.length);
        Objects.checkFromIndexSize(dstOffset, dstLength, dst.length);
        if (historyByteCount == 0 && srcLength > 0 && dstLength > 0) {
            try {
                return library.decompress(src, srcOffset, srcLength, dst, dstOffset, dstLength);
            } catch (LZ4Exception e) {
                // To be refused below, with the reason.
            }
        }
        return CheckedBlockDecoder.INSTANCE.decode(
                src, srcOffset, srcLength, dst, dstOffset, dstLength, historyByteCount);
    }
}
