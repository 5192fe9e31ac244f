package dev.ltx4j.config;

import dev.ltx4j.replica.Experimental;
import java.nio.file.Path;
import java.util.List;

/**
 * A database.
 *
 * @param path the file, absolute; it need not exist
 * @param replicas where its replicas are
 */
@Experimental
public record ConfiguredDatabase(Path path, List<ReplicaConfig> replicas) implements ConfigEntry {
    /**
     * Copies the list.
     *
     * @param path the file, absolute; it need not exist
     * @param replicas where its replicas are
     */
    public ConfiguredDatabase {
        replicas = List.copyOf(replicas);
    }
}
