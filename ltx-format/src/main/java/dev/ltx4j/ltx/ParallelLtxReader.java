package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.Experimental;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Executor;

/**
 * Reads one LTX file from front to end with several threads, and enforces every rule of the format as {@link LtxReader}
 * does. Frames are taken from the stream in order, decompressed and hashed side by side, and their hashes are combined in
 * order again.
 *
 * <p>Memory is bounded by a constant (about 1 MiB for each worker). An instance can read one file after another; it is
 * for one caller at a time.
 */
public final class ParallelLtxReader {
    private final Executor executor;
    private final int workers;
    private final BatchDecoder.Pool pool = new BatchDecoder.Pool();

    /**
     * Starts no thread yet.
     *
     * @param executor runs the helpers of the calling thread; none of them outlives the call that started it
     * @param workers how many threads work on a file, the calling one included; 1 or more
     */
    public ParallelLtxReader(Executor executor, int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException("workers: " + workers);
        }
        this.executor = executor;
        this.workers = workers;
    }

    /**
     * Reads all of a file and verifies it.
     *
     * @param in the file from its first byte; not closed
     * @param file its name for errors, as a person would write it
     * @param consumer takes the pages
     * @return what is known of the file, now that all of it is verified
     * @throws dev.ltx4j.sqlite.FileFormatException if the file breaks a rule, is of another version, or a checksum is not
     *     that of the content
     * @throws java.io.InterruptedIOException if the calling thread is interrupted
     * @throws IOException if the stream or the consumer throws it
     */
    public LtxSummary read(InputStream in, String file, PageConsumer consumer) throws IOException {
        byte[] headerBytes = in.readNBytes(LtxHeader.BYTES);
        LtxHeader header = LtxHeader.parse(headerBytes, file);
        consumer.begin(header);
        FileChecksum checksum = new FileChecksum(header.pageSize());
        checksum.update(headerBytes, 0, headerBytes.length);
        FrameScanner scanner = new FrameScanner(in, file, header);
        FramePipeline pipeline = new FramePipeline(scanner, file, header, checksum, pool);
        pipeline.run(executor, workers, consumer);
        return scanner.tail(checksum).read(pipeline.pagesChecksum());
    }

    /**
     * Reads the first frames of a file, and verifies it if there are no more. May be called by several threads at once.
     *
     * @param in the file from its first byte; not closed, and read on by {@link #finish}
     * @param file its name for errors, as a person would write it
     * @return what has been read, to be closed
     * @throws dev.ltx4j.sqlite.FileFormatException if the header breaks a rule or is of another version; what is wrong
     *     behind it is thrown by {@link #finish}
     * @throws IOException if the stream throws it before the end of the header
     */
    @Experimental
    public LtxReadAhead readAhead(InputStream in, String file) throws IOException {
        LtxReadAhead ahead = new LtxReadAhead(in, file, pool);
        ahead.readFirstFrames();
        return ahead;
    }

    /**
     * Gives the pages of a file away whose first frames have been read, and reads and verifies what is left of it, all by
     * the calling thread.
     *
     * @param ahead a file that has been read ahead by this thread; closed afterwards
     * @param consumer takes the pages
     * @return what is known of the file, now that all of it is verified
     * @throws dev.ltx4j.sqlite.FileFormatException as {@link #read} does
     * @throws java.io.InterruptedIOException if the calling thread is interrupted
     * @throws IOException if the stream or the consumer throws it
     */
    @Experimental
    public LtxSummary finish(LtxReadAhead ahead, PageConsumer consumer) throws IOException {
        try (ahead) {
            return ahead.finish(consumer);
        }
    }
}
