package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.PageSize;
import java.util.concurrent.ConcurrentLinkedDeque;

/** What one thread needs to decompress frames: about 1 MiB, so it goes from file to file. */
record BatchDecoder(FrameBatch batch, FrameDecoder decoder) {
    void decode(String file) throws MalformedFileException {
        decoder.decode(batch, file);
    }

    /** Those that nobody uses at the moment; safe for several threads. */
    static final class Pool {
        private final ConcurrentLinkedDeque<BatchDecoder> idle = new ConcurrentLinkedDeque<>();

        BatchDecoder take(PageSize pageSize) {
            BatchDecoder decoder = idle.pollFirst();
            // The files of one database have one page size, or one of them is wrong.
            return decoder != null && decoder.batch.pageSize().equals(pageSize)
                    ? decoder
                    : new BatchDecoder(FrameBatch.large(pageSize), new FrameDecoder(pageSize));
        }

        void giveBack(BatchDecoder decoder) {
            idle.addFirst(decoder);
        }
    }
}
