/** The generations layout of Litestream 0.3: listing it, planning a state, writing its pages, verifying. */
@SuppressWarnings("module")
module dev.ltx4j.v3 {
    requires static org.jspecify;
    requires transitive dev.ltx4j.replica;
    requires transitive dev.ltx4j.sqlite;
    requires dev.ltx4j.lz4;

    exports dev.ltx4j.v3;
}
