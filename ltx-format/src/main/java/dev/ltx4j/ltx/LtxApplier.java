package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.DatabasePublication;
import dev.ltx4j.sqlite.Experimental;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.OutputRefusedException;
import dev.ltx4j.sqlite.PageSize;
import dev.ltx4j.sqlite.PageTransaction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Applies LTX files to a database, all or nothing: afterwards it is at the last file's transaction, or as it was. That
 * holds for a process that is killed and for a loss of power, too.
 *
 * <pre>{@code
 * ApplyReport report = LtxApplier.inPlace().apply(Path.of("app.db"), List.of(LtxSource.of(first), LtxSource.of(second)));
 * }</pre>
 *
 * <p><b>In place</b> the old pages go into a rollback journal before they are written over ({@link PageTransaction}), and
 * SQLite rolls back if the work is cut off. The files are read twice: all of
 * them are verified to their ends before anything is written.
 * <b>By copy</b>, the new database is written beside the old one and takes its place ({@link DatabasePublication}); that
 * needs room for both, and is faster where most pages change. A database that does not exist, or has no byte, is made by
 * publication in any case.
 *
 * <p><b>What fits.</b> Files are given oldest first, and each continues the one before. The first one is a snapshot,
 * which replaces the whole database, or continues what is there. If it keeps database checksums, this is known, and a
 * database at another state is refused; if it keeps none, as Litestream's files do, the caller has to know. The last
 * file's checksum must be that of the result. A page that no file brings and that the database lacks is an error: some
 * file was left out.
 *
 * <p>The database is locked as SQLite does, and must be closed in this JVM: see {@link dev.ltx4j.sqlite.DatabaseLock}. It
 * need not be SQLite's.
 *
 * <p>Memory is bounded by what a {@link ParallelLtxReader} takes and one bit for each page. An interrupt ends the work
 * with an {@link java.io.InterruptedIOException}, and the database is as it was. Immutable; for one call at a time, as the
 * reader is.
 */
@Experimental
public final class LtxApplier {
    private static final NewestPages.Sink NOWHERE = (pageNumber, array, arrayOffset, pageCount) -> {};

    private final boolean copying;
    private final ParallelLtxReader reader;
    private final Duration patience;
    private final DatabaseOpener opener;

    LtxApplier(boolean copying, ParallelLtxReader reader, Duration patience, DatabaseOpener opener) {
        this.copying = copying;
        this.reader = reader;
        this.patience = patience;
        this.opener = opener;
    }

    /** How a database is opened; tests stop at each step of what is done to it. */
    interface DatabaseOpener {
        PageTransaction begin(Path database, Duration patience) throws IOException;

        DatabasePublication publication(Path database) throws IOException;
    }

    private static final DatabaseOpener FILES = new DatabaseOpener() {
        @Override
        public PageTransaction begin(Path database, Duration patience) throws IOException {
            return PageTransaction.begin(database, patience);
        }

        @Override
        public DatabasePublication publication(Path database) throws IOException {
            return DatabasePublication.begin(database);
        }
    };

    /** {@return an applier that changes a database in place, with one thread, and waits for nobody} */
    public static LtxApplier inPlace() {
        return new LtxApplier(false, new ParallelLtxReader(Runnable::run, 1), Duration.ZERO, FILES);
    }

    /**
     * {@return the same, but a new database is written, and takes the place of the old one} It gets its permissions.
     */
    public LtxApplier byCopy() {
        return new LtxApplier(true, reader, patience, opener);
    }

    /**
     * {@return the same, but files are read by this reader, which may have more threads}
     *
     * @param other for one call at a time
     */
    public LtxApplier reader(ParallelLtxReader other) {
        return new LtxApplier(copying, other, patience, opener);
    }

    /**
     * {@return the same, but for so long others who have the database open are waited for}
     *
     * @param longest 0 or more
     */
    public LtxApplier patience(Duration longest) {
        return new LtxApplier(copying, reader, longest, opener);
    }

    /**
     * Applies files.
     *
     * @param database is created if it does not exist; links to an existing one are followed, as SQLite does
     * @param files oldest first
     * @return what was done
     * @throws UnappliableException if the files do not continue one another, or not this database
     * @throws FileFormatException if a file is damaged, a checksum does not fit, or there is a hot journal that cannot
     *     be
     *     played back
     * @throws dev.ltx4j.sqlite.DatabaseUnavailableException if others have the database open, or its write-ahead log
     *     holds
     *     transactions
     * @throws OutputRefusedException if the database cannot be written
     * @throws java.io.InterruptedIOException if the thread is interrupted
     * @throws IllegalArgumentException if there are no files
     */
    public ApplyReport apply(Path database, List<LtxSource> files) throws IOException {
        FileChain chain = FileChain.open(files);
        if (!Files.exists(database)) {
            return create(database, chain);
        }
        if (!Files.isRegularFile(database)) {
            throw new OutputRefusedException(
                    OutputRefusedException.Reason.NOT_A_FILE, database, database + " is not a regular file");
        }
        try (PageTransaction transaction = opener.begin(database, patience)) {
            if (transaction.byteCount() == 0) {
                ApplyRules.requireStart(database, chain);
            } else {
                ApplyRules.requirePageSize(transaction, chain);
            }
            return copying || transaction.byteCount() == 0 ? replace(transaction, chain) : change(transaction, chain);
        }
    }

    private ApplyReport create(Path database, FileChain chain) throws IOException {
        ApplyRules.requireAlone(database);
        DatabasePublication.checkTarget(database, false);
        ApplyRules.requireStart(database, chain);
        try (DatabasePublication publication = opener.publication(database)) {
            FileChannel channel = publication.channel();
            NewestPages newest = readNewest(chain, sinkTo(channel, database, chain.pageSize()));
            ApplyRules.requireComplete(chain, newest, 0);
            ApplyRules.checkResult(chain, newest, DatabaseChecksum.NO_PAGES);
            setByteCount(channel, byteCount(chain));
            publication.publish(false);
            return report(publication.target(), true, false, chain, newest);
        }
    }

    private ApplyReport replace(PageTransaction transaction, FileChain chain) throws IOException {
        boolean empty = transaction.byteCount() == 0;
        Path file = transaction.file();
        try (DatabasePublication publication = opener.publication(file)) {
            FileChannel channel = publication.channel();
            NewestPages.Sink sink = sinkTo(channel, file, chain.pageSize());
            NewestPages newest = readNewest(chain, sink);
            checkFit(transaction, chain, newest, sink);
            setByteCount(channel, byteCount(chain));
            transaction.replaceBy(publication);
            return report(file, empty, transaction.journalWasPlayedBack(), chain, newest);
        }
    }

    private ApplyReport change(PageTransaction transaction, FileChain chain) throws IOException {
        NewestPages newest = readNewest(chain, NOWHERE);
        checkFit(transaction, chain, newest, NOWHERE);
        transaction.prepare(chain.pageSize(), keptPages(transaction, chain), newest.pages()::contains);
        NewestPages again = new NewestPages(chain, reader, transaction::write, newest.pages()::contains);
        again.read();
        again.requireSame(newest);
        transaction.commit(chain.last().commit());
        return report(transaction.file(), false, transaction.journalWasPlayedBack(), chain, newest);
    }

    private NewestPages readNewest(FileChain chain, NewestPages.Sink sink) throws IOException {
        NewestPages newest = new NewestPages(chain, reader, sink);
        newest.read();
        return newest;
    }

    private static long keptPages(PageTransaction transaction, FileChain chain) throws IOException {
        long oldPages = transaction.byteCount() / chain.pageSize().bytes();
        return Math.min(oldPages, chain.smallestCommit());
    }

    /** @param sink takes the old pages that are kept */
    private static void checkFit(
            PageTransaction transaction, FileChain chain, NewestPages newest, NewestPages.Sink sink)
            throws IOException {
        long keptPages = keptPages(transaction, chain);
        ApplyRules.requireComplete(chain, newest, keptPages);
        OldPages old = new OldPages(transaction, chain.pageSize(), keptPages, newest.pages());
        boolean checksums = chain.first().hasDatabaseChecksums() || chain.last().hasDatabaseChecksums();
        // Of a snapshot nothing old is left.
        if (!chain.first().isSnapshot() && (checksums || sink != NOWHERE)) {
            old.read(sink);
            ApplyRules.checkDatabase(transaction, chain, newest, old);
        }
        ApplyRules.checkResult(chain, newest, old.keptChecksum());
    }

    static NewestPages.Sink sinkTo(FileChannel channel, Path file, PageSize pageSize) {
        return (pageNumber, array, arrayOffset, pageCount) -> {
            ByteBuffer pages = ByteBuffer.wrap(array, arrayOffset, pageCount * pageSize.bytes());
            long fileOffset = pageSize.fileOffset(pageNumber);
            try {
                while (pages.hasRemaining()) {
                    fileOffset += channel.write(pages, fileOffset);
                }
            } catch (IOException e) {
                throw OutputRefusedException.explain(e, file);
            }
        };
    }

    private static long byteCount(FileChain chain) {
        return chain.pageSize().fileOffset(chain.last().commit() + 1);
    }

    /** The lock page may be the last one: nothing has been written there. */
    private static void setByteCount(FileChannel channel, long byteCount) throws IOException {
        if (channel.size() > byteCount) {
            channel.truncate(byteCount);
        } else if (channel.size() < byteCount) {
            channel.write(ByteBuffer.allocate(1), byteCount - 1);
        }
    }

    private static ApplyReport report(
            Path database, boolean created, boolean playedBack, FileChain chain, NewestPages newest) {
        LtxSummary last = newest.last();
        return new ApplyReport(
                database,
                created,
                chain.pageSize(),
                chain.last().commit(),
                newest.pages().count(),
                new LtxPosition(chain.last().range().max(), last.trailer().postApplyChecksum()),
                playedBack);
    }
}
