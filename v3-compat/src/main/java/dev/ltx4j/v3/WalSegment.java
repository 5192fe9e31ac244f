package dev.ltx4j.v3;

import java.time.Instant;

/**
 * A part of the WAL of an index. Immutable.
 *
 * @param generation 16 lower-case hexadecimal digits
 * @param index counts the WAL files of the generation, 0 to 4294967295
 * @param offset where in that WAL file the part starts, in bytes
 * @param offsetDigits how many digits the offset has in the file's name, 8 to 16
 * @param size of the compressed file in bytes
 * @param created when it was created, according to the store
 */
public record WalSegment(String generation, long index, long offset, int offsetDigits, long size, Instant created)
        implements GenerationFile {
    @Override
    public String key() {
        return LayoutNames.segmentKey(generation, index, offset, offsetDigits);
    }
}
