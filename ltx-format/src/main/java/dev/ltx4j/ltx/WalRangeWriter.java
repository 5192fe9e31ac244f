package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.WalRangePages;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes the pages of a range of a log in ascending order, and those between that are to be filled in. For one use. */
final class WalRangeWriter {
    private final WalRangePages pages;
    private final PagesBeforeRange before;
    private final LtxWriter writer;
    private final @Nullable DatabaseChecksum checksum;
    private final long sizeBefore;
    private final long lockPage;
    private final byte[] page;

    /**
     * @param checksum that of the database before the range, is kept up; null if none is wanted
     * @param sizeBefore of the database, in pages; only looked at for the checksum
     */
    WalRangeWriter(
            WalRangePages pages,
            PagesBeforeRange before,
            LtxWriter writer,
            @Nullable DatabaseChecksum checksum,
            long sizeBefore) {
        this.pages = pages;
        this.before = before;
        this.writer = writer;
        this.checksum = checksum;
        this.sizeBefore = sizeBefore;
        this.lockPage = writer.header().pageSize().lockPage();
        this.page = new byte[writer.header().pageSize().bytes()];
    }

    /** @param filledFrom pages beyond this one that the range does not bring are filled in, up to the commit */
    void write(long filledFrom) throws IOException {
        long commit = writer.header().commit();
        long next = filledFrom + 1;
        for (int place = 0; place < pages.count(); place++) {
            long pageNumber = pages.pageNumber(place);
            fill(next, pageNumber - 1);
            takeOut(pageNumber);
            pages.readPage(pageNumber, page);
            put(pageNumber);
            next = Math.max(next, pageNumber + 1);
        }
        fill(next, commit);
        for (long pageNumber = commit + 1; pageNumber <= sizeBefore; pageNumber++) {
            takeOut(pageNumber);
        }
    }

    private void fill(long from, long to) throws IOException {
        for (long pageNumber = from; pageNumber <= to; pageNumber++) {
            if (pageNumber != lockPage) {
                takeOut(pageNumber);
                before.read(pageNumber, page);
                put(pageNumber);
            }
        }
    }

    private void takeOut(long pageNumber) throws IOException {
        if (checksum != null && pageNumber <= sizeBefore) {
            before.read(pageNumber, page);
            checksum.remove(pageNumber, page);
        }
    }

    private void put(long pageNumber) throws IOException {
        Interrupts.check(before.file());
        writer.writePage(pageNumber, page);
        if (checksum != null) {
            checksum.add(pageNumber, page);
        }
    }
}
