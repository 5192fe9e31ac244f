package dev.ltx4j.ltx;

import java.io.IOException;

/** Pages of one file in ascending order, on their way into another. */
interface MergeInput {
    /** Goes to the next page; false when there are no more. */
    boolean nextPage() throws IOException;

    /** The number of the page, 1 to 2³²−1. */
    long pageNumber();

    /** Gives the page's frame to somebody. */
    void copyPageTo(FrameSink sink) throws IOException;

    /** The pages of a reader. */
    static MergeInput of(LtxReader reader) {
        return new MergeInput() {
            @Override
            public boolean nextPage() throws IOException {
                return reader.nextPage();
            }

            @Override
            public long pageNumber() {
                return reader.pageNumber();
            }

            @Override
            public void copyPageTo(FrameSink sink) throws IOException {
                reader.copyPageTo(sink);
            }
        };
    }

    /** Takes frames. */
    @FunctionalInterface
    interface FrameSink {
        /** @param index which one of the batch */
        void copyPage(FrameBatch batch, int index) throws IOException;
    }
}
