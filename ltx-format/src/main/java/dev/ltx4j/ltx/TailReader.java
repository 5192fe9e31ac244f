package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.ChecksumMismatchException;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads what follows the page frames: the page index, which must describe exactly the frames that were passed, the
 * trailer, and the end of the file. In constant memory, whatever the size of the index.
 */
final class TailReader {
    private final InputStream in;
    private final String file;
    private final LtxHeader header;
    private final IndexFingerprint frames;
    private final FileChecksum checksum;
    private final byte[] buffer;
    private int limit;
    private int at;
    private int hashedTo;
    private long bufferFileOffset;

    /**
     * @param frames the fingerprint of the frames that were passed
     * @param checksum of the file up to the last frame
     * @param buffer holds the first bytes behind the end mark; is used further
     * @param bufferFileOffset where its first byte stands in the file
     */
    TailReader(
            InputStream in,
            String file,
            LtxHeader header,
            IndexFingerprint frames,
            FileChecksum checksum,
            byte[] buffer,
            int byteCount,
            long bufferFileOffset) {
        this.in = in;
        this.file = file;
        this.header = header;
        this.frames = frames;
        this.checksum = checksum;
        this.buffer = buffer;
        this.limit = byteCount;
        this.bufferFileOffset = bufferFileOffset;
    }

    /**
     * Reads to the end of the file and checks all of it.
     *
     * @param pagesChecksum the database checksum of all pages of the file; only looked at for a snapshot that keeps
     *     checksums
     */
    LtxSummary read(long pagesChecksum) throws IOException {
        byte[] endMark = new byte[LtxFormat.FRAME_HEADER_BYTES];
        checksum.update(endMark, 0, endMark.length);
        readIndex();
        long trailerOffset = fileOffset();
        long postApplyChecksum = readLong("the trailer");
        hashUpTo(at);
        long computed = checksum.value();
        long fileChecksum = readLong("the trailer");
        LtxTrailer trailer = new LtxTrailer(postApplyChecksum, fileChecksum);
        long byteCount = fileOffset();
        trailer.check(header, file, trailerOffset);
        if (readByteOrEnd() >= 0) {
            throw malformed(byteCount, "bytes after the trailer");
        }
        if (fileChecksum != computed) {
            throw mismatch(
                    trailerOffset + LtxFormat.TRAILER_FILE_CHECKSUM,
                    "file checksum does not match: stored " + hex(fileChecksum) + ", computed " + hex(computed));
        }
        if (header.isSnapshot() && header.hasDatabaseChecksums() && postApplyChecksum != pagesChecksum) {
            throw mismatch(
                    trailerOffset,
                    "post-apply checksum does not match the pages of the snapshot: stored " + hex(postApplyChecksum)
                            + ", computed " + hex(pagesChecksum));
        }
        return new LtxSummary(header, trailer, frames.count(), byteCount);
    }

    private void readIndex() throws IOException {
        IndexFingerprint index = new IndexFingerprint();
        long indexOffset = fileOffset();
        long lastPage = 0;
        long frameOffset = LtxFormat.HEADER_BYTES;
        while (true) {
            long entryOffset = fileOffset();
            long pageNumber = readVarint();
            if (pageNumber == 0) {
                break;
            }
            if (Long.compareUnsigned(pageNumber, lastPage) <= 0 || pageNumber > header.commit() || pageNumber < 0) {
                throw malformed(
                        entryOffset,
                        "page index does not match the page frames: page " + Long.toUnsignedString(pageNumber)
                                + " follows page " + lastPage);
            }
            long storedOffset = readVarint();
            long frameBytes = readVarint();
            if (storedOffset != frameOffset) {
                throw new MalformedFileException(
                        file,
                        entryOffset,
                        pageNumber,
                        "page index does not match the page frames: it says that the frame stands at byte "
                                + Long.toUnsignedString(storedOffset) + ", not " + frameOffset);
            }
            if (frameBytes <= 0 || frameBytes > indexOffset) {
                throw new MalformedFileException(
                        file,
                        entryOffset,
                        pageNumber,
                        "page index does not match the page frames: it gives a frame of "
                                + Long.toUnsignedString(frameBytes) + " bytes");
            }
            index.add(pageNumber, frameBytes);
            lastPage = pageNumber;
            frameOffset += frameBytes;
        }
        if (!index.matches(frames)) {
            throw malformed(
                    indexOffset,
                    "page index does not match the page frames: it has " + index.count() + " entries for "
                            + frames.count() + " frames, or other pages or sizes");
        }
        long sizeOffset = fileOffset();
        long size = readLong("the size of the page index");
        if (size != sizeOffset - indexOffset) {
            throw malformed(
                    sizeOffset,
                    "page index has " + (sizeOffset - indexOffset) + " bytes, but its size field says "
                            + Long.toUnsignedString(size));
        }
    }

    /** An unsigned LEB128 varint in its shortest form, of at most 64 bits. */
    private long readVarint() throws IOException {
        long start = fileOffset();
        long value = 0;
        for (int i = 0; i < LtxFormat.MAX_VARINT_BYTES; i++) {
            int next = readByte("the page index");
            if (i == LtxFormat.MAX_VARINT_BYTES - 1 && next > 1) {
                break;
            }
            value |= (next & 0x7FL) << (7 * i);
            if (next < 0x80) {
                if (next == 0 && i > 0) {
                    throw malformed(start, "varint in the page index is longer than it needs to be");
                }
                return value;
            }
        }
        throw malformed(start, "varint in the page index has more than 64 bits");
    }

    private long readLong(String what) throws IOException {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = (value << 8) | readByte(what);
        }
        return value;
    }

    private int readByte(String what) throws IOException {
        int next = readByteOrEnd();
        if (next < 0) {
            throw malformed(fileOffset(), "file ends inside " + what);
        }
        return next;
    }

    private int readByteOrEnd() throws IOException {
        if (at == limit) {
            hashUpTo(at);
            bufferFileOffset += limit;
            limit = in.readNBytes(buffer, 0, buffer.length);
            at = 0;
            hashedTo = 0;
            if (limit == 0) {
                return -1;
            }
        }
        return buffer[at++] & 0xFF;
    }

    private void hashUpTo(int arrayOffset) {
        checksum.update(buffer, hashedTo, arrayOffset - hashedTo);
        hashedTo = arrayOffset;
    }

    private long fileOffset() {
        return bufferFileOffset + at;
    }

    private MalformedFileException malformed(long fileOffset, String detail) {
        return new MalformedFileException(file, fileOffset, FileFormatException.NO_PAGE, detail);
    }

    private ChecksumMismatchException mismatch(long fileOffset, String detail) {
        return new ChecksumMismatchException(file, fileOffset, FileFormatException.NO_PAGE, detail);
    }

    private static String hex(long value) {
        return new Txid(value).toString();
    }
}
