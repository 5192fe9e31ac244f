package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.ChecksumMismatchException;
import dev.ltx4j.sqlite.Experimental;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Merges LTX files that continue one another into one that does what they do one after the other.
 *
 * <p>Of a page in several files the newest copy is taken; pages beyond the commit of the last file are dropped. A page that
 * lies beyond an older, smaller commit and that no later file brings keeps its newest copy, as Litestream has it. The
 * merged file has the first TXID and pre-apply checksum of the first file, and the last TXID, commit, timestamp and
 * post-apply checksum of the last; the fields of WAL and node are 0. Compressed pages are copied as they are where the
 * encoding is the wanted one.
 *
 * <p>Memory: with readers what a {@link LtxReader} needs, for each file; with sources a constant, whatever their number
 * (some 30 MiB). And what one {@link LtxWriter} needs. Immutable; may be used by many threads at once.
 */
@Experimental
public final class LtxCompactor {
    private final boolean gapsAllowed;
    private final boolean withoutDatabaseChecksums;
    private final PageEncoding encoding;
    private final @Nullable Executor executor;
    private final int helpers;
    private final int mostAtOnce;

    private LtxCompactor(
            boolean gapsAllowed,
            boolean withoutDatabaseChecksums,
            PageEncoding encoding,
            @Nullable Executor executor,
            int helpers,
            int mostAtOnce) {
        this.gapsAllowed = gapsAllowed;
        this.withoutDatabaseChecksums = withoutDatabaseChecksums;
        this.encoding = encoding;
        this.executor = executor;
        this.helpers = helpers;
        this.mostAtOnce = mostAtOnce;
    }

    /**
     * {@return a compactor that refuses gaps, keeps database checksums if the last file does, and writes LZ4 blocks}
     */
    public static LtxCompactor create() {
        return new LtxCompactor(false, false, PageEncoding.LZ4_BLOCK, null, 0, 0);
    }

    /**
     * {@return the same, but a file need not continue the one before; it must still end after it} What a gap leaves out
     * is lost: the merged file claims transactions that it lacks.
     */
    public LtxCompactor allowingGaps() {
        return new LtxCompactor(true, withoutDatabaseChecksums, encoding, executor, helpers, mostAtOnce);
    }

    /** {@return the same, but the merged file keeps no database checksums, as Litestream's files keep none} */
    public LtxCompactor withoutDatabaseChecksums() {
        return new LtxCompactor(gapsAllowed, true, encoding, executor, helpers, mostAtOnce);
    }

    /**
     * {@return the same, but pages are written in this encoding}
     *
     * @param pageEncoding for every page, whatever its file has
     */
    public LtxCompactor encoding(PageEncoding pageEncoding) {
        return new LtxCompactor(gapsAllowed, withoutDatabaseChecksums, pageEncoding, executor, helpers, mostAtOnce);
    }

    /**
     * {@return the same, but other threads read and decompress ahead when sources are merged} None of them is at work any
     * more when a call has returned.
     *
     * @param threads runs them; where it has none free, the caller does all
     * @param workers how many threads work at once, the calling one included; 1 or more
     */
    public LtxCompactor workers(Executor threads, int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException("workers: " + workers);
        }
        return new LtxCompactor(
                gapsAllowed,
                withoutDatabaseChecksums,
                encoding,
                workers == 1 ? null : threads,
                workers - 1,
                mostAtOnce);
    }

    /** The same, but with so many files in a round. */
    LtxCompactor atOnce(int files) {
        return new LtxCompactor(gapsAllowed, withoutDatabaseChecksums, encoding, executor, helpers, files);
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
            throw interrupted(e, inputs.get(inputs.size() - 1).file());
        }
    }

    /**
     * Merges any number of files, with a few hundred open at once: more are merged in rounds, through a scratch file that
     * takes about as much room as they do. The merged file is the same, byte for byte. Headers are looked at first, so that
     * files that do not belong together are refused before anything is merged.
     *
     * @param inputs oldest first; each is opened and closed once or twice
     * @param scratchFolder where the scratch file goes, if there is need of one
     * @param out takes the merged file; not closed
     * @param outputFile its name for errors, as a person would write it
     * @return what a reader will say of the merged file
     * @throws FileFormatException as the form with readers does
     * @throws InterruptedIOException if the calling thread is interrupted
     * @throws IOException if reading or writing fails
     * @throws IllegalArgumentException if there are no inputs
     */
    public LtxSummary compact(List<LtxSource> inputs, Path scratchFolder, OutputStream out, String outputFile)
            throws IOException {
        ReadAheadQueue queue = executor == null ? null : new ReadAheadQueue(executor, helpers);
        try (MergeRounds rounds =
                new MergeRounds(new MergeScratch(scratchFolder), queue, gapsAllowed, encoding, mostAtOnce)) {
            MergeRounds.Ends ends = rounds.checkHeaders(inputs);
            LtxHeader header =
                    CompactionRules.outputHeader(ends.firstFile(), ends.first(), ends.last(), withoutDatabaseChecksums);
            MergeRounds.Joins joins = new MergeRounds.Joins();
            return rounds.run(
                    inputs,
                    ends.pageSize(),
                    joins,
                    (merged, readers) -> finish(merged, readers, header, ends.lastFile(), joins, out, outputFile));
        } catch (ClosedByInterruptException e) {
            throw interrupted(e, inputs.get(inputs.size() - 1).file());
        }
    }

    private static InterruptedIOException interrupted(ClosedByInterruptException cause, String lastFile) {
        // What streams over channels throw when the thread is interrupted while they read or write.
        InterruptedIOException interrupted =
                new InterruptedIOException("interrupted while merging files up to " + lastFile);
        interrupted.initCause(cause);
        return interrupted;
    }

    private LtxSummary compactAll(List<LtxReader> inputs, OutputStream out, String outputFile) throws IOException {
        CompactionRules.checkInputs(inputs, gapsAllowed);
        LtxReader first = inputs.get(0);
        LtxReader last = inputs.get(inputs.size() - 1);
        MergeRounds.Joins joins = new MergeRounds.Joins();
        LtxHeader header =
                CompactionRules.outputHeader(first.file(), first.header(), last.header(), withoutDatabaseChecksums);
        return finish(MergeRounds.inputs(inputs), inputs, header, last.file(), joins, out, outputFile);
    }

    /**
     * The last round.
     *
     * @param readers those that have to be finished
     * @param lastFile the name of the very last input
     * @param joins know what the very last input says of itself when all have been finished
     */
    private LtxSummary finish(
            List<MergeInput> inputs,
            List<LtxReader> readers,
            LtxHeader header,
            String lastFile,
            MergeRounds.Joins joins,
            OutputStream out,
            String outputFile)
            throws IOException {
        // The stream is the caller's, so the writer is not closed.
        @SuppressWarnings("resource")
        LtxWriter writer = LtxWriter.open(out, outputFile, header, encoding);
        merge(inputs, header, writer, lastFile);
        for (LtxReader reader : readers) {
            joins.add(reader.file(), reader.finish());
        }
        long postApplyChecksum = joins.last().trailer().postApplyChecksum();
        if (!header.hasDatabaseChecksums()) {
            return writer.finish();
        }
        if (header.isSnapshot() && writer.pagesChecksum() != postApplyChecksum) {
            throw new ChecksumMismatchException(
                    lastFile,
                    FileFormatException.NO_OFFSET,
                    FileFormatException.NO_PAGE,
                    "post-apply checksum " + new Txid(postApplyChecksum) + " is not that of the merged pages, "
                            + new Txid(writer.pagesChecksum()));
        }
        return writer.finish(postApplyChecksum);
    }

    private static void merge(List<MergeInput> inputs, LtxHeader header, LtxWriter writer, String lastFile)
            throws IOException {
        PageMerge pages = new PageMerge(inputs);
        long lockPage = header.pageSize().lockPage();
        long expected = 1;
        // Once, and not an object for each page.
        MergeInput.FrameSink sink = writer::copyPage;
        for (MergeInput page = pages.next();
                page != null && page.pageNumber() <= header.commit();
                page = pages.next()) {
            checkComplete(header, expected, page.pageNumber(), lastFile);
            page.copyPageTo(sink);
            expected = page.pageNumber() + 1 == lockPage ? lockPage + 1 : page.pageNumber() + 1;
        }
        if (expected <= header.commit()) {
            checkComplete(header, expected, header.commit() + 1, lastFile);
        }
    }

    /** Only a snapshot must hold every page; of other files nobody can tell what they lack. */
    private static void checkComplete(LtxHeader header, long expected, long pageNumber, String lastFile)
            throws MalformedFileException {
        if (header.isSnapshot() && pageNumber != expected) {
            throw new MalformedFileException(
                    lastFile,
                    FileFormatException.NO_OFFSET,
                    expected,
                    "page " + expected + " of " + header.commit() + " is in no file");
        }
    }
}
