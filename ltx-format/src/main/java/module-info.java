/** LTX files: reading, writing, merging, single pages through the index, and the checksums that connect them. */
module dev.ltx4j.ltx {
    requires static org.jspecify;
    requires transitive dev.ltx4j.sqlite;
    requires dev.ltx4j.lz4;

    exports dev.ltx4j.ltx;
}
