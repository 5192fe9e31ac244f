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
    private final FrameBatch batch;
    private final FrameDecoder decoder;
    private final FileChecksum checksum;
    private final byte[] page;
    private int index = -1;
    private long pagesChecksum = LtxFormat.CHECKSUM_FLAG;
    private @Nullable LtxSummary summary;

    private LtxReader(InputStream in, String file, byte[] headerBytes, LtxHeader header) {
        this.in = in;
        this.file = file;
        this.header = header;
        this.scanner = new FrameScanner(in, file, header);
        this.batch = FrameBatch.small(header.pageSize());
        this.decoder = new FrameDecoder(file, header.pageSize());
        this.checksum = new FileChecksum(header.pageSize());
        this.page = new byte[header.pageSize().bytes()];
        checksum.update(headerBytes, 0, headerBytes.length);
    }

    /**
     * Reads and checks the header. The stream is closed with the reader; it needs no buffer of its own.
     *
     * @param in the file from its first byte
     * @param file its name for errors, as a person would write it
     * @return a reader before the first page
     * @throws dev.ltx4j.sqlite.MalformedFileException if the header breaks a rule
     * @throws dev.ltx4j.sqlite.UnsupportedFileException if it is of another version
     */
    public static LtxReader open(InputStream in, String file) throws IOException {
        byte[] headerBytes = in.readNBytes(LtxHeader.BYTES);
        return new LtxReader(in, file, headerBytes, LtxHeader.parse(headerBytes, file));
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
     */
    public boolean nextPage() throws IOException {
        index++;
        if (index >= batch.count) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while reading " + file);
            }
            if (!scanner.fill(batch)) {
                index = 0;
                return false;
            }
            decoder.decode(batch);
            index = 0;
        }
        checksum.updateFrame(batch.input, batch.frameOffsets[index], batch.headerBytes(index), batch.pageRaws[index]);
        if (header.hasDatabaseChecksums()) {
            pagesChecksum ^= batch.pageChecksum(index) ^ LtxFormat.CHECKSUM_FLAG;
        }
        return true;
    }

    /** {@return the number of the page, 1 to 2³²−1} Valid after {@link #nextPage} has returned true. */
    public long pageNumber() {
        return batch.pageNumbers[index];
    }

    /** {@return the page, decompressed} The array is the same for each page; its length is the page size. */
    public byte[] page() {
        System.arraycopy(batch.output, batch.arrayOffset(index), page, 0, page.length);
        return page;
    }

    /** Writes the page to another file; valid as {@link #page} is. */
    void copyPageTo(LtxWriter writer) throws IOException {
        writer.copyPage(batch, index);
    }

    /** {@return the byte of the file where the page's frame starts} */
    public long frameOffset() {
        return batch.frameFileOffset(index);
    }

    /** {@return the size of the page's frame in the file, in bytes, its header included} */
    public int frameLength() {
        return batch.frameBytes(index);
    }

    /**
     * Reads what is left, pages included, and verifies it: page index, trailer, checksums, and that nothing follows.
     *
     * @return what is known of the file now
     * @throws dev.ltx4j.sqlite.MalformedFileException if a rule is broken
     * @throws dev.ltx4j.sqlite.ChecksumMismatchException if a checksum is not that of the content
     */
    public LtxSummary finish() throws IOException {
        if (summary == null) {
            while (nextPage()) {
                // Each page goes into the checksums.
            }
            summary = scanner.tail(checksum).read(pagesChecksum);
        }
        return summary;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
