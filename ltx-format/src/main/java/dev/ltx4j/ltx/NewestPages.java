package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.PageSet;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * Reads files that are applied one after the other, newest first, and hands on each page that is left of them in the end,
 * once. Nothing is left of a page that a newer file brings again, nor of one that a newer file cuts off, even if the
 * database grows again later. For one use.
 *
 * <p>All of every file is read and verified, but what was handed on counts only when {@link #read} has returned.
 */
final class NewestPages {
    /** Takes pages that follow one another; called by several threads. */
    @FunctionalInterface
    interface Sink {
        void write(long pageNumber, byte[] array, int arrayOffset, int pageCount) throws IOException;
    }

    private final FileChain chain;
    private final ParallelLtxReader reader;
    private final Sink sink;
    private final LongPredicate expected;
    private final PageSet pages = new PageSet();
    private final List<LtxSummary> summaries = new ArrayList<>();
    private long checksum = DatabaseChecksum.NO_PAGES;
    private long limit = LtxFormat.MAX_COMMIT;

    NewestPages(FileChain chain, ParallelLtxReader reader, Sink sink) {
        this(chain, reader, sink, pageNumber -> true);
    }

    /** @param expected which pages can come; others mean that a file has changed */
    NewestPages(FileChain chain, ParallelLtxReader reader, Sink sink, LongPredicate expected) {
        this.chain = chain;
        this.reader = reader;
        this.sink = sink;
        this.expected = expected;
    }

    /**
     * Reads all files.
     *
     * @throws FileFormatException if one is damaged, no longer what it was, or does not join the next one
     * @throws java.io.InterruptedIOException if the thread is interrupted
     */
    void read() throws IOException {
        for (int i = chain.size() - 1; i >= 0; i--) {
            limit = Math.min(limit, chain.header(i).commit());
            FilePages own = new FilePages(chain.source(i).file(), chain.header(i));
            try (InputStream in = chain.source(i).open()) {
                summaries.add(reader.read(in, own.file, own));
            }
            Interrupts.check(own.file);
            pages.takeAll(own.set);
            checksum ^= own.checksum;
        }
        Collections.reverse(summaries);
        chain.checkJoins(summaries);
    }

    /** Refuses files that are not what they were when another pass read them. */
    void requireSame(NewestPages earlier) throws MalformedFileException {
        for (int i = 0; i < summaries.size(); i++) {
            if (!summaries.get(i).equals(earlier.summaries.get(i))) {
                throw changed(chain.source(i).file());
            }
        }
    }

    /** What is known of the newest file now. */
    LtxSummary last() {
        return summaries.get(summaries.size() - 1);
    }

    /** The pages that are left. */
    PageSet pages() {
        return pages;
    }

    /** The checksum of the pages that are left. */
    long checksum() {
        return checksum;
    }

    private final class FilePages implements PageConsumer {
        private final String file;
        private final LtxHeader expectedHeader;
        private final PageSet set = new PageSet();
        private long checksum;

        FilePages(String file, LtxHeader expectedHeader) {
            this.file = file;
            this.expectedHeader = expectedHeader;
        }

        @Override
        public void begin(LtxHeader header) throws IOException {
            if (!header.equals(expectedHeader)) {
                throw changed(file);
            }
        }

        @Override
        public void accept(PageBatch batch) throws IOException {
            batch.forEachRun(this::isLeft, (start, end) -> take(batch, start, end));
        }

        /** The set of the newer files' pages does not change while a file is read. */
        private boolean isLeft(long pageNumber) {
            return pageNumber <= limit && !pages.contains(pageNumber);
        }

        private void take(PageBatch batch, int start, int end) throws IOException {
            for (int index = start; index < end; index++) {
                if (!expected.test(batch.pageNumber(index))) {
                    throw changed(file);
                }
            }
            sink.write(batch.pageNumber(start), batch.array(), batch.arrayOffset(start), end - start);
            long runChecksum = 0;
            for (int index = start; index < end; index++) {
                runChecksum ^= batch.pageChecksum(index) ^ LtxFormat.CHECKSUM_FLAG;
            }
            synchronized (set) {
                checksum ^= runChecksum;
                for (int index = start; index < end; index++) {
                    set.add(batch.pageNumber(index));
                }
            }
        }
    }

    private static MalformedFileException changed(String file) {
        return new MalformedFileException(
                file,
                FileFormatException.NO_OFFSET,
                FileFormatException.NO_PAGE,
                "the file is no longer what it was a moment ago");
    }
}
