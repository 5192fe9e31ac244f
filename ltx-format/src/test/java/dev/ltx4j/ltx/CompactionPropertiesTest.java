package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.ForgeCrc;
import dev.ltx4j.ltx.LtxFiles.Content;
import dev.ltx4j.sqlite.PageSize;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Random histories of a database: merging files is the same as applying one after the other. */
class CompactionPropertiesTest {
    private static final long BIT_63 = 1L << 63;

    @Property(tries = 300)
    void mergingIsApplyingInOrder(
            @ForAll @IntRange(min = 9, max = 12) int pageSizeLog2,
            @ForAll @IntRange(min = 1, max = 8) int files,
            @ForAll boolean snapshot,
            @ForAll boolean checksums,
            @ForAll PageEncoding encoding,
            @ForAll Random random)
            throws IOException {
        History history = new History(PageSize.of(1 << pageSizeLog2), snapshot, checksums, true, random);
        List<byte[]> inputs = history.files(files);
        Content merged = LtxFiles.read(LtxFiles.compact(LtxCompactor.create().encoding(encoding), inputs));
        assertThat(merged.pages()).isEqualTo(history.texts());
        assertThat(merged.summary().header().commit()).isEqualTo(history.commit);
        assertThat(merged.summary().header().range()).isEqualTo(new TxidRange(history.first, history.last));
        assertThat(merged.summary().trailer().postApplyChecksum()).isEqualTo(checksums ? history.checksum() : 0);
    }

    /** Where a growing transaction does not bring its new pages, merging keeps the newest copies, whatever shrank between. */
    @Property(tries = 200)
    void withPagesThatNobodyWroteAgainTheNewestCopyStays(
            @ForAll @IntRange(min = 2, max = 8) int files, @ForAll Random random) throws IOException {
        History history = new History(PageSize.of(512), false, false, false, random);
        List<byte[]> inputs = history.files(files);
        Content merged = LtxFiles.read(LtxFiles.compact(LtxCompactor.create(), inputs));
        assertThat(merged.pages()).isEqualTo(history.texts());
    }

    @Property(tries = 200)
    void howFilesAreGroupedDoesNotMatter(
            @ForAll @IntRange(min = 3, max = 9) int files,
            @ForAll boolean snapshot,
            @ForAll boolean checksums,
            @ForAll Random random)
            throws IOException {
        History history = new History(PageSize.of(512), snapshot, checksums, true, random);
        List<byte[]> inputs = history.files(files);
        int from = random.nextInt(files - 1);
        int to = from + 1 + random.nextInt(files - from);
        LtxCompactor compactor = LtxCompactor.create();
        List<byte[]> grouped = new ArrayList<>(inputs.subList(0, from));
        grouped.add(LtxFiles.compact(compactor, inputs.subList(from, to)));
        grouped.addAll(inputs.subList(to, files));
        // Payloads are copied as they are: the same bytes.
        assertThat(LtxFiles.compact(compactor, grouped)).isEqualTo(LtxFiles.compact(compactor, inputs));
    }

    /** A database that changes at random, the files that say how, and the overlay of their pages. */
    private static final class History {
        private final PageSize size;
        private final boolean checksums;
        private final boolean complete;
        private final Random random;
        private final TreeMap<Long, byte[]> database = new TreeMap<>();
        private final TreeMap<Long, byte[]> overlay = new TreeMap<>();
        private final Txid first;
        private Txid last;
        private long commit;

        /** @param complete whether a growing transaction brings all of its new pages, as those of a database do */
        History(PageSize size, boolean snapshot, boolean checksums, boolean complete, Random random) {
            this.size = size;
            this.checksums = checksums;
            this.complete = complete;
            this.random = random;
            first = snapshot ? Txid.FIRST : new Txid(7);
            last = first.previous();
            if (!snapshot) {
                commit = random.nextInt(12);
                for (long page = 1; page <= commit; page++) {
                    database.put(page, LtxFiles.page(size, random));
                }
            }
        }

        List<byte[]> files(int count) throws IOException {
            List<byte[]> files = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                files.add(file());
            }
            return files;
        }

        private byte[] file() throws IOException {
            long before = checksum();
            long newCommit = random.nextInt(6) == 0 ? 0 : random.nextInt(12);
            TxidRange range = new TxidRange(last.next(), new Txid(last.next().value() + random.nextInt(2)));
            TreeMap<Long, byte[]> pages = new TreeMap<>();
            for (long page = 1; page <= newCommit; page++) {
                if (range.isSnapshot() || (complete && page > commit) || random.nextInt(3) == 0) {
                    pages.put(page, LtxFiles.page(size, random));
                }
            }
            commit = newCommit;
            last = range.max();
            database.putAll(pages);
            overlay.putAll(pages);
            database.tailMap(commit, false).clear();
            if (complete) {
                // What is beyond the end is gone, and comes back only with a page of its own.
                overlay.tailMap(commit, false).clear();
            }
            LtxHeaderBuilder header =
                    LtxHeader.builder(size, range).commit(commit).timestampMillis(last.value());
            if (checksums) {
                header.preApplyChecksum(range.isSnapshot() ? 0 : before);
            } else {
                header.withoutDatabaseChecksums();
            }
            return LtxFiles.write(
                    header.build(),
                    pages,
                    checksums ? checksum() : 0,
                    random.nextBoolean() ? PageEncoding.LZ4_BLOCK : PageEncoding.LZ4_FRAME);
        }

        long checksum() {
            long sum = BIT_63;
            for (var page : database.entrySet()) {
                sum ^= ForgeCrc.page(page.getKey(), page.getValue()) ^ BIT_63;
            }
            return sum;
        }

        SortedMap<Long, String> texts() {
            SortedMap<Long, String> texts = new TreeMap<>();
            overlay.headMap(commit, true).forEach((page, bytes) -> texts.put(page, LtxFiles.text(bytes)));
            return texts;
        }
    }
}
