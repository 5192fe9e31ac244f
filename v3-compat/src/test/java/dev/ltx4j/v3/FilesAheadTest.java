package dev.ltx4j.v3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Files that are read ahead are as if they were read when they are asked for, whether or when a helper comes. */
class FilesAheadTest {
    private static final Executor NOBODY = task -> {};
    private static final Executor REFUSING = task -> {
        throw new RejectedExecutionException();
    };

    private final AtomicReference<Thread> helper = new AtomicReference<>();

    private final Executor helping = task -> {
        Thread thread = new Thread(task, "helper");
        helper.set(thread);
        thread.start();
    };

    private final Executor late = task -> {
        Thread thread = new Thread(
                () -> {
                    pause();
                    task.run();
                },
                "late helper");
        helper.set(thread);
        thread.start();
    };

    private static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void noHelperIsLeft() throws InterruptedException {
        Thread thread = helper.get();
        if (thread != null) {
            thread.join(10_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    @Test
    void filesOfAnySizeComeOutWholeAndInOrder() throws IOException {
        for (Executor executor : List.of(helping, late, NOBODY, REFUSING, (Executor) Runnable::run)) {
            // None, less than a chunk, exactly one, and many.
            List<byte[]> contents = List.of(random(0), random(10), random(1 << 19), random(1 << 20), random(5_000_001));
            try (FilesAhead ahead = new FilesAhead(opener(contents), files(contents.size()), executor)) {
                for (int i = 0; i < contents.size(); i++) {
                    try (InputStream in = ahead.open(file(i))) {
                        assertThat(in.readAllBytes()).isEqualTo(contents.get(i));
                    }
                }
            }
        }
    }

    @Test
    void whatIsWrongWithAFileComesOutBehindTheBytesBeforeIt() throws IOException {
        for (Executor executor : List.of(helping, late, NOBODY)) {
            byte[] first = random(5);
            byte[] second = random(200_000);
            FileOpener opener = file -> file.index() == 0 ? new ByteArrayInputStream(first) : failing(second);
            try (FilesAhead ahead = new FilesAhead(opener, files(3), executor)) {
                try (InputStream in = ahead.open(file(0))) {
                    assertThat(in.readAllBytes()).isEqualTo(first);
                }
                try (InputStream in = ahead.open(file(1))) {
                    assertThat(in.readNBytes(second.length)).isEqualTo(second);
                    assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessage("damaged");
                }
            }
        }
    }

    @Test
    void aFileThatCannotBeOpenedSaysSoWhenItIsRead() throws IOException {
        FileOpener opener = file -> {
            throw new IOException("cannot be opened");
        };
        try (FilesAhead ahead = new FilesAhead(opener, files(1), helping);
                InputStream in = ahead.open(file(0))) {
            assertThatThrownBy(in::read).hasMessage("cannot be opened");
        }
    }

    @Test
    void anInterruptEndsTheWaitForASlowStore() throws IOException {
        CountDownLatch asked = new CountDownLatch(1);
        FileOpener opener = file -> {
            asked.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
            throw new AssertionError("nobody counts down");
        };
        Thread caller = Thread.currentThread();
        try (FilesAhead ahead = new FilesAhead(opener, files(1), helping);
                InputStream in = ahead.open(file(0))) {
            Thread interrupting = new Thread(() -> {
                try {
                    asked.await();
                    caller.interrupt();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            awaitAnybody(asked);
            interrupting.start();
            assertThatThrownBy(in::read).isInstanceOf(InterruptedIOException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static void awaitAnybody(CountDownLatch asked) {
        try {
            asked.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void closingEarlyGivesUpWhatIsLeft() throws IOException {
        List<byte[]> contents = List.of(random(3_000_000), random(3_000_000));
        try (FilesAhead ahead = new FilesAhead(opener(contents), files(2), helping);
                InputStream in = ahead.open(file(0))) {
            assertThat(in.read()).isGreaterThanOrEqualTo(0);
        }
    }

    private static InputStream failing(byte[] content) {
        return new FilterInputStream(new ByteArrayInputStream(content)) {
            @Override
            public int read(byte[] array, int arrayOffset, int byteCount) throws IOException {
                int count = super.read(array, arrayOffset, byteCount);
                if (count < 0) {
                    throw new IOException("damaged");
                }
                return count;
            }
        };
    }

    private static FileOpener opener(List<byte[]> contents) {
        return file -> new ByteArrayInputStream(contents.get((int) file.index()));
    }

    private static List<Snapshot> files(int count) {
        return IntStream.range(0, count).mapToObj(FilesAheadTest::file).toList();
    }

    private static Snapshot file(int index) {
        return new Snapshot("0123456789abcdef", index, 1, Instant.EPOCH);
    }

    private static byte[] random(int byteCount) {
        byte[] bytes = new byte[byteCount];
        new Random(byteCount).nextBytes(bytes);
        return bytes;
    }
}
