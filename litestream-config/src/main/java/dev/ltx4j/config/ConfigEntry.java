package dev.ltx4j.config;

import dev.ltx4j.replica.Experimental;
import java.util.List;

/** One element of {@code dbs}. */
@Experimental
public sealed interface ConfigEntry permits ConfiguredDatabase, DatabaseFolder {
    /** {@return where its replicas are; several in files for 0.3, none if the file says none} */
    List<ReplicaConfig> replicas();
}
