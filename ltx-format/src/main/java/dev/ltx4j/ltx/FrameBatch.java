package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.PageSize;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/**
 * Some whole page frames as they stand in the file, and the pages that they decompress to. Filled by a {@link
 * FrameScanner}, decompressed by {@link FrameDecoder}; used again and again, so that nothing is allocated per page.
 */
final class FrameBatch implements PageBatch {
    /** For the reader with one thread: most files of a replica are small, and so is what they cost. */
    static final int SMALL_BYTES = 32 * 1024;

    /** For several threads: enough work for each turn under the lock. */
    private static final int LARGE_INPUT_BYTES = 256 * 1024;

    private static final int LARGE_OUTPUT_BYTES = 512 * 1024;

    final byte[] input;
    final ByteBuffer inputView;
    final int[] frameOffsets;
    final int[] payloadOffsets;
    final int[] payloadLengths;
    final boolean[] blocks;
    final long[] pageNumbers;
    final long[] pageRaws;
    final byte[] output;

    /** The output, to be hashed. */
    final LongBuffer outputWords;

    private final FileChecksum checksums;
    private final PageSize pageSize;
    private final int pageBytes;

    /** Where {@code input[0]} stands in the file. */
    long inputFileOffset;

    int count;

    private FrameBatch(PageSize pageSize, int inputBytes, int outputBytes) {
        this.pageSize = pageSize;
        pageBytes = pageSize.bytes();
        // Less than one frame must never fill half of the input, less than one page never the output.
        input = new byte[Math.max(inputBytes, 2 * LtxFormat.maxFrameBytes(pageSize))];
        inputView = ByteBuffer.wrap(input);
        int capacity = Math.max(1, outputBytes / pageBytes);
        frameOffsets = new int[capacity];
        payloadOffsets = new int[capacity];
        payloadLengths = new int[capacity];
        blocks = new boolean[capacity];
        pageNumbers = new long[capacity];
        pageRaws = new long[capacity];
        output = new byte[capacity * pageBytes];
        outputWords = ByteBuffer.wrap(output).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
        checksums = new FileChecksum(pageSize);
    }

    /** A batch of so many bytes of frames, and of pages; of one page at least. */
    static FrameBatch of(PageSize pageSize, int byteCount) {
        return new FrameBatch(pageSize, byteCount, byteCount);
    }

    /** A batch that is worth a turn under a lock. */
    static FrameBatch large(PageSize pageSize) {
        return new FrameBatch(pageSize, LARGE_INPUT_BYTES, LARGE_OUTPUT_BYTES);
    }

    boolean isFull() {
        return count == pageNumbers.length;
    }

    void add(long pageNumber, int frameOffset, int payloadOffset, int payloadLength, boolean block) {
        pageNumbers[count] = pageNumber;
        frameOffsets[count] = frameOffset;
        payloadOffsets[count] = payloadOffset;
        payloadLengths[count] = payloadLength;
        blocks[count] = block;
        count++;
    }

    int headerBytes(int index) {
        return payloadOffsets[index] - frameOffsets[index];
    }

    long frameFileOffset(int index) {
        return inputFileOffset + frameOffsets[index];
    }

    int frameBytes(int index) {
        return headerBytes(index) + payloadLengths[index];
    }

    @Override
    public PageSize pageSize() {
        return pageSize;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public long pageNumber(int index) {
        return pageNumbers[index];
    }

    @Override
    public byte[] array() {
        return output;
    }

    @Override
    public int arrayOffset(int index) {
        return index * pageBytes;
    }

    @Override
    public long pageChecksum(int index) {
        return checksums.pageChecksum(pageNumbers[index], pageRaws[index]);
    }
}
