package dev.ltx4j.v3;

import java.util.List;

/**
 * One WAL file in parts. Immutable.
 *
 * @param index 0 to 4294967295
 * @param segments by offset, at least one, the first at offset 0
 */
public record WalIndex(long index, List<WalSegment> segments) {
    /**
     * Checks the first segment and copies the list.
     *
     * @param index 0 to 4294967295
     * @param segments by offset, at least one, the first at offset 0
     * @throws IllegalArgumentException if there are no segments or the first is not at offset 0
     */
    public WalIndex {
        segments = List.copyOf(segments);
        if (segments.isEmpty() || segments.get(0).offset() != 0) {
            throw new IllegalArgumentException("a WAL starts at offset 0");
        }
    }
}
