module dev.ltx4j.replica {
    requires static org.jspecify;

    exports dev.ltx4j.replica;
}
