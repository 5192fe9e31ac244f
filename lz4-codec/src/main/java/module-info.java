@SuppressWarnings("module")
module dev.ltx4j.lz4 {
    requires static org.jspecify;
    requires org.lz4.java;

    exports dev.ltx4j.lz4;
}
