package dev.ltx4j.ltx;

import java.io.IOException;

/** Takes the pages of a file that is being read by several threads. */
@FunctionalInterface
public interface PageConsumer {
    /**
     * Takes a batch of pages. Called by several threads at once, and in no order between batches; each page comes once.
     * At this time the frame rules and the compression have been checked, but not yet the checksum of the file: what is
     * made of the pages counts only when the whole file has been read.
     *
     * @throws IOException ends the reading and is thrown to its caller
     */
    void accept(PageBatch batch) throws IOException;
}
