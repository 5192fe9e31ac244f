package dev.ltx4j.ltx;

import dev.ltx4j.ltx.UnappliableException.Reason;
import dev.ltx4j.sqlite.ChecksumMismatchException;
import dev.ltx4j.sqlite.DatabaseHeader;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.OutputRefusedException;
import dev.ltx4j.sqlite.PageSize;
import dev.ltx4j.sqlite.PageTransaction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Which files can be applied to which database, and what has to be right about the result. */
final class ApplyRules {
    private ApplyRules() {}

    /** What SQLite would take for a part of the database that is going to be created must not be there. */
    static void requireAlone(Path database) throws OutputRefusedException {
        if (Files.isSymbolicLink(database)) {
            throw new OutputRefusedException(
                    OutputRefusedException.Reason.EXISTS, database, database + " is a symbolic link to nothing");
        }
        for (String ending : List.of("-wal", "-shm", "-journal")) {
            Path sidecar = database.resolveSibling(database.getFileName() + ending);
            if (Files.exists(sidecar, LinkOption.NOFOLLOW_LINKS)) {
                throw new OutputRefusedException(
                        OutputRefusedException.Reason.STRAY_SIDECAR,
                        sidecar,
                        sidecar + " exists without its database, and SQLite would apply it to the new one;"
                                + " move it away");
            }
        }
    }

    /** Without a database only a file can be applied that starts from none. */
    static void requireStart(Path database, FileChain chain) throws UnappliableException {
        LtxHeader first = chain.first();
        boolean startsFromNone = first.isSnapshot()
                || (first.hasDatabaseChecksums() && first.preApplyChecksum() == DatabaseChecksum.NO_PAGES);
        if (!startsFromNone) {
            throw new UnappliableException(
                    Reason.NO_SNAPSHOT,
                    chain.firstFile(),
                    "starts with TXID " + first.range().min() + ", but there is no database " + database
                            + " yet; give a snapshot first, which is a file that starts with TXID " + Txid.FIRST);
        }
    }

    static void requirePageSize(PageTransaction transaction, FileChain chain) throws IOException {
        byte[] bytes = new byte[DatabaseHeader.BYTES];
        int byteCount = transaction.read(0, bytes, 0, bytes.length);
        if (ByteBuffer.wrap(bytes).getInt(LtxFormat.HEADER_MAGIC) == LtxFormat.MAGIC) {
            // Somebody has forgotten to name the database.
            throw new OutputRefusedException(
                    OutputRefusedException.Reason.EXISTS,
                    transaction.file(),
                    transaction.file() + " is an LTX file, not a database; it is not written over");
        }
        PageSize found;
        try {
            found = DatabaseHeader.parse(
                            Arrays.copyOf(bytes, byteCount), transaction.file().toString())
                    .pageSize();
        } catch (MalformedFileException e) {
            // Not a SQLite database: then it has no page size of its own.
            return;
        }
        if (!found.equals(chain.pageSize())) {
            throw new UnappliableException(
                    Reason.PAGE_SIZE,
                    chain.firstFile(),
                    "page size is " + chain.pageSize() + ", but that of " + transaction.file() + " is " + found
                            + "; it is another database's file");
        }
    }

    static void requireComplete(FileChain chain, NewestPages newest, long keptPages) throws UnappliableException {
        long commit = chain.last().commit();
        long missing = newest.pages().firstMissing(keptPages + 1);
        if (missing == chain.pageSize().lockPage()) {
            missing = newest.pages().firstMissing(missing + 1);
        }
        if (missing <= commit) {
            throw new UnappliableException(
                    Reason.MISSING_PAGE,
                    chain.lastFile(),
                    "page " + missing + " of " + commit + " is in no file, nor in the database before;"
                            + " a file that comes before these has not been applied");
        }
    }

    static void checkDatabase(PageTransaction transaction, FileChain chain, NewestPages newest, OldPages old)
            throws UnappliableException {
        LtxHeader first = chain.first();
        if (!first.hasDatabaseChecksums() || first.preApplyChecksum() == old.checksumBefore()) {
            return;
        }
        LtxSummary last = newest.last();
        boolean done =
                last.header().hasDatabaseChecksums() && last.trailer().postApplyChecksum() == old.checksumBefore();
        throw new UnappliableException(
                Reason.OTHER_DATABASE,
                chain.firstFile(),
                "pre-apply checksum " + new Txid(first.preApplyChecksum()) + " is not that of " + transaction.file()
                        + ", " + new Txid(old.checksumBefore())
                        + (done
                                ? ": the database is at TXID "
                                        + last.header().range().max() + " already, where the files lead to"
                                : ": it is another database, or at another state"));
    }

    static void checkResult(FileChain chain, NewestPages newest, long keptChecksum) throws ChecksumMismatchException {
        LtxTrailer trailer = newest.last().trailer();
        long result = newest.checksum() ^ keptChecksum ^ LtxFormat.CHECKSUM_FLAG;
        if (chain.last().hasDatabaseChecksums() && trailer.postApplyChecksum() != result) {
            throw new ChecksumMismatchException(
                    chain.lastFile(),
                    FileFormatException.NO_OFFSET,
                    FileFormatException.NO_PAGE,
                    "the database would get checksum " + new Txid(result) + ", the file's post-apply checksum is "
                            + new Txid(trailer.postApplyChecksum()));
        }
    }
}
