package dev.ltx4j.ltx;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads an LTX file from front to end, page by page, and enforces every rule of the format.
 *
 * <pre>{@code
 * try (LtxReader reader = LtxReader.open(Files.newInputStream(path), path.toString())) {
 *     while (reader.nextPage()) {
 *         database.write(reader.pageNumber(), reader.page());
 *     }
 *     reader.finish(); // throws unless all of the file was sound
 * }
 * }</pre>
 *
 * <p>What the pages say counts only when {@link #finish} has returned: only then is the file's checksum known to be right.
 * Memory is bounded by a constant (100 to 600 KiB, by page size), whatever the size of the file. Not safe for several threads.
 *
 * <p>Everything that is wrong with a file is thrown as a {@link dev.ltx4j.sqlite.FileFormatException} that names the
 * file, the byte and the page; errors of the stream itself are passed on. Interrupting the thread ends the reading with an
 * {@link InterruptedIOException}. After an exception the reader is of no more use. Source: FORMAT.md.
 */
public final class LtxReader implements Closeable {
    private final InputStream in;
    private final String file;
    private final LtxHeader header;
    private final FrameScanner scanner;
    private final FrameDecoder decoder;
    private final FileChecksum checksum;
    private final byte[] page;
    private final int batchBytes;
    private final @Nullable ReadAhead readAhead;
    private FrameBatch batch;

    /** The batch that is read ahead; only for files of more than one. */
    private @Nullable FrameBatch spare;

    private State state = State.AT_START;
    private int index = -1;
    private long pagesChecksum = LtxFormat.CHECKSUM_FLAG;
    private @Nullable LtxSummary summary;

    /** What was called before, and how that ended. */
    private enum State {
        AT_START,
        AT_PAGE,
        BEHIND_PAGES,
        FAILED
    }

    private LtxReader(
            InputStream in,
            String file,
            byte[] headerBytes,
            LtxHeader header,
            int batchBytes,
            @Nullable ReadAheadQueue queue) {
        this.in = in;
        this.file = file;
        this.header = header;
        this.scanner = new FrameScanner(in, file, header);
        this.batchBytes = batchBytes;
        this.batch = FrameBatch.of(header.pageSize(), batchBytes);
        this.decoder = new FrameDecoder(header.pageSize());
        this.checksum = new FileChecksum(header.pageSize());
        this.page = new byte[header.pageSize().bytes()];
        this.readAhead = queue == null ? null : new ReadAhead(queue, file, this::fill);
        checksum.update(headerBytes, 0, headerBytes.length);
    }

    /**
     * Reads and checks the header. The stream is closed with the reader, and if this throws; it needs no buffer of its
     * own.
     *
     * @param in the file from its first byte
     * @param file its name for errors, as a person would write it
     * @return a reader before the first page
     * @throws dev.ltx4j.sqlite.MalformedFileException if the header breaks a rule
     * @throws dev.ltx4j.sqlite.UnsupportedFileException if it is of another version
     */
    public static LtxReader open(InputStream in, String file) throws IOException {
        return open(in, file, FrameBatch.SMALL_BYTES, null);
    }

    /**
     * The same, and other threads read and decompress ahead, one batch at a time.
     *
     * @param batchBytes of compressed pages, and as many of pages; both are had twice by a file that has more of them
     * @param queue null if the calling thread does it all
     */
    static LtxReader open(InputStream in, String file, int batchBytes, @Nullable ReadAheadQueue queue)
            throws IOException {
        try {
            byte[] headerBytes = in.readNBytes(LtxHeader.BYTES);
            return new LtxReader(in, file, headerBytes, LtxHeader.parse(headerBytes, file), batchBytes, queue);
        } catch (Throwable t) {
            try (in) {
                throw t;
            }
        }
    }

    /** {@return the file's header} */
    public LtxHeader header() {
        return header;
    }

    /** {@return the file's name, as it was given for errors} */
    public String file() {
        return file;
    }

    /**
     * Goes to the next page.
     *
     * @return false when there are no more; then only {@link #finish} is left to be called
     * @throws IOException if the frame breaks a rule or cannot be read
     * @throws IllegalStateException if this or {@link #finish} has thrown before
     */
    public boolean nextPage() throws IOException {
        checkUsable();
        index++;
        // The first batch may be there already, or just be filled by another thread: it counts once it was waited for.
        if ((state == State.AT_START || index >= batch.count) && !fillBatch()) {
            return false;
        }
        checksum.updateFrame(batch.input, batch.frameOffsets[index], batch.headerBytes(index), batch.pageRaws[index]);
        if (header.hasDatabaseChecksums()) {
            pagesChecksum ^= batch.pageChecksum(index) ^ LtxFormat.CHECKSUM_FLAG;
        }
        return true;
    }

    private boolean fillBatch() throws IOException {
        Interrupts.check(file);
        // Of a batch that could not be read, nothing counts, and what follows it neither.
        state = State.FAILED;
        index = 0;
        boolean filled = readAhead == null ? fill(batch) : finishReadAhead(readAhead);
        state = filled ? State.AT_PAGE : State.BEHIND_PAGES;
        return filled;
    }

    private boolean fill(FrameBatch target) throws IOException {
        boolean filled = scanner.fill(target);
        decoder.decode(target, file);
        return filled;
    }

    /** Starts on the first pages, if other threads are there to do it. */
    void readAhead() {
        if (readAhead != null && state == State.AT_START) {
            readAhead.start(batch);
        }
    }

    private boolean finishReadAhead(ReadAhead ahead) throws IOException {
        boolean filled;
        if (ahead.isStarted()) {
            filled = ahead.finish();
            if (spare != null) {
                FrameBatch used = batch;
                batch = spare;
                spare = used;
            }
        } else {
            filled = fill(batch);
        }
        if (filled && !scanner.isAtEndOfFrames()) {
            if (spare == null) {
                spare = FrameBatch.of(header.pageSize(), batchBytes);
            }
            ahead.start(spare);
        }
        return filled;
    }

    private void checkUsable() {
        if (state == State.FAILED) {
            throw new IllegalStateException("the file could not be read further before: " + file);
        }
    }

    /** Whether nothing but the header has been read. */
    boolean isAtStart() {
        return state == State.AT_START;
    }

    /** The place of the page in the batch. */
    private int index() {
        if (state != State.AT_PAGE) {
            throw new IllegalStateException("the reader stands at no page of " + file);
        }
        return index;
    }

    /**
     * {@return the number of the page, 1 to 2³²−1}
     *
     * @throws IllegalStateException unless {@link #nextPage} has just returned true
     */
    public long pageNumber() {
        return batch.pageNumbers[index()];
    }

    /** {@return the page, decompressed} The array is the same for each page; its length is the page size. */
    public byte[] page() {
        System.arraycopy(batch.output, batch.arrayOffset(index()), page, 0, page.length);
        return page;
    }

    /** Gives the page to another file; valid as {@link #page} is. */
    void copyPageTo(MergeInput.FrameSink sink) throws IOException {
        sink.copyPage(batch, index());
    }

    /** {@return the byte of the file where the page's frame starts} */
    public long frameOffset() {
        return batch.frameFileOffset(index());
    }

    /** {@return the size of the page's frame in the file, in bytes, its header included} */
    public int frameLength() {
        return batch.frameBytes(index());
    }

    /**
     * Reads what is left, pages included, and verifies it: page index, trailer, checksums, and that nothing follows.
     *
     * @return what is known of the file now
     * @throws dev.ltx4j.sqlite.MalformedFileException if a rule is broken
     * @throws dev.ltx4j.sqlite.ChecksumMismatchException if a checksum is not that of the content
     * @throws IllegalStateException if this or {@link #nextPage} has thrown before
     */
    public LtxSummary finish() throws IOException {
        if (summary == null) {
            while (nextPage()) {
                // Each page goes into the checksums.
            }
            state = State.FAILED;
            summary = scanner.tail(checksum).read(pagesChecksum);
            state = State.BEHIND_PAGES;
        }
        return summary;
    }

    @Override
    public void close() throws IOException {
        if (readAhead != null) {
            readAhead.stop();
        }
        in.close();
    }
}
