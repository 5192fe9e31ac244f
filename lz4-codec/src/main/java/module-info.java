/** LZ4 blocks and frames, safe with hostile input. Encoding is lz4-java's, which no other module sees. */
@SuppressWarnings("module")
module dev.ltx4j.lz4 {
    requires static org.jspecify;
    requires org.lz4.java;

    exports dev.ltx4j.lz4;
}
