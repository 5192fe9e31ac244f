package dev.ltx4j.restore;

import dev.ltx4j.ltx.LtxHeader;
import dev.ltx4j.ltx.LtxSummary;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.sqlite.ChecksumMismatchException;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.PageSet;

/** What must hold between the files of a plan, each of which is sound, and for what they make together. */
record LtxStateRules(ReplicaStore store) {
    /** All files are of one database. */
    static void requirePageSize(LtxHeader header, LtxHeader newest, String location) throws MalformedFileException {
        if (!header.pageSize().equals(newest.pageSize())) {
            throw new MalformedFileException(
                    location,
                    FileFormatException.NO_OFFSET,
                    FileFormatException.NO_PAGE,
                    "page size " + header.pageSize() + " differs from the " + newest.pageSize()
                            + " of the newer files of the plan");
        }
    }

    /** Before anything is written: pages far apart would cost memory, and a disk, that no database needs. */
    static void requirePlausibleCommit(LtxHeader header, long replicaBytes, String location)
            throws MalformedFileException {
        long lockPages = header.commit() >= header.pageSize().lockPage() ? 1 : 0;
        long mostPages = replicaBytes / LtxHeader.leastFrameBytes(header.pageSize()) + lockPages;
        if (header.commit() > mostPages) {
            throw new MalformedFileException(
                    location,
                    FileFormatException.NO_OFFSET,
                    FileFormatException.NO_PAGE,
                    "commit of " + header.commit()
                            + " pages cannot be right: all files of the replica together have " + replicaBytes
                            + " bytes, room for " + mostPages + " pages at the most");
        }
    }

    /** Where one file ends exactly where the next starts and both know the database's checksum, they must agree. */
    void requireJoin(LtxFile file, LtxSummary summary, LtxFile newerFile, LtxSummary newer)
            throws ChecksumMismatchException {
        boolean joins = file.range().max().next().equals(newerFile.range().min());
        if (joins
                && summary.header().hasDatabaseChecksums()
                && newer.header().hasDatabaseChecksums()
                && summary.trailer().postApplyChecksum() != newer.header().preApplyChecksum()) {
            throw new ChecksumMismatchException(
                    store.locationOf(newerFile.key()),
                    FileFormatException.NO_OFFSET,
                    FileFormatException.NO_PAGE,
                    "pre-apply checksum " + new Txid(newer.header().preApplyChecksum())
                            + " is not the post-apply checksum "
                            + new Txid(summary.trailer().postApplyChecksum())
                            + " of " + store.locationOf(file.key()));
        }
    }

    /** No page may be missing. */
    void requireComplete(LtxFile newestFile, PageSet written, long commit) throws MalformedFileException {
        if (written.count() != commit) {
            throw new MalformedFileException(
                    store.locationOf(newestFile.key()),
                    FileFormatException.NO_OFFSET,
                    written.firstMissing(),
                    "page " + written.firstMissing() + " of " + commit + " is in no file of the plan");
        }
    }

    /** Where the newest file knows the database's checksum, it is that of what was written. */
    void requireChecksum(LtxFile newestFile, LtxSummary newest, long databaseChecksum)
            throws ChecksumMismatchException {
        if (newest.header().hasDatabaseChecksums()
                && databaseChecksum != newest.trailer().postApplyChecksum()) {
            throw new ChecksumMismatchException(
                    store.locationOf(newestFile.key()),
                    FileFormatException.NO_OFFSET,
                    FileFormatException.NO_PAGE,
                    "the restored database has checksum " + new Txid(databaseChecksum)
                            + ", the file's post-apply checksum is "
                            + new Txid(newest.trailer().postApplyChecksum()));
        }
    }
}
