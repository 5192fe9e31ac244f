package dev.ltx4j.ltx;

/** How a page is compressed in an LTX file. Readers tell the two apart page by page. Source: FORMAT.md, "Page frame". */
public enum PageEncoding {
    /** One LZ4 block behind a size field: what Litestream writes from 0.5.16 on, and the default. */
    LZ4_BLOCK,

    /** One LZ4 frame without a size field: what older programs write, and all that they can read. */
    LZ4_FRAME
}
