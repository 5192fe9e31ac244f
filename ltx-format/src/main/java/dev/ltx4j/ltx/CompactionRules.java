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
        LtxReader before = inputs.get(0);
        for (LtxReader input : inputs.subList(1, inputs.size())) {
            LtxHeader header = input.header();
            if (!header.pageSize().equals(before.header().pageSize())) {
                throw malformed(
                        input,
                        LtxFormat.HEADER_PAGE_SIZE,
                        "page size is " + header.pageSize() + ", but that of " + before.file() + " is "
                                + before.header().pageSize());
            }
            Txid reached = before.header().range().max();
            boolean continues = gapsAllowed
                    ? header.range().max().isAfter(reached)
                    : header.range().continues(reached);
            if (!continues) {
                throw malformed(
                        input,
                        LtxFormat.HEADER_MIN_TXID,
                        "non-contiguous transaction ids: " + header.range() + " does not continue "
                                + before.header().range() + " of " + before.file());
            }
            before = input;
        }
    }

    /** The header of the merged file: the first's start, the last's end, and nothing of a WAL or a node. */
    static LtxHeader outputHeader(List<LtxReader> inputs, boolean withoutDatabaseChecksums)
            throws MalformedFileException {
        LtxReader firstInput = inputs.get(0);
        LtxHeader first = firstInput.header();
        LtxHeader last = inputs.get(inputs.size() - 1).header();
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
                    firstInput,
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

    static MalformedFileException malformed(LtxReader input, long fileOffset, String detail) {
        return new MalformedFileException(input.file(), fileOffset, FileFormatException.NO_PAGE, detail);
    }
}
