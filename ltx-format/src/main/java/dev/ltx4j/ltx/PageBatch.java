package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.PageSize;
import java.io.IOException;
import java.util.function.LongPredicate;

/**
 * Pages of one file, in ascending order and decompressed, one behind the other in one array. Valid until the call that
 * brought it returns; for the calling thread only.
 */
public interface PageBatch {
    /** {@return the size of each page} */
    PageSize pageSize();

    /** {@return how many pages there are, at least 1} */
    int count();

    /**
     * {@return the number of a page, 1 to 2³²−1}
     *
     * @param index from 0 to {@code count() - 1}
     */
    long pageNumber(int index);

    /** {@return the array that holds the pages} May be changed: nobody looks at it once the batch has been taken. */
    byte[] array();

    /**
     * {@return where in the array a page starts; the next one follows it without a gap}
     *
     * @param index 0 to {@link #count}−1
     */
    int arrayOffset(int index);

    /**
     * {@return the checksum of a page, as database checksums are the xor of: CRC-64 of its number and content, top bit
     * set}
     *
     * @param index 0 to {@link #count}−1
     */
    long pageChecksum(int index);

    /** Takes pages whose numbers follow one another. */
    @FunctionalInterface
    interface RunConsumer {
        /**
         * Takes a run.
         *
         * @param start the index of the first page
         * @param end one more than the index of the last page
         * @throws IOException ends the reading and is thrown to its caller
         */
        void accept(int start, int end) throws IOException;
    }

    /**
     * Finds the pages that are wanted, in runs as long as possible: what follows one another here does so in a database
     * too, and is written there at once.
     *
     * @param wanted is asked for each page, by its number
     * @param consumer takes each run
     * @throws IOException what the consumer throws
     */
    default void forEachRun(LongPredicate wanted, RunConsumer consumer) throws IOException {
        int start = 0;
        while (start < count()) {
            if (!wanted.test(pageNumber(start))) {
                start++;
                continue;
            }
            int end = start + 1;
            while (end < count() && pageNumber(end) == pageNumber(end - 1) + 1 && wanted.test(pageNumber(end))) {
                end++;
            }
            consumer.accept(start, end);
            start = end;
        }
    }
}
