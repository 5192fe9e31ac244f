package dev.ltx4j.config;

import dev.ltx4j.replica.Experimental;

/**
 * A replica in a place that ltx4j does not read. Its settings are not kept: they can hold secrets.
 *
 * @param type the word for the kind of place, such as {@code sftp}
 */
@Experimental
public record UnsupportedReplica(String type) implements ReplicaConfig {
    @Override
    public String location() {
        return type;
    }

    @Override
    public ReplicaConfig below(String relativePath) {
        return this;
    }
}
