package dev.ltx4j.restore;

import dev.ltx4j.ltx.LtxHeader;
import dev.ltx4j.ltx.PageBatch;
import dev.ltx4j.sqlite.PageSet;
import dev.ltx4j.sqlite.PageSize;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What files make together, newest first, in a few numbers: of each page the newest copy goes into a sum of keyed
 * hashes, in any order. Two sets of files make the same pages if page size, commit, number of pages and sum agree.
 *
 * <p>The sum is over mixed page checksums and not, as a database checksum, their xor: the CRC is linear, so an xor of
 * CRCs does not notice that two pages have changed places. The key is chosen anew in each process.
 *
 * <p>Memory: one bit for each page that the files hold, nothing for a single file. For one file at a time; a file's
 * pages may come from several threads.
 */
final class StateFingerprint {
    private static final long KEY = new SplittableRandom().nextLong();

    /** Odd constants with their bits well spread: those of SplitMix64. */
    private static final long FIRST_FACTOR = 0xBF58476D1CE4E5B9L;

    private static final long SECOND_FACTOR = 0x94D049BB133111EBL;

    /** Is told each page that counts. */
    interface PageVisitor {
        /** @param hash of the page's number and content */
        void page(long pageNumber, long hash);
    }

    private final List<LtxFile> files;
    private final @Nullable PageVisitor visitor;
    private int next;
    private @Nullable PageSet seen;
    private @Nullable PageSize pageSize;
    private long commit;
    private long count;
    private long sum;

    /** @param files oldest first, at least one */
    StateFingerprint(List<LtxFile> files) {
        this(files, null);
    }

    StateFingerprint(List<LtxFile> files, @Nullable PageVisitor visitor) {
        this.files = files;
        this.visitor = visitor;
        this.next = files.size() - 1;
    }

    /** The file whose pages come next, null if all have come. */
    @Nullable
    LtxFile expected() {
        return next < 0 ? null : files.get(next);
    }

    /** Whether it needs memory for each page until it is complete. */
    boolean keepsPages() {
        return files.size() > 1;
    }

    /** A file begins; the first one is the newest and says how large the database is. */
    void begin(LtxHeader header) {
        if (next == files.size() - 1) {
            commit = header.commit();
            pageSize = header.pageSize();
            seen = keepsPages() ? new PageSet() : null;
        }
    }

    static long hash(PageBatch batch, int index) {
        long mixed = batch.pageChecksum(index) ^ KEY;
        mixed = (mixed ^ (mixed >>> 30)) * FIRST_FACTOR;
        mixed = (mixed ^ (mixed >>> 27)) * SECOND_FACTOR;
        return mixed ^ (mixed >>> 31);
    }

    /** A page of the expected file. */
    void add(long pageNumber, long hash) {
        if (pageNumber > commit) {
            return;
        }
        if (seen != null) {
            if (next < files.size() - 1 && seen.contains(pageNumber)) {
                return;
            }
            if (next > 0) {
                seen.add(pageNumber);
            }
        }
        count++;
        sum += hash;
        if (visitor != null) {
            visitor.page(pageNumber, hash);
        }
    }

    /** All pages of the expected file have come. */
    void end() {
        next--;
        if (next < 0) {
            seen = null;
        }
    }

    long commit() {
        return commit;
    }

    long pageCount() {
        return count;
    }

    @Nullable
    PageSize pageSize() {
        return pageSize;
    }

    boolean samePages(StateFingerprint other) {
        return count == other.count && sum == other.sum;
    }
}
