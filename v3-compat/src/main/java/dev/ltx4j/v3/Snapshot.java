package dev.ltx4j.v3;

import java.time.Instant;

/**
 * A copy of the whole database file, taken while the WAL of its index was written: that WAL, applied from its start,
 * continues it. Immutable.
 *
 * @param generation 16 lower-case hexadecimal digits
 * @param index 0 to 4294967295
 * @param size of the compressed file in bytes
 * @param created when it was created, according to the store
 */
public record Snapshot(String generation, long index, long size, Instant created) implements GenerationFile {
    @Override
    public String key() {
        return LayoutNames.snapshotKey(generation, index);
    }
}
