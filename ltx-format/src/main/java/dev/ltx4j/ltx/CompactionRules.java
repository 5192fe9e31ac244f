package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.ChecksumMismatchException;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import java.util.List;

/** Which files can be merged into one, and what the header of that one is. */
final class CompactionRules {
    private CompactionRules() {}

    /** Checks what the headers tell: one page size, and each file continuing the one before. */
    static void checkInputs(List<LtxReader> inputs, boolean gapsAllowed) throws FileFormatException {
        for (int i = 1; i < inputs.size(); i++) {
            LtxReader before = inputs.get(i - 1);
            LtxReader input = inputs.get(i);
            checkFollows(before.file(), before.header(), input.file(), input.header(), gapsAllowed);
        }
    }

    /** The same for two files. */
    static void checkFollows(String fileBefore, LtxHeader before, String file, LtxHeader header, boolean gapsAllowed)
            throws MalformedFileException {
        if (!header.pageSize().equals(before.pageSize())) {
            throw malformed(
                    file,
                    LtxFormat.HEADER_PAGE_SIZE,
                    "page size is " + header.pageSize() + ", but that of " + fileBefore + " is " + before.pageSize());
        }
        Txid reached = before.range().max();
        boolean continues = gapsAllowed
                ? header.range().max().isAfter(reached)
                : header.range().continues(reached);
        if (!continues) {
            throw malformed(
                    file,
                    LtxFormat.HEADER_MIN_TXID,
                    "non-contiguous transaction ids: " + header.range() + " does not continue " + before.range()
                            + " of " + fileBefore);
        }
    }

    /** The header of the merged file: the first's start, the last's end, and nothing of a WAL or a node. */
    static LtxHeader outputHeader(String firstFile, LtxHeader first, LtxHeader last, boolean withoutDatabaseChecksums)
            throws MalformedFileException {
        LtxHeaderBuilder output = LtxHeader.builder(
                        last.pageSize(),
                        new TxidRange(first.range().min(), last.range().max()))
                .commit(last.commit())
                .timestampMillis(last.timestampMillis());
        if (withoutDatabaseChecksums || !last.hasDatabaseChecksums()) {
            return output.withoutDatabaseChecksums().build();
        }
        if (!first.isSnapshot() && !first.hasDatabaseChecksums()) {
            throw malformed(
                    firstFile,
                    LtxFormat.HEADER_FLAGS,
                    "keeps no database checksums, but the last of the files to be merged does: merge them without");
        }
        return output.preApplyChecksum(first.preApplyChecksum()).build();
    }

    /** Checks that where one transaction follows another, the database that it continues is the one that was left. */
    static void checkChain(List<LtxReader> inputs, List<LtxSummary> summaries) throws ChecksumMismatchException {
        for (int i = 1; i < inputs.size(); i++) {
            LtxReader input = inputs.get(i);
            checkJoin(inputs.get(i - 1).file(), summaries.get(i - 1), input.file(), input.header());
        }
    }

    /** The same for two files. */
    static void checkJoin(String fileBefore, LtxSummary before, String file, LtxHeader header)
            throws ChecksumMismatchException {
        long left = before.trailer().postApplyChecksum();
        boolean comparable =
                header.range().min().equals(before.header().range().max().next())
                        && header.hasDatabaseChecksums()
                        && before.header().hasDatabaseChecksums();
        if (comparable && header.preApplyChecksum() != left) {
            throw new ChecksumMismatchException(
                    file,
                    LtxFormat.HEADER_PRE_APPLY_CHECKSUM,
                    FileFormatException.NO_PAGE,
                    "pre-apply checksum " + new Txid(header.preApplyChecksum()) + " is not the post-apply checksum "
                            + new Txid(left) + " of " + fileBefore);
        }
    }

    static MalformedFileException malformed(String file, long fileOffset, String detail) {
        return new MalformedFileException(file, fileOffset, FileFormatException.NO_PAGE, detail);
    }
}
