/** What a replica holds, which files make a state, writing that state, and verifying a replica. */
module dev.ltx4j.restore {
    requires static org.jspecify;
    requires transitive dev.ltx4j.replica;
    requires transitive dev.ltx4j.ltx;
    requires transitive dev.ltx4j.v3;

    exports dev.ltx4j.restore;
}
