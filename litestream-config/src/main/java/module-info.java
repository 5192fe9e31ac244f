/** Litestream's configuration file: which databases it names, and where their replicas are. */
module dev.ltx4j.config {
    requires static org.jspecify;
    requires transitive dev.ltx4j.replica;
    requires org.snakeyaml.engine;

    exports dev.ltx4j.config;
}
