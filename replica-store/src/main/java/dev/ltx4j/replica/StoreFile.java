package dev.ltx4j.replica;

import java.time.Instant;

/**
 * A file of a store.
 *
 * @param key the key, relative to the store's root
 * @param size in bytes
 * @param modified the store's own time of the file; what it means differs between stores
 */
public record StoreFile(String key, long size, Instant modified) {
    /** {@return the part of the key behind its last {@code /}} */
    public String name() {
        return key.substring(key.lastIndexOf('/') + 1);
    }
}
