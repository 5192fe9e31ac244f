package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.ChecksumMismatchException;
import dev.ltx4j.sqlite.Experimental;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;

/**
 * Merges LTX files that continue one another into one that does what they do one after the other.
 *
 * <p>Of a page in several files the newest copy is taken; pages beyond the commit of the last file are dropped. A page that
 * lies beyond an older, smaller commit and that no later file brings keeps its newest copy, as Litestream has it. The
 * merged file has the first TXID and pre-apply checksum of the first file, and the last TXID, commit, timestamp and
 * post-apply checksum of the last; the fields of WAL and node are 0. Compressed pages are copied as they are where the
 * encoding is the wanted one.
 *
 * <p>Memory: what a {@link LtxReader} needs, for each file, and what one {@link LtxWriter} needs. Immutable; may be used by
 * many threads at once.
 */
@Experimental
public final class LtxCompactor {
    private final boolean gapsAllowed;
    private final boolean withoutDatabaseChecksums;
    private final PageEncoding encoding;

    private LtxCompactor(boolean gapsAllowed, boolean withoutDatabaseChecksums, PageEncoding encoding) {
        this.gapsAllowed = gapsAllowed;
        this.withoutDatabaseChecksums = withoutDatabaseChecksums;
        this.encoding = encoding;
    }

    /**
     * {@return a compactor that refuses gaps, keeps database checksums if the last file does, and writes LZ4 blocks}
     */
    public static LtxCompactor create() {
        return new LtxCompactor(false, false, PageEncoding.LZ4_BLOCK);
    }

    /**
     * {@return the same, but a file need not continue the one before; it must still end after it} What a gap leaves out
     * is lost: the merged file claims transactions that it lacks.
     */
    public LtxCompactor allowingGaps() {
        return new LtxCompactor(true, withoutDatabaseChecksums, encoding);
    }

    /** {@return the same, but the merged file keeps no database checksums, as Litestream's files keep none} */
    public LtxCompactor withoutDatabaseChecksums() {
        return new LtxCompactor(gapsAllowed, true, encoding);
    }

    /**
     * {@return the same, but pages are written in this encoding}
     *
     * @param pageEncoding for every page, whatever its file has
     */
    public LtxCompactor encoding(PageEncoding pageEncoding) {
        return new LtxCompactor(gapsAllowed, withoutDatabaseChecksums, pageEncoding);
    }

    /**
     * Merges files. All of them are read to their ends and verified before the merged file gets its trailer, so a merged
     * file that is complete was made from sound files only.
     *
     * @param inputs oldest first, with no page read yet; not closed
     * @param out takes the merged file; not closed
     * @param outputFile its name for errors, as a person would write it
     * @return what a reader will say of the merged file
     * @throws FileFormatException if an input is damaged, does not continue the one before, or has another page size; if
     *     a merged snapshot lacks a page, or its pages do not make the last file's checksum. Names the input
     * @throws InterruptedIOException if the calling thread is interrupted
     * @throws IllegalArgumentException if there are no inputs, or pages of one have been read
     */
    public LtxSummary compact(List<LtxReader> inputs, OutputStream out, String outputFile) throws IOException {
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException("no files to merge");
        }
        for (LtxReader input : inputs) {
            if (!input.isAtStart()) {
                throw new IllegalArgumentException(
                        "of an input that is to be merged, pages were read before: " + input.file());
            }
        }
        try {
            return compactAll(inputs, out, outputFile);
        } catch (ClosedByInterruptException e) {
            // What streams over channels throw when the thread is interrupted while they read or write.
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while merging files up to "
                    + inputs.get(inputs.size() - 1).file());
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    private LtxSummary compactAll(List<LtxReader> inputs, OutputStream out, String outputFile) throws IOException {
        CompactionRules.checkInputs(inputs, gapsAllowed);
        LtxHeader header = CompactionRules.outputHeader(inputs, withoutDatabaseChecksums);
        LtxReader last = inputs.get(inputs.size() - 1);
        // The stream is the caller's, so the writer is not closed.
        @SuppressWarnings("resource")
        LtxWriter writer = LtxWriter.open(out, outputFile, header, encoding);
        merge(inputs, header, writer);
        List<LtxSummary> summaries = new ArrayList<>(inputs.size());
        for (LtxReader input : inputs) {
            summaries.add(input.finish());
        }
        CompactionRules.checkChain(inputs, summaries);
        long postApplyChecksum = summaries.get(summaries.size() - 1).trailer().postApplyChecksum();
        if (!header.hasDatabaseChecksums()) {
            return writer.finish();
        }
        if (header.isSnapshot() && writer.pagesChecksum() != postApplyChecksum) {
            throw new ChecksumMismatchException(
                    last.file(),
                    FileFormatException.NO_OFFSET,
                    FileFormatException.NO_PAGE,
                    "post-apply checksum " + new Txid(postApplyChecksum) + " is not that of the merged pages, "
                            + new Txid(writer.pagesChecksum()));
        }
        return writer.finish(postApplyChecksum);
    }

    private static void merge(List<LtxReader> inputs, LtxHeader header, LtxWriter writer) throws IOException {
        PageMerge pages = new PageMerge(inputs);
        LtxReader last = inputs.get(inputs.size() - 1);
        long lockPage = header.pageSize().lockPage();
        long expected = 1;
        for (LtxReader page = pages.next(); page != null && page.pageNumber() <= header.commit(); page = pages.next()) {
            checkComplete(header, expected, page.pageNumber(), last);
            page.copyPageTo(writer);
            expected = page.pageNumber() + 1 == lockPage ? lockPage + 1 : page.pageNumber() + 1;
        }
        if (expected <= header.commit()) {
            checkComplete(header, expected, header.commit() + 1, last);
        }
    }

    /** Only a snapshot must hold every page; of other files nobody can tell what they lack. */
    private static void checkComplete(LtxHeader header, long expected, long pageNumber, LtxReader last)
            throws MalformedFileException {
        if (header.isSnapshot() && pageNumber != expected) {
            throw new MalformedFileException(
                    last.file(),
                    FileFormatException.NO_OFFSET,
                    expected,
                    "page " + expected + " of " + header.commit() + " is in no file");
        }
    }
}
