package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.Experimental;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file whose first frames have been read and decompressed before anybody takes its pages. Most files of a replica have
 * no more than those; they are verified to their ends then. So several threads can read many small files side by side,
 * although their pages are taken in the order of the files. What is wrong with a file whose header is sound comes out when
 * its pages are taken, after the taker has seen the header.
 *
 * <p>Made by {@link ParallelLtxReader#readAhead}. For one thread, the one that made it.
 */
@Experimental
public final class LtxReadAhead implements AutoCloseable {
    private final LtxHeader header;
    private final FrameScanner scanner;
    private final FileChecksum checksum;
    private final FramePipeline pipeline;
    private final BatchDecoder.Pool pool;
    private @Nullable BatchDecoder first;
    private @Nullable LtxSummary summary;

    LtxReadAhead(InputStream in, String file, BatchDecoder.Pool pool) throws IOException {
        byte[] headerBytes = in.readNBytes(LtxHeader.BYTES);
        header = LtxHeader.parse(headerBytes, file);
        checksum = new FileChecksum(header.pageSize());
        checksum.update(headerBytes, 0, headerBytes.length);
        scanner = new FrameScanner(in, file, header);
        pipeline = new FramePipeline(scanner, file, header, checksum, pool);
        this.pool = pool;
    }

    /** Throws nothing; {@link #finish} will. */
    void readFirstFrames() {
        try {
            BatchDecoder work = pool.take(header.pageSize());
            first = work;
            pipeline.ahead(work);
            if (scanner.isAtEndOfFrames()) {
                summary = scanner.tail(checksum).read(pipeline.pagesChecksum());
            }
        } catch (Throwable t) {
            pipeline.fail(t);
            close();
        }
    }

    /** Gives the pages away, reads what is left of the file, and verifies it. Once. */
    LtxSummary finish(PageConsumer consumer) throws IOException {
        consumer.begin(header);
        pipeline.rethrow();
        BatchDecoder work = first;
        if (work == null) {
            throw new IllegalStateException("the pages have been taken");
        }
        if (work.batch().count() > 0) {
            consumer.accept(work.batch());
        }
        close();
        if (summary == null) {
            // Without helpers: they may all be waiting for their turns, and tasks for them would pile up.
            pipeline.run(Runnable::run, 1, consumer);
            summary = scanner.tail(checksum).read(pipeline.pagesChecksum());
        }
        return summary;
    }

    /** Gives up what has been read. Does not close the stream. */
    @Override
    public void close() {
        if (first != null) {
            pool.giveBack(first);
            first = null;
        }
    }
}
