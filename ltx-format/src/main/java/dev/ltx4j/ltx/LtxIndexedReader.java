package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.Experimental;
import dev.ltx4j.sqlite.MalformedFileException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads single pages of an LTX file by their numbers, through the page index at its end.
 *
 * <p>To open a file reads its last 64 KiB, which hold an index of up to about 6,000 pages; a longer index is read once, in
 * pieces. A page then costs one read, or two when its part of a long index has to be read again. The header costs a read
 * when it is asked for, unless the file is below 64 KiB; the trailer costs none.
 *
 * <p>Memory is bounded by a constant (below 1.5 MiB while a long index is read, some 400 KiB after), and while a page is
 * looked up in a long index by a 2048th of it.
 *
 * <p><b>What is not verified:</b> the index is checked as a whole, and a page as far as its frame goes; but the checksum
 * of the file covers all of it, so a changed byte inside the data of an LZ4 block can go unnoticed here. Whoever must
 * know reads the file with {@link LtxReader}.
 *
 * <p>Not safe for several threads. Everything that is wrong with a file is thrown as a {@link
 * dev.ltx4j.sqlite.FileFormatException} that names the file, the byte and the page; errors of the input are passed on.
 * Source: FORMAT.md, "Page index".
 */
@Experimental
public final class LtxIndexedReader {
    private final FileEnds ends;
    private final IndexDirectory directory = new IndexDirectory();
    private final long indexOffset;
    private final SingleFrameDecoder decoder;
    private long lastPage;
    private @Nullable LtxHeader header;

    private LtxIndexedReader(FileEnds ends) throws IOException {
        this.ends = ends;
        this.decoder = new SingleFrameDecoder(ends.file());
        this.indexOffset = findIndex();
        readIndex();
        if (ends.isInTail(0)) {
            header();
        }
    }

    /**
     * Reads the end of a file and its page index.
     *
     * @param in is not closed
     * @param byteCount the size of the file
     * @param file its name for errors, as a person would write it
     * @return a reader of single pages
     * @throws MalformedFileException if the index or, in a file below 64 KiB, the header breaks a rule
     */
    public static LtxIndexedReader open(LtxInput in, long byteCount, String file) throws IOException {
        return new LtxIndexedReader(new FileEnds(in, byteCount, file));
    }

    /**
     * Reads the header of a file and nothing else.
     *
     * @param in the file; it is not closed
     * @param file its name for errors, as a person would write it
     * @return the header
     * @throws MalformedFileException if the header breaks a rule
     * @throws IOException if the file cannot be read
     */
    public static LtxHeader readHeader(LtxInput in, String file) throws IOException {
        byte[] bytes = new byte[LtxHeader.BYTES];
        int read = in.readAt(0, bytes, 0, bytes.length);
        return LtxHeader.parse(Arrays.copyOf(bytes, Math.max(0, read)), file);
    }

    /**
     * {@return the header; read when it is asked for first}
     *
     * @throws MalformedFileException if it breaks a rule, or the index has pages that it does not allow
     */
    public LtxHeader header() throws IOException {
        if (header == null) {
            byte[] bytes = new byte[LtxHeader.BYTES];
            ends.read(0, bytes, bytes.length);
            LtxHeader read = LtxHeader.parse(bytes, ends.file());
            checkIndex(read);
            header = read;
        }
        return header;
    }

    /**
     * {@return the trailer} Its file checksum is not compared with the file.
     *
     * @throws MalformedFileException if it breaks a rule, or the header does
     */
    public LtxTrailer trailer() throws IOException {
        LtxTrailer trailer = new LtxTrailer(
                ends.tailLong(ends.trailerOffset() + LtxFormat.TRAILER_POST_APPLY_CHECKSUM),
                ends.tailLong(ends.trailerOffset() + LtxFormat.TRAILER_FILE_CHECKSUM));
        trailer.check(header(), ends.file(), ends.trailerOffset());
        return trailer;
    }

    /** {@return how many pages the file holds} */
    public long pageCount() {
        return directory.entries();
    }

    /**
     * {@return the page index alone, from its first entry} Reads nothing but the index, and of that only what is not in
     * the file's last 64 KiB.
     *
     * @throws IOException if reading fails
     */
    public LtxPageIndex index() throws IOException {
        return new LtxPageIndex(ends, indexOffset, sizeOffset());
    }

    /**
     * One page, decompressed. Reads the page's frame, and before it at most a 2048th of an index that is longer than 64
     * KiB; nothing else.
     *
     * @param pageNumber 1 or more
     * @return the page in an array of its own; empty if the file does not hold it
     * @throws MalformedFileException if the page's frame is not what the index says, or breaks a rule
     */
    public Optional<byte[]> page(long pageNumber) throws IOException {
        IndexCursor entry = find(pageNumber);
        if (entry == null) {
            return Optional.empty();
        }
        byte[] frame = new byte[entry.frameBytes()];
        ends.read(entry.frameOffset(), frame, frame.length);
        return Optional.of(decoder.decode(frame, entry.frameOffset(), pageNumber, header));
    }

    private long findIndex() throws MalformedFileException {
        long sizeOffset = sizeOffset();
        long size = ends.tailLong(sizeOffset);
        long most = sizeOffset - LtxFormat.HEADER_BYTES - LtxFormat.FRAME_HEADER_BYTES;
        if (size < 1 || size > most) {
            throw ends.malformed(
                    sizeOffset,
                    "size of the page index, " + Long.toUnsignedString(size) + ", is not from 1 to " + most
                            + ", for which the file has room");
        }
        return sizeOffset - size;
    }

    private long sizeOffset() {
        return ends.trailerOffset() - LtxFormat.INDEX_SIZE_BYTES;
    }

    private void readIndex() throws IOException {
        LtxPageIndex index = index();
        while (index.next()) {
            directory.add(index.pageNumber(), index.entryOffset(), index.frameOffset());
        }
        directory.end(index.entryOffset());
        lastPage = index.pageNumber();
    }

    private @Nullable IndexCursor find(long pageNumber) throws IOException {
        int slot = directory.slot(pageNumber);
        if (slot < 0 || pageNumber > lastPage) {
            return null;
        }
        long start = directory.indexOffset(slot);
        byte[] entries = new byte[(int) (directory.indexOffset(slot + 1) - start)];
        ends.read(start, entries, entries.length);
        IndexCursor cursor = new IndexCursor(ends.file());
        cursor.continueIn(entries, 0, entries.length, start);
        cursor.continueBehind(directory.pageNumber(slot) - 1, directory.frameOffset(slot));
        while (cursor.pageNumber() < pageNumber && cursor.remaining() > 0) {
            if (!cursor.next()) {
                throw ends.malformed(cursor.fileOffset(), "the file changed while it was read");
            }
        }
        return cursor.pageNumber() == pageNumber && cursor.frameBytes() > 0 ? cursor : null;
    }

    /** The rules between header and index: no page beyond the commit, a snapshot complete, never the lock page. */
    private void checkIndex(LtxHeader read) throws IOException {
        long lockPage = read.pageSize().lockPage();
        if (lastPage > read.commit()) {
            throw ends.malformed(
                    indexOffset,
                    "page index has page " + lastPage + ", which is beyond the commit of " + read.commit() + " pages");
        }
        long complete = read.commit() >= lockPage ? read.commit() - 1 : read.commit();
        if (read.isSnapshot() && pageCount() != complete) {
            throw ends.malformed(
                    indexOffset, "snapshot is incomplete: its page index has " + pageCount() + " of " + complete);
        }
        if (find(lockPage) != null) {
            throw ends.malformed(indexOffset, "the lock page must not be in a file");
        }
    }
}
