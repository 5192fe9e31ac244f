package dev.ltx4j.ltx;

import java.io.IOException;

/** Takes the pages of a file that is being read by several threads. */
@FunctionalInterface
public interface PageConsumer {
    /**
     * Is told the header before any page comes, by the thread that reads.
     *
     * @param header the file's header
     * @throws IOException ends the reading and is thrown to its caller
     */
    default void begin(LtxHeader header) throws IOException {}

    /**
     * Takes a batch of pages. Called by several threads at once, and in no order between batches; each page comes once.
     * At this time the frame rules and the compression have been checked, but not yet the checksum of the file: what is
     * made of the pages counts only when the whole file has been read.
     *
     * @param batch the pages; its arrays are used again when this has returned
     * @throws IOException ends the reading and is thrown to its caller
     */
    void accept(PageBatch batch) throws IOException;
}
