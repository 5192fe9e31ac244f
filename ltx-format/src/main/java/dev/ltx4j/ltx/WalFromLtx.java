package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.WalWriter;
import java.io.IOException;
import java.util.List;

/**
 * Makes transactions of a write-ahead log of LTX files: SQLite recovers such a log over the database that the first file
 * continues, and has the state that the last one leaves.
 *
 * <pre>{@code
 * WalHeader header = WalHeader.of(ByteOrder.LITTLE_ENDIAN, pageSize, 0, random.nextInt(), random.nextInt());
 * try (WalWriter wal = new WalWriter(channel, header)) {
 *     WalFromLtx.write(readers, wal);
 * }
 * }</pre>
 *
 * <p>Each file becomes one transaction, whose last frame commits with the file's commit. That frame is written only when
 * the file has been read and verified to its end; where a file is damaged, the log ends with the transaction before.
 *
 * <p>Memory: what the {@link LtxReader}s need, and one page.
 */
public final class WalFromLtx {
    private WalFromLtx() {}

    /**
     * Appends files to a log.
     *
     * @param inputs oldest first, each continuing the one before, with no page read yet; not closed
     * @param wal with the files' page size and outside of a transaction; flushed, not closed, not forced to the disk
     * @throws FileFormatException if a file is damaged, does not continue the one before, or has another page size; if it
     *     holds no page, because a log cannot say that a database changed its size and nothing else. Names the file
     * @throws java.io.InterruptedIOException if the calling thread is interrupted
     * @throws IllegalArgumentException if there are no inputs
     * @throws IllegalStateException if the log is inside a transaction
     */
    public static void write(List<LtxReader> inputs, WalWriter wal) throws IOException {
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException("no files to make a log of");
        }
        if (wal.isInTransaction()) {
            throw new IllegalStateException("the log is inside a transaction");
        }
        CompactionRules.checkInputs(inputs, false);
        LtxReader first = inputs.get(0);
        if (!first.header().pageSize().equals(wal.header().pageSize())) {
            throw malformed(
                    first,
                    LtxFormat.HEADER_PAGE_SIZE,
                    "page size is " + first.header().pageSize() + ", but that of the log is "
                            + wal.header().pageSize());
        }
        try {
            for (LtxReader input : inputs) {
                writeTransaction(input, wal);
            }
        } catch (FileFormatException e) {
            wal.rollback();
            throw e;
        }
        wal.flush();
    }

    private static void writeTransaction(LtxReader input, WalWriter wal) throws IOException {
        if (!input.nextPage()) {
            input.finish();
            throw malformed(
                    input,
                    LtxFormat.HEADER_COMMIT,
                    "holds no page: a log cannot say that a database of "
                            + input.header().commit() + " pages changed its size only");
        }
        // The page that commits is held back until the file is known to be sound.
        byte[] held = new byte[wal.header().pageSize().bytes()];
        long heldNumber;
        boolean more;
        do {
            Interrupts.check(input.file());
            System.arraycopy(input.page(), 0, held, 0, held.length);
            heldNumber = input.pageNumber();
            more = input.nextPage();
            if (more) {
                wal.write(heldNumber, held, 0);
            }
        } while (more);
        input.finish();
        wal.write(heldNumber, held, input.header().commit());
    }

    private static MalformedFileException malformed(LtxReader input, long fileOffset, String detail) {
        return new MalformedFileException(input.file(), fileOffset, FileFormatException.NO_PAGE, detail);
    }
}
