package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.PageReader;
import dev.ltx4j.sqlite.PageSize;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;

/**
 * Makes an LTX file of a whole database: a snapshot, whose transactions are 1 to a given one.
 *
 * <pre>{@code
 * try (PageSource pages = WalPages.open(database, wal)) {
 *     LtxSnapshot.of(pages, Txid.FIRST).timestampMillis(now).write(out, "1.ltx");
 * }
 * }</pre>
 *
 * <p>What is not said otherwise is as the Go program writes it: with database checksums, pages as LZ4 blocks, the fields
 * of WAL and node 0. Memory: that of an {@link LtxWriter}, and one page. Immutable; may be used by many threads at once.
 */
public final class LtxSnapshot {
    private final PageReader pages;
    private final Txid last;
    private final long timestampMillis;
    private final boolean databaseChecksums;
    private final PageEncoding encoding;

    private LtxSnapshot(
            PageReader pages, Txid last, long timestampMillis, boolean databaseChecksums, PageEncoding encoding) {
        this.pages = pages;
        this.last = last;
        this.timestampMillis = timestampMillis;
        this.databaseChecksums = databaseChecksums;
        this.encoding = encoding;
    }

    /**
     * {@return a snapshot of these pages, with a timestamp of 0}
     *
     * @param pages not closed; they must not change while they are read
     * @param last the last transaction in them
     * @throws IllegalArgumentException if it is 0
     */
    public static LtxSnapshot of(PageReader pages, Txid last) {
        if (last.equals(Txid.ZERO)) {
            throw new IllegalArgumentException("the first TXID is 1");
        }
        return new LtxSnapshot(pages, last, 0, true, PageEncoding.LZ4_BLOCK);
    }

    /**
     * The same, made at this time, in ms since 1970 UTC.
     *
     * @param millis may be negative
     * @return a copy with this time
     */
    public LtxSnapshot timestampMillis(long millis) {
        return new LtxSnapshot(pages, last, millis, databaseChecksums, encoding);
    }

    /** {@return the same, but without database checksums, as Litestream's files are} */
    public LtxSnapshot withoutDatabaseChecksums() {
        return new LtxSnapshot(pages, last, timestampMillis, false, encoding);
    }

    /**
     * The same, but pages are written in this encoding.
     *
     * @param pageEncoding for every page
     * @return a copy with this encoding
     */
    public LtxSnapshot encoding(PageEncoding pageEncoding) {
        return new LtxSnapshot(pages, last, timestampMillis, databaseChecksums, pageEncoding);
    }

    /**
     * Writes the file.
     *
     * @param out takes the file from its first byte; flushed, not closed
     * @param file its name for errors, as a person would write it
     * @return what a reader will say of it
     * @throws dev.ltx4j.sqlite.MalformedFileException if a page that there should be is not there
     * @throws InterruptedIOException if the calling thread is interrupted
     */
    public LtxSummary write(OutputStream out, String file) throws IOException {
        PageSize pageSize = pages.pageSize();
        LtxHeaderBuilder header = LtxHeader.builder(pageSize, new TxidRange(Txid.FIRST, last))
                .commit(pages.pageCount())
                .timestampMillis(timestampMillis);
        if (!databaseChecksums) {
            header.withoutDatabaseChecksums();
        }
        // The stream is the caller's, so the writer is not closed.
        @SuppressWarnings("resource")
        LtxWriter writer = LtxWriter.open(out, file, header.build(), encoding);
        byte[] page = new byte[pageSize.bytes()];
        for (long pageNumber = 1; pageNumber <= pages.pageCount(); pageNumber++) {
            Interrupts.check(pages.file());
            if (pageNumber != pageSize.lockPage()) {
                pages.readPage(pageNumber, page);
                writer.writePage(pageNumber, page);
            }
        }
        return writer.finish();
    }
}
