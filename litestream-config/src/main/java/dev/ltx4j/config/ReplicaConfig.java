package dev.ltx4j.config;

import dev.ltx4j.replica.Experimental;

/** Where a replica of a database is, as a configuration says. */
@Experimental
public sealed interface ReplicaConfig permits FileReplica, S3Replica, UnsupportedReplica {
    /** {@return the word for the kind of place, as Litestream names it: {@code file}, {@code s3} and others} */
    String type();

    /** {@return the place as a person would name it, without secrets} */
    String location();

    /**
     * {@return where the replica of a database of a folder is, if this is where those of the folder are}
     *
     * @param relativePath the database's path below its folder, parts joined by {@code /}
     */
    ReplicaConfig below(String relativePath);
}
