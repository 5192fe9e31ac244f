package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.PageSize;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever the order in which the workers of a {@link ParallelLtxReader} get on, it gives the pages, the checksums and the
 * errors of the {@link LtxReader} that goes from front to end. Threads are held up at random, by a seed, where they meet:
 * when they read, which is under the lock; before they combine; and before helpers begin, which may also be refused or
 * come too late.
 */
@Timeout(300)
class PipelineSchedulesTest {
    private static final int SCHEDULES = 1000;
    private static final int MOST_WORKERS = 8;

    private final List<byte[]> files = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** Of one to some twenty batches, which have eight pages of 64 KiB at most, and fewer that LZ4 makes nothing of. */
    PipelineSchedulesTest() throws IOException {
        Random random = new Random(7);
        for (PageEncoding encoding : PageEncoding.values()) {
            for (int pages : new int[] {1, 9, 40, 90}) {
                files.add(snapshot(PageSize.of(65536), pages, encoding, random));
            }
            files.add(snapshot(PageSize.of(512), 5000, encoding, random));
        }
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private static byte[] snapshot(PageSize size, int pages, PageEncoding encoding, Random random) throws IOException {
        TreeMap<Long, byte[]> content = new TreeMap<>();
        DatabaseChecksum sum = new DatabaseChecksum(size);
        for (long number = 1; number <= pages; number++) {
            content.put(number, LtxFiles.page(size, random));
            sum.add(number, content.get(number));
        }
        LtxHeader header =
                LtxHeader.builder(size, TxidRange.of(1, 1)).commit(pages).build();
        return LtxFiles.write(header, content, sum.value(), encoding);
    }

    @Test
    void pagesChecksumsAndErrorsAreThoseOfTheStreamingReader() throws IOException {
        readInSchedules(0, SCHEDULES / 10);
    }

    @Test
    @Tag("exhaustive")
    void pagesChecksumsAndErrorsAreThoseOfTheStreamingReaderInAThousandSchedules() throws IOException {
        readInSchedules(SCHEDULES / 10, SCHEDULES);
    }

    @Test
    void anInterruptEndsTheReadingOrComesTooLate() throws IOException {
        interruptInSchedules(0, SCHEDULES / 10);
    }

    @Test
    @Tag("exhaustive")
    void anInterruptEndsTheReadingOrComesTooLateInAThousandSchedules() throws IOException {
        interruptInSchedules(SCHEDULES / 10, SCHEDULES);
    }

    private void readInSchedules(int from, int to) throws IOException {
        for (int seed = from; seed < to; seed++) {
            Random random = new Random(seed);
            byte[] file = damaged(files.get(random.nextInt(files.size())), random);
            int workers = 1 + random.nextInt(MOST_WORKERS);
            assertThat(new Schedule(seed, file, workers).outcome())
                    .as("seed %d, %d workers", seed, workers)
                    .isEqualTo(streamed(file));
        }
    }

    private void interruptInSchedules(int from, int to) throws IOException {
        for (int seed = from; seed < to; seed++) {
            Random random = new Random(seed);
            byte[] file = files.get(random.nextInt(files.size()));
            int workers = 1 + random.nextInt(MOST_WORKERS);
            Schedule schedule = new Schedule(seed, file, workers);
            schedule.interruptAt = random.nextInt(60);
            String outcome = schedule.outcome();
            boolean interrupted = Thread.interrupted();
            if (!outcome.equals("interrupted")) {
                assertThat(outcome).as("seed %d, %d workers", seed, workers).isEqualTo(streamed(file));
            } else {
                assertThat(interrupted)
                        .as("the interrupt stays, seed %d, %d workers", seed, workers)
                        .isTrue();
            }
        }
    }

    /** Up to three things wrong; nothing in a quarter of all cases. */
    private static byte[] damaged(byte[] file, Random random) {
        byte[] damaged = file.clone();
        for (int left = random.nextInt(4); left > 0; left--) {
            int at = LtxHeader.BYTES + random.nextInt(damaged.length - LtxHeader.BYTES);
            switch (random.nextInt(5)) {
                case 0 -> damaged = Arrays.copyOf(damaged, Math.max(LtxHeader.BYTES + 1, at));
                case 1 -> Arrays.fill(damaged, at, Math.min(damaged.length, at + 600), (byte) 0);
                default -> damaged[at] ^= (byte) (1 << random.nextInt(8));
            }
        }
        return damaged;
    }

    private static String streamed(byte[] file) throws IOException {
        try (LtxReader reader = LtxReader.open(new ByteArrayInputStream(file), "file")) {
            DatabaseChecksum sum = new DatabaseChecksum(reader.header().pageSize());
            while (reader.nextPage()) {
                sum.add(reader.pageNumber(), reader.page());
            }
            return reader.finish() + " with pages " + sum.value();
        } catch (FileFormatException e) {
            return e.toString();
        }
    }

    /** One reading, held up here and there. */
    private final class Schedule implements PageConsumer, Executor {
        private static final int MOST_NANOS = 300_000;

        private final long seed;
        private final byte[] file;
        private final int workers;
        private final Thread caller = Thread.currentThread();
        private final AtomicLong calls = new AtomicLong();
        private final AtomicLong sum = new AtomicLong(DatabaseChecksum.NO_PAGES);
        private volatile boolean over;
        private int interruptAt = -1;

        Schedule(long seed, byte[] file, int workers) {
            this.seed = seed;
            this.file = file;
            this.workers = workers;
        }

        String outcome() throws IOException {
            InputStream in = new ByteArrayInputStream(file) {
                @Override
                public int read(byte[] array, int arrayOffset, int byteCount) {
                    holdUp();
                    return super.read(array, arrayOffset, byteCount);
                }
            };
            try {
                LtxSummary summary = new ParallelLtxReader(this, workers).read(in, "file", this);
                return summary + " with pages " + sum.get();
            } catch (InterruptedIOException e) {
                return "interrupted";
            } catch (FileFormatException e) {
                return e.toString();
            } finally {
                synchronized (this) {
                    over = true;
                }
            }
        }

        @Override
        public void accept(PageBatch batch) {
            holdUp();
            assertThat(over).as("a helper outlives the call").isFalse();
            // From the bytes and not from what the reader knows of them.
            DatabaseChecksum pages = new DatabaseChecksum(batch.pageSize());
            for (int i = 0; i < batch.count(); i++) {
                int start = batch.arrayOffset(i);
                byte[] page = Arrays.copyOfRange(
                        batch.array(), start, start + batch.pageSize().bytes());
                pages.add(batch.pageNumber(i), page);
            }
            sum.accumulateAndGet(pages.value() ^ DatabaseChecksum.NO_PAGES, (a, b) -> a ^ b);
            holdUp();
        }

        @Override
        public void execute(Runnable task) {
            switch (new Random(seed * 37 + calls.getAndIncrement()).nextInt(10)) {
                case 0 -> throw new RejectedExecutionException();
                case 1 -> task.run();
                default ->
                    threads.execute(() -> {
                        holdUp();
                        task.run();
                    });
            }
        }

        private void holdUp() {
            long call = calls.getAndIncrement();
            synchronized (this) {
                // A helper that comes too late is nobody's any more.
                if (call == interruptAt && !over) {
                    caller.interrupt();
                }
            }
            Random random = new Random(seed * 31 + call);
            switch (random.nextInt(6)) {
                case 0 -> LockSupport.parkNanos(random.nextInt(MOST_NANOS));
                case 1, 2 -> Thread.yield();
                default -> {
                    // On at once.
                }
            }
        }
    }
}
