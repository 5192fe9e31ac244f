package dev.ltx4j.ltx;

import dev.ltx4j.ltx.UnappliableException.Reason;
import dev.ltx4j.sqlite.ChecksumMismatchException;
import dev.ltx4j.sqlite.PageSize;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Files that are applied one after the other, oldest first, and what their headers tell. */
final class FileChain {
    private final List<LtxSource> sources;
    private final List<LtxHeader> headers = new ArrayList<>();

    private FileChain(List<LtxSource> sources) {
        this.sources = List.copyOf(sources);
    }

    /**
     * Reads the headers.
     *
     * @throws UnappliableException if a file does not continue the one before, or has another page size
     */
    static FileChain open(List<LtxSource> sources) throws IOException {
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("no files to apply");
        }
        FileChain chain = new FileChain(sources);
        for (LtxSource source : chain.sources) {
            try (InputStream in = source.open()) {
                chain.headers.add(LtxHeader.parse(in.readNBytes(LtxHeader.BYTES), source.file()));
            }
            chain.checkLast();
            Interrupts.check(source.file());
        }
        return chain;
    }

    private void checkLast() throws UnappliableException {
        int last = headers.size() - 1;
        if (last == 0) {
            return;
        }
        LtxHeader header = headers.get(last);
        LtxHeader before = headers.get(last - 1);
        String file = sources.get(last).file();
        String fileBefore = sources.get(last - 1).file();
        if (!header.pageSize().equals(before.pageSize())) {
            throw new UnappliableException(
                    Reason.PAGE_SIZE,
                    file,
                    "page size is " + header.pageSize() + ", but that of " + fileBefore + " is " + before.pageSize());
        }
        if (!header.range().continues(before.range().max())) {
            throw new UnappliableException(
                    Reason.NON_CONTIGUOUS,
                    file,
                    "non-contiguous transaction ids: " + header.range() + " does not continue " + before.range()
                            + " of " + fileBefore + "; give the files oldest first, with none left out");
        }
    }

    int size() {
        return sources.size();
    }

    LtxSource source(int index) {
        return sources.get(index);
    }

    LtxHeader header(int index) {
        return headers.get(index);
    }

    LtxHeader first() {
        return headers.get(0);
    }

    LtxHeader last() {
        return headers.get(headers.size() - 1);
    }

    String firstFile() {
        return sources.get(0).file();
    }

    String lastFile() {
        return sources.get(sources.size() - 1).file();
    }

    PageSize pageSize() {
        return first().pageSize();
    }

    /** The smallest commit: what lay beyond it is gone, even if the database grew again. */
    long smallestCommit() {
        return headers.stream().mapToLong(LtxHeader::commit).min().orElseThrow();
    }

    /** Where one file ends exactly where the next starts and both know the database's checksum, they must agree. */
    void checkJoins(List<LtxSummary> summaries) throws ChecksumMismatchException {
        for (int i = 1; i < summaries.size(); i++) {
            CompactionRules.checkJoin(
                    sources.get(i - 1).file(),
                    summaries.get(i - 1),
                    sources.get(i).file(),
                    headers.get(i));
        }
    }
}
