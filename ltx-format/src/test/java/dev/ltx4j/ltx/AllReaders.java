package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.ltx4j.sqlite.FileFormatException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Shows a file, whatever it is, to all that read LTX files. They must agree on whether it is one and on its pages, throw
 * nothing but what is declared, come to an end, and need no more memory than they say.
 */
final class AllReaders {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MOST_ALLOCATED_BYTES = 16L << 20;
    private static final int MOST_READS_AT_THE_END = 100;
    private static final int MOST_READS_OF_A_PAGE = 100;
    private static final LtxCompactor COMPACTOR = LtxCompactor.create();
    private static final LtxCompactor TO_FRAMES =
            COMPACTOR.withoutDatabaseChecksums().allowingGaps().encoding(PageEncoding.LZ4_FRAME);

    private AllReaders() {}

    /** What the reader that goes from front to end makes of a file. */
    private record Content(LtxSummary summary, List<Long> numbers, List<byte[]> pages, long checksum) {}

    /**
     * Checks all of them.
     *
     * @param before a sound file that the file may be merged to, with TXIDs from 2 on
     * @return whether the file is sound
     */
    static boolean check(byte[] file, byte[] before) throws IOException {
        return check(file, before, true, true, true);
    }

    /** Checks some of them, by turns, for very many files: what costs most time is the memory that they ask for. */
    static boolean checkSome(byte[] file, byte[] before, int turn) throws IOException {
        return check(file, before, turn % 8 == 0, turn % 2 == 0, turn % 2 == 1);
    }

    private static boolean check(byte[] file, byte[] before, boolean parallel, boolean alone, boolean merged)
            throws IOException {
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        Content content = front(file);
        indexed(file, content);
        if (parallel) {
            parallel(file, content);
        }
        if (alone) {
            compactor(file, content);
        }
        if (merged) {
            mergedTo(before, file);
        }
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - allocated).isLessThan(MOST_ALLOCATED_BYTES);
        return content != null;
    }

    private static @Nullable Content front(byte[] file) throws IOException {
        DatabaseChecksum sum = null;
        List<Long> numbers = new ArrayList<>();
        List<byte[]> pages = new ArrayList<>();
        LtxReader reader;
        try {
            reader = LtxReader.open(new Bytes(file), "file");
        } catch (FileFormatException e) {
            requireNamed(e, file);
            return null;
        }
        try {
            sum = new DatabaseChecksum(reader.header().pageSize());
            while (reader.nextPage()) {
                numbers.add(reader.pageNumber());
                pages.add(reader.page().clone());
                sum.add(reader.pageNumber(), reader.page());
            }
            return new Content(reader.finish(), numbers, pages, sum.value());
        } catch (FileFormatException e) {
            requireNamed(e, file);
            assertThatThrownBy(reader::finish).isInstanceOf(IllegalStateException.class);
            return null;
        }
    }

    private static void parallel(byte[] file, @Nullable Content content) throws IOException {
        AtomicLong sum = new AtomicLong(DatabaseChecksum.NO_PAGES);
        try {
            LtxSummary summary = new ParallelLtxReader(Runnable::run, 2).read(new Bytes(file), "file", batch -> {
                for (int i = 0; i < batch.count(); i++) {
                    long checksum = batch.pageChecksum(i) ^ DatabaseChecksum.NO_PAGES;
                    sum.getAndUpdate(value -> value ^ checksum);
                }
            });
            assertThat(content).as("the other reader refuses it").isNotNull();
            assertThat(summary).isEqualTo(content.summary());
            assertThat(sum.get()).isEqualTo(content.checksum());
        } catch (FileFormatException e) {
            requireNamed(e, file);
            assertThat(content)
                    .as("the other reader takes it, this one says: %s", e)
                    .isNull();
        }
    }

    /** The index may be sound in a file that is not; in one that is, all pages are found, and no others. */
    private static void indexed(byte[] file, @Nullable Content content) throws IOException {
        AtomicInteger reads = new AtomicInteger();
        LtxInput input = (fileOffset, array, arrayOffset, byteCount) -> {
            assertThat(reads.incrementAndGet()).isLessThan(MOST_READS_OF_A_PAGE);
            assertThat(fileOffset).isBetween(0L, (long) file.length);
            int count = (int) Math.min(byteCount, file.length - fileOffset);
            System.arraycopy(file, (int) fileOffset, array, arrayOffset, count);
            return count;
        };
        try {
            LtxIndexedReader reader = LtxIndexedReader.open(input, file.length, "file");
            for (long number = 0; number < 14; number++) {
                reads.set(0);
                byte[] page = reader.page(number).orElse(null);
                if (content != null) {
                    int index = content.numbers().indexOf(number);
                    assertThat(page)
                            .isEqualTo(index < 0 ? null : content.pages().get(index));
                }
            }
            reader.page(0xFFFF_FFFFL);
            LtxHeader header = reader.header();
            if (content != null) {
                assertThat(header).isEqualTo(content.summary().header());
                assertThat(reader.pageCount()).isEqualTo(content.numbers().size());
                assertThat(reader.trailer()).isEqualTo(content.summary().trailer());
            }
        } catch (FileFormatException e) {
            requireNamed(e, file);
            assertThat(content)
                    .as("the other reader takes it, this one says: %s", e)
                    .isNull();
        }
    }

    /** A single file is merged to one that holds the same. */
    private static void compactor(byte[] file, @Nullable Content content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LtxReader reader = LtxReader.open(new Bytes(file), "file")) {
            LtxSummary summary = COMPACTOR.compact(List.of(reader), out, "merged");
            assertThat(content).as("the reader refuses it").isNotNull();
            Content merged = front(out.toByteArray());
            assertThat(merged).isNotNull();
            assertThat(merged.summary()).isEqualTo(summary);
            assertThat(merged.numbers()).isEqualTo(content.numbers());
            assertThat(merged.checksum()).isEqualTo(content.checksum());
        } catch (FileFormatException e) {
            requireNamed(e, file);
            assertThat(content)
                    .as("the reader takes it, the compactor says: %s", e)
                    .isNull();
        }
    }

    /** Whatever comes out is a sound file. */
    private static void mergedTo(byte[] before, byte[] file) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LtxReader first = LtxReader.open(new ByteArrayInputStream(before), "before");
                LtxReader second = LtxReader.open(new Bytes(file), "file")) {
            TO_FRAMES.compact(List.of(first, second), out, "merged");
        } catch (FileFormatException e) {
            requireNamed(e, file);
            return;
        }
        assertThat(front(out.toByteArray())).isNotNull();
    }

    private static void requireNamed(FileFormatException e, byte[] file) {
        assertThat(e.file()).isEqualTo("file");
        assertThat(e.fileOffset()).isBetween(FileFormatException.NO_OFFSET, (long) file.length);
    }

    /** Notices a reader that does not take the end for an end. */
    private static final class Bytes extends ByteArrayInputStream {
        private int readsAtTheEnd;

        Bytes(byte[] bytes) {
            super(bytes);
        }

        @Override
        public int read(byte[] array, int arrayOffset, int byteCount) {
            if (available() == 0) {
                readsAtTheEnd++;
                assertThat(readsAtTheEnd).isLessThan(MOST_READS_AT_THE_END);
            }
            return super.read(array, arrayOffset, byteCount);
        }
    }
}
