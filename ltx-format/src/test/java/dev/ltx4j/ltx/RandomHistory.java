package dev.ltx4j.ltx;

import dev.ltx4j.fixtures.ForgeCrc;
import dev.ltx4j.sqlite.PageSize;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** A database that changes at random, the files that say how, and the overlay of their pages. */
final class RandomHistory {
    private static final long BIT_63 = 1L << 63;
    private static final int MOST_PAGES = 12;

    private final PageSize size;
    private final Start start;
    private final boolean checksums;
    private final boolean complete;
    private final Random random;
    private final TreeMap<Long, byte[]> database = new TreeMap<>();
    private final TreeMap<Long, byte[]> overlay = new TreeMap<>();
    private final long firstPage;
    private final Txid first;
    private Txid last;
    private long commit;
    private boolean shrunk;
    private boolean grownAgain;
    private boolean deleted;

    /** Where the files begin. */
    enum Start {
        /** With a snapshot. */
        SNAPSHOT,
        /** Behind files that are not there. */
        LATER,
        /** The same, and what changes are the pages around the lock page. */
        AT_LOCK_PAGE
    }

    /** @param complete whether a growing transaction brings all of its new pages, as those of a database do */
    RandomHistory(PageSize size, Start start, boolean checksums, boolean complete, Random random) {
        this.size = size;
        this.start = start;
        this.checksums = checksums;
        this.complete = complete;
        this.random = random;
        firstPage = start == Start.AT_LOCK_PAGE ? size.lockPage() - MOST_PAGES / 2 : 1;
        first = start == Start.SNAPSHOT ? Txid.FIRST : new Txid(7);
        last = first.previous();
        if (start != Start.SNAPSHOT) {
            commit = randomCommit();
            for (long page : numbers(commit)) {
                database.put(page, LtxFiles.page(size, random));
            }
        }
    }

    List<SampleFile> samples(int count) {
        List<SampleFile> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            samples.add(sample());
        }
        return samples;
    }

    /** Files with pages as blocks or, in others, as frames. */
    List<byte[]> files(int count) throws IOException {
        List<byte[]> files = new ArrayList<>();
        for (SampleFile sample : samples(count)) {
            files.add(sample.write(random.nextBoolean() ? PageEncoding.LZ4_BLOCK : PageEncoding.LZ4_FRAME));
        }
        return files;
    }

    private SampleFile sample() {
        long before = checksum();
        long newCommit = random.nextInt(6) == 0 ? 0 : randomCommit();
        TxidRange range = new TxidRange(last.next(), new Txid(last.next().value() + random.nextInt(2)));
        TreeMap<Long, byte[]> pages = new TreeMap<>();
        for (long page : numbers(newCommit)) {
            if (range.isSnapshot() || (complete && page > commit) || random.nextInt(3) == 0) {
                pages.put(page, LtxFiles.page(size, random));
            }
        }
        grownAgain |= shrunk && newCommit > commit;
        shrunk |= newCommit < commit;
        deleted |= newCommit == 0;
        commit = newCommit;
        last = range.max();
        database.putAll(pages);
        overlay.putAll(pages);
        database.tailMap(commit, false).clear();
        if (complete) {
            // What is beyond the end is gone, and comes back only with a page of its own.
            overlay.tailMap(commit, false).clear();
        }
        LtxHeaderBuilder header = LtxHeader.builder(size, range).commit(commit).timestampMillis(last.value());
        if (checksums) {
            header.preApplyChecksum(range.isSnapshot() ? 0 : before);
        } else {
            header.withoutDatabaseChecksums();
        }
        return new SampleFile(header.build(), pages, checksums ? checksum() : 0);
    }

    private long randomCommit() {
        long pages = firstPage - 1 + random.nextInt(MOST_PAGES);
        return pages == size.lockPage() ? pages + 1 : pages;
    }

    /** The pages that are looked at of a database of so many, the lock page left out. */
    private List<Long> numbers(long pages) {
        List<Long> numbers = new ArrayList<>();
        for (long page = firstPage; page <= pages; page++) {
            if (page != size.lockPage()) {
                numbers.add(page);
            }
        }
        return numbers;
    }

    long commit() {
        return commit;
    }

    TxidRange range() {
        return new TxidRange(first, last);
    }

    boolean hasShrunk() {
        return shrunk;
    }

    boolean hasGrownAgain() {
        return grownAgain;
    }

    boolean wasDeleted() {
        return deleted;
    }

    boolean hasPagesOnBothSidesOfTheLockPage() {
        return start == Start.AT_LOCK_PAGE
                && overlay.containsKey(size.lockPage() - 1)
                && overlay.containsKey(size.lockPage() + 1);
    }

    /** Of the pages that are looked at, from scratch. */
    long checksum() {
        long sum = BIT_63;
        for (var page : database.entrySet()) {
            sum ^= ForgeCrc.page(page.getKey(), page.getValue()) ^ BIT_63;
        }
        return sum;
    }

    /** What the merged files must hold. */
    SortedMap<Long, String> texts() {
        SortedMap<Long, String> texts = new TreeMap<>();
        overlay.headMap(commit, true).forEach((page, bytes) -> texts.put(page, LtxFiles.text(bytes)));
        return texts;
    }
}
