package dev.ltx4j.lz4;

import java.util.Objects;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;

/** lz4-java's compressor in plain Java. The library is only loaded when something is encoded. */
final class LibraryBlockEncoder implements Lz4BlockEncoder {
    static final LibraryBlockEncoder INSTANCE = new LibraryBlockEncoder();

    private final LZ4Compressor compressor = LZ4Factory.safeInstance().fastCompressor();

    private LibraryBlockEncoder() {}

    @Override
    public int encode(byte[] src, int srcOffset, int srcLength, byte[] dst, int dstOffset, int dstLength) {
        Objects.checkFromIndexSize(srcOffset, srcLength, src.length);
        Objects.checkFromIndexSize(dstOffset, dstLength, dst.length);
        try {
            return compressor.compress(src, srcOffset, srcLength, dst, dstOffset, dstLength);
        } catch (LZ4Exception e) {
            throw new IllegalArgumentException(
                    srcLength + " bytes do not fit into a block of " + dstLength + " bytes", e);
        }
    }
}
