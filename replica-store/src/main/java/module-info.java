/** What a store of backup files is, the store in a folder, and the URLs of replicas. Brings nothing else. */
module dev.ltx4j.replica {
    requires static org.jspecify;

    exports dev.ltx4j.replica;
}
