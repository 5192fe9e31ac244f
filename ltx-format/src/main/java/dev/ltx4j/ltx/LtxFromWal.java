package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.PageReader;
import dev.ltx4j.sqlite.WalFrames;
import dev.ltx4j.sqlite.WalHeader;
import dev.ltx4j.sqlite.WalRange;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes an LTX file of transactions in a write-ahead log, as Litestream does for its level 0: of each page the newest
 * frame, pages beyond the last commit left out, and in the header where in the log all this stood.
 *
 * <pre>{@code
 * try (WalFrames log = WalFrames.open(Path.of("app.db-wal"));
 *         PageSource database = DatabasePages.open(Path.of("app.db"))) {
 *     WalRange transaction = log.transactions().get(0);
 *     LtxFromWal.of(log, transaction, TxidRange.of(7, 7))
 *             .database(database)
 *             .timestampMillis(now)
 *             .write(out, "7.ltx");
 * }
 * }</pre>
 *
 * <p><b>Pages that a growing database does not write.</b> SQLite writes no frame for a page that it takes from the end of
 * the file and frees again in the same transaction. A file without that page would leave a hole in every restore. So where
 * the database grows, the missing pages are filled in: from the newest frame before the range, else from the database
 * file, else with zeros, which is what SQLite's recovery makes of them. The size before the range is the commit of the
 * transaction before it in the log, or that of {@link #database} for the log's first, unless {@link #sizeBefore} says
 * it. Without either, nothing is filled in for the log's first transactions.
 *
 * <p><b>Snapshots.</b> A file whose first TXID is 1 holds every page, and so does any file with {@link #wholeDatabase},
 * like those that Litestream writes when it has lost its place in the log.
 *
 * <p>Memory: 8 bytes for each frame of the range, which are sorted for each file; where pages are filled in or database
 * checksums are kept, 8 for each frame of the log, which are sorted once for all of its ranges; what a {@link LtxWriter}
 * needs; one page. Not safe for several threads. Source: FORMAT.md, "LTX files from a WAL".
 */
public final class LtxFromWal {
    private static final long UNKNOWN = -1;

    private final WalFrames log;
    private final WalRange range;
    private final TxidRange txids;
    private @Nullable PageReader database;
    private long sizeBefore = UNKNOWN;
    private boolean whole;
    private long timestampMillis;
    private boolean databaseChecksums;
    private long preApplyChecksum;
    private PageEncoding encoding = PageEncoding.LZ4_BLOCK;

    private LtxFromWal(WalFrames log, WalRange range, TxidRange txids) {
        this.log = log;
        this.range = range;
        this.txids = txids;
    }

    /**
     * {@return a file of these transactions, with a timestamp of 0 and without database checksums}
     *
     * @param log not closed
     * @param range whole transactions of it
     * @param txids the TXIDs that the transactions get; Litestream counts a whole range as one
     */
    public static LtxFromWal of(WalFrames log, WalRange range, TxidRange txids) {
        return new LtxFromWal(log, range, txids);
    }

    /**
     * Puts the database file at hand that the log is of: without its log.
     *
     * @param pages not closed. For database checksums, no transaction of the range may have been checkpointed into them
     * @return this
     */
    public LtxFromWal database(PageReader pages) {
        database = pages;
        return this;
    }

    /**
     * Says how large the database was before the range, in pages.
     *
     * @param pages 0 to 2³²−1
     * @return this
     */
    public LtxFromWal sizeBefore(long pages) {
        sizeBefore = pages;
        return this;
    }

    /**
     * Asks for every page of the database, whatever the first TXID is; needs {@link #database}.
     *
     * @return this
     */
    public LtxFromWal wholeDatabase() {
        whole = true;
        return this;
    }

    /**
     * Says when the file is made, in ms since 1970 UTC.
     *
     * @param millis may be negative
     * @return this
     */
    public LtxFromWal timestampMillis(long millis) {
        timestampMillis = millis;
        return this;
    }

    /**
     * Asks for database checksums: the old copy of each page is taken out of the sum and the new one put in; needs
     * {@link #database}.
     *
     * @param preApply the database's checksum before the range, with its top bit set; 0 if the first TXID is 1
     * @return this
     */
    public LtxFromWal databaseChecksums(long preApply) {
        databaseChecksums = true;
        preApplyChecksum = preApply;
        return this;
    }

    /**
     * Says how pages are written; as LZ4 blocks by default.
     *
     * @param pageEncoding for every page
     * @return this
     */
    public LtxFromWal encoding(PageEncoding pageEncoding) {
        encoding = pageEncoding;
        return this;
    }

    /**
     * Writes the file.
     *
     * @param out takes the file from its first byte; flushed, not closed
     * @param file its name for errors, as a person would write it
     * @return what a reader will say of it
     * @throws dev.ltx4j.sqlite.MalformedFileException if the log has no such range, has changed since it was scanned, or
     *     brings the lock page; or if the database has pages of another size
     * @throws InterruptedIOException if the calling thread is interrupted
     * @throws IllegalStateException if the database is needed and not given
     */
    public LtxSummary write(OutputStream out, String file) throws IOException {
        if (database == null && (whole || databaseChecksums)) {
            throw new IllegalStateException("the database is needed for all of its pages, and for checksums");
        }
        WalHeader walHeader = log.header();
        PagesBeforeRange before = new PagesBeforeRange(log, range, database);
        long oldSize = oldSize();
        LtxHeaderBuilder header = LtxHeader.builder(walHeader.pageSize(), txids)
                .commit(range.commit())
                .timestampMillis(timestampMillis)
                .preApplyChecksum(preApplyChecksum)
                .wal(range.fileOffset(), range.byteCount(), walHeader.salt1(), walHeader.salt2());
        if (!databaseChecksums) {
            header.withoutDatabaseChecksums();
        }
        // The stream is the caller's, so the writer is not closed.
        @SuppressWarnings("resource")
        LtxWriter writer = LtxWriter.open(out, file, header.build(), encoding);
        boolean everyPage = whole || (txids.isSnapshot() && database != null);
        long filledFrom = everyPage ? 0 : oldSize == UNKNOWN ? range.commit() : oldSize;
        DatabaseChecksum checksum = databaseChecksums && !txids.isSnapshot()
                ? new DatabaseChecksum(walHeader.pageSize(), preApplyChecksum)
                : null;
        new WalRangeWriter(log.pages(range), before, writer, checksum, oldSize).write(filledFrom);
        log.requireUnchanged();
        return checksum == null ? writer.finish() : writer.finish(checksum.value());
    }

    private long oldSize() throws IOException {
        if (sizeBefore != UNKNOWN) {
            return sizeBefore;
        }
        long committed = log.commitBefore(range);
        return committed == 0 && database != null ? database.pageCount() : committed == 0 ? UNKNOWN : committed;
    }
}
