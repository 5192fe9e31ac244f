package dev.ltx4j.config;

import dev.ltx4j.replica.Experimental;
import java.nio.file.Path;

/**
 * A replica in a folder.
 *
 * @param path the folder, absolute
 */
@Experimental
public record FileReplica(Path path) implements ReplicaConfig {
    @Override
    public String type() {
        return "file";
    }

    @Override
    public String location() {
        return path.toString();
    }

    @Override
    public ReplicaConfig below(String relativePath) {
        return new FileReplica(path.resolve(relativePath).normalize());
    }
}
