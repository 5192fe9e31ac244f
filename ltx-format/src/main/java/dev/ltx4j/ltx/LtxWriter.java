package dev.ltx4j.ltx;

import dev.ltx4j.lz4.Lz4BlockEncoder;
import dev.ltx4j.lz4.Lz4Frame;
import dev.ltx4j.sqlite.ChecksumMismatchException;
import dev.ltx4j.sqlite.Experimental;
import dev.ltx4j.sqlite.FileFormatException;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/**
 * Writes an LTX file from front to end, and enforces every rule that {@link LtxReader} enforces, as soon as it is broken.
 *
 * <pre>{@code
 * LtxHeader header = LtxHeader.builder(pageSize, range).commit(pages).timestampMillis(now).build();
 * try (LtxWriter writer = LtxWriter.open(Files.newOutputStream(path), path.toString(), header)) {
 *     writer.writePage(1, firstPage); // in ascending order
 *     writer.writePage(7, seventhPage);
 *     writer.finish();
 * }
 * }</pre>
 *
 * <p>The file is one only when {@link #finish} has returned: closed before, it has no trailer and no reader accepts it.
 * Whoever needs a file that is there completely or not at all writes to another name and renames.
 *
 * <p>A broken rule is a {@link dev.ltx4j.sqlite.MalformedFileException} in the reader's words, with the byte where the
 * frame would have stood. It is thrown before anything of the page is written, so the writer can be used further; after an
 * exception of the stream, or an {@link java.io.InterruptedIOException} after an interrupt of the thread, it cannot.
 *
 * <p>Memory: a constant (below 300 KiB) and 3 to 4 bytes for each page, for the page index. Not safe for several threads.
 * Source: FORMAT.md.
 */
@Experimental
public final class LtxWriter implements Closeable {
    private static final Lz4BlockEncoder BLOCKS = Lz4BlockEncoder.pureJava();
    private static final int BLOCK_HEADER_BYTES = LtxFormat.FRAME_HEADER_BYTES + LtxFormat.FRAME_SIZE_FIELD_BYTES;

    private final OutputStream out;
    private final String file;
    private final LtxHeader header;
    private final boolean writesBlocks;
    private final int pageBytes;
    private final int maxFrameBytes;
    private final PageRules rules;
    private final WriteBuffer buffer;
    private final FileChecksum checksum;
    private final Crc64 crc = new Crc64();
    private final FrameLog frames = new FrameLog();
    private final boolean sumsPages;
    private long pagesChecksum = LtxFormat.CHECKSUM_FLAG;
    private boolean finished;

    private LtxWriter(OutputStream out, String file, LtxHeader header, PageEncoding encoding) {
        this.out = out;
        this.file = file;
        this.header = header;
        this.writesBlocks = encoding == PageEncoding.LZ4_BLOCK;
        this.pageBytes = header.pageSize().bytes();
        this.maxFrameBytes = LtxFormat.maxFrameBytes(header.pageSize());
        this.rules = PageRules.forWriting(header, file);
        this.buffer = new WriteBuffer(out, maxFrameBytes);
        this.checksum = new FileChecksum(header.pageSize());
        this.sumsPages = header.isSnapshot() && header.hasDatabaseChecksums();
        byte[] headerBytes = header.toBytes();
        System.arraycopy(headerBytes, 0, buffer.array, 0, headerBytes.length);
        buffer.at = headerBytes.length;
        checksum.update(headerBytes, 0, headerBytes.length);
    }

    /**
     * Like {@link #open(OutputStream, String, LtxHeader, PageEncoding)} with {@link PageEncoding#LZ4_BLOCK}.
     *
     * @param out takes the file from its first byte; closed with the writer
     * @param file its name for errors, as a person would write it
     * @param header with the size of the database after this file, in pages
     * @return a writer before the first page
     * @throws IOException if the stream cannot be written to
     */
    public static LtxWriter open(OutputStream out, String file, LtxHeader header) throws IOException {
        return open(out, file, header, PageEncoding.LZ4_BLOCK);
    }

    /**
     * Starts a file. Nothing is written yet if this throws.
     *
     * @param out takes the file from its first byte, in pieces of some 64 KiB; closed with the writer
     * @param file its name for errors, as a person would write it
     * @param header with the size of the database after this file, in pages
     * @param encoding how pages are compressed
     * @return a writer before the first page
     * @throws dev.ltx4j.sqlite.MalformedFileException if the header breaks a rule
     * @throws dev.ltx4j.sqlite.UnsupportedFileException if its flags say another version
     * @throws IllegalArgumentException if its commit is not from 0 to 2³²−1
     */
    public static LtxWriter open(OutputStream out, String file, LtxHeader header, PageEncoding encoding)
            throws IOException {
        LtxHeader.parse(header.toBytes(), file);
        return new LtxWriter(out, file, header, encoding);
    }

    /** {@return the file's header} */
    public LtxHeader header() {
        return header;
    }

    /**
     * Like {@link #writePage(long, byte[], int)}; the array's length must be the page size.
     *
     * @param pageNumber above that of the page before, not the lock page, not above the commit
     * @param page the whole page
     * @throws IOException if a rule is broken, or writing fails
     */
    public void writePage(long pageNumber, byte[] page) throws IOException {
        if (page.length != pageBytes) {
            throw new IllegalArgumentException("page of " + page.length + " bytes, not " + pageBytes);
        }
        writePage(pageNumber, page, 0);
    }

    /**
     * Writes the next page.
     *
     * @param pageNumber above that of the page before, and no greater than the commit; in a snapshot the next one (the
     *     lock page is passed over)
     * @param array is not kept
     * @param arrayOffset where the page starts in the array
     * @throws dev.ltx4j.sqlite.MalformedFileException if the page breaks a rule
     * @throws IllegalStateException after {@link #finish}, or after the stream has failed
     */
    public void writePage(long pageNumber, byte[] array, int arrayOffset) throws IOException {
        Objects.checkFromIndexSize(arrayOffset, pageBytes, array.length);
        beginPage(pageNumber);
        compressPage(pageNumber, array, arrayOffset, crc.raw(0, array, arrayOffset, pageBytes));
    }

    /** Writes a page that was read from another file; as it is compressed there, if that is the encoding of this one. */
    void copyPage(FrameBatch batch, int index) throws IOException {
        long pageNumber = batch.pageNumbers[index];
        beginPage(pageNumber);
        if (batch.blocks[index] == writesBlocks) {
            int frameBytes = batch.frameBytes(index);
            System.arraycopy(batch.input, batch.frameOffsets[index], buffer.array, buffer.at, frameBytes);
            endPage(pageNumber, batch.headerBytes(index), frameBytes, batch.pageRaws[index]);
        } else {
            compressPage(pageNumber, batch.output, batch.arrayOffset(index), batch.pageRaws[index]);
        }
    }

    /** The checksum of the pages so far, as a snapshot's post-apply checksum; only kept up for one with checksums. */
    long pagesChecksum() {
        return pagesChecksum;
    }

    /**
     * Writes page index and trailer of a file whose post-apply checksum is known without being told: of one without
     * database checksums, of a snapshot (it is computed from the pages), or of a deleted database.
     *
     * @return what is known of the file now
     * @throws IllegalStateException if it is another file; see {@link #finish(long)}
     * @throws dev.ltx4j.sqlite.MalformedFileException if it is a snapshot that lacks pages
     */
    public LtxSummary finish() throws IOException {
        if (!header.hasDatabaseChecksums()) {
            return finish(0);
        }
        if (!header.isSnapshot() && header.commit() != 0) {
            throw new IllegalStateException(
                    "a file with database checksums that is not a snapshot needs its post-apply checksum");
        }
        return finish(pagesChecksum);
    }

    /**
     * Writes page index and trailer, and flushes the stream.
     *
     * @param postApplyChecksum the checksum of the whole database after this file ({@link DatabaseChecksum}); 0 if the
     *     file keeps none
     * @return what a reader will say of the file
     * @throws dev.ltx4j.sqlite.MalformedFileException if it is a snapshot that lacks pages, or the checksum is one that
     *     the header does not allow
     * @throws ChecksumMismatchException if the file is a snapshot and its pages have another checksum
     * @throws IllegalStateException if it was called before, or the stream has failed
     */
    public LtxSummary finish(long postApplyChecksum) throws IOException {
        checkUsable();
        long endOffset = buffer.fileOffset();
        rules.checkEnd(endOffset);
        new LtxTrailer(postApplyChecksum, LtxFormat.CHECKSUM_FLAG).check(header, file, endOffset);
        if (sumsPages && postApplyChecksum != pagesChecksum) {
            throw new ChecksumMismatchException(
                    file,
                    endOffset,
                    FileFormatException.NO_PAGE,
                    "post-apply checksum does not match the pages of the snapshot: given " + new Txid(postApplyChecksum)
                            + ", computed " + new Txid(pagesChecksum));
        }
        finished = true;
        writeIndex();
        buffer.makeRoom(LtxFormat.TRAILER_BYTES);
        buffer.putLong(postApplyChecksum);
        checksum.update(buffer.array, buffer.at - Long.BYTES, Long.BYTES);
        LtxTrailer trailer = new LtxTrailer(postApplyChecksum, checksum.value());
        buffer.putLong(trailer.fileChecksum());
        long byteCount = buffer.fileOffset();
        buffer.flush();
        out.flush();
        return new LtxSummary(header, trailer, frames.count(), byteCount);
    }

    /** Closes the stream. Does not finish the file. */
    @Override
    public void close() throws IOException {
        finished = true;
        out.close();
    }

    private void checkUsable() {
        if (finished) {
            throw new IllegalStateException("the file has been finished or closed: " + file);
        }
        if (buffer.hasFailed()) {
            throw new IllegalStateException("the file could not be written further before: " + file);
        }
    }

    private void beginPage(long pageNumber) throws IOException {
        checkUsable();
        rules.checkPage(pageNumber, buffer.fileOffset());
        buffer.makeRoom(maxFrameBytes);
    }

    private void compressPage(long pageNumber, byte[] array, int arrayOffset, long pageRaw) {
        int headerBytes = writesBlocks ? BLOCK_HEADER_BYTES : LtxFormat.FRAME_HEADER_BYTES;
        int payloadOffset = buffer.at + headerBytes;
        int room = buffer.array.length - payloadOffset;
        int payloadBytes = writesBlocks
                ? BLOCKS.encode(array, arrayOffset, pageBytes, buffer.array, payloadOffset, room)
                : Lz4Frame.encode(array, arrayOffset, pageBytes, buffer.array, payloadOffset, room);
        buffer.setFrameHeader(pageNumber, writesBlocks, payloadBytes);
        endPage(pageNumber, headerBytes, headerBytes + payloadBytes, pageRaw);
    }

    /** Takes the frame that stands in the buffer into account. */
    private void endPage(long pageNumber, int headerBytes, int frameBytes, long pageRaw) {
        checksum.updateFrame(buffer.array, buffer.at, headerBytes, pageRaw);
        if (sumsPages) {
            pagesChecksum ^= checksum.pageChecksum(pageNumber, pageRaw) ^ LtxFormat.CHECKSUM_FLAG;
        }
        frames.add(pageNumber, frameBytes);
        buffer.at += frameBytes;
    }

    /** The end mark, the index and its size. */
    private void writeIndex() throws IOException {
        buffer.makeRoom(LtxFormat.FRAME_HEADER_BYTES);
        byte[] endMark = new byte[LtxFormat.FRAME_HEADER_BYTES];
        System.arraycopy(endMark, 0, buffer.array, buffer.at, endMark.length);
        checksum.update(endMark, 0, endMark.length);
        buffer.at += endMark.length;
        long indexOffset = buffer.fileOffset();
        long frameOffset = LtxFormat.HEADER_BYTES;
        FrameLog.Cursor cursor = frames.cursor();
        int hashed = buffer.at;
        while (cursor.next()) {
            if (buffer.array.length - buffer.at < LtxFormat.MAX_INDEX_ENTRY_BYTES) {
                checksum.update(buffer.array, hashed, buffer.at - hashed);
                buffer.flush();
                hashed = 0;
            }
            buffer.at = Varint.put(buffer.array, buffer.at, cursor.pageNumber());
            buffer.at = Varint.put(buffer.array, buffer.at, frameOffset);
            buffer.at = Varint.put(buffer.array, buffer.at, cursor.frameBytes());
            frameOffset += cursor.frameBytes();
        }
        checksum.update(buffer.array, hashed, buffer.at - hashed);
        buffer.makeRoom(1 + LtxFormat.INDEX_SIZE_BYTES);
        int end = buffer.at;
        buffer.array[buffer.at++] = 0;
        buffer.putLong(buffer.fileOffset() - indexOffset);
        checksum.update(buffer.array, end, buffer.at - end);
    }
}
