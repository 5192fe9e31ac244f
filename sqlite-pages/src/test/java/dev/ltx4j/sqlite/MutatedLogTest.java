package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of any log at all, reader and recovery tell the same as a model of the plainest kind: never a frame more, less or wrong. */
class MutatedLogTest {
    private static final int PAGE = 512;
    private static final int FRAME = 24 + PAGE;
    private static final int[] TELLING = {0, 1, 2, 3, 511, 512, 1024, 65536, 0x7fffffff, 0x80000000, 0xffffffff};

    /** What the first page of a database begins with: the magic, and the page size. */
    private static final byte[] HEADER = {
        'S', 'Q', 'L', 'i', 't', 'e', ' ', 'f', 'o', 'r', 'm', 'a', 't', ' ', '3', 0, PAGE >> 8, 0, 1, 1, 0, 64, 32, 32
    };

    @TempDir
    private Path folder;

    private int logsWithFrames;
    private int refused;
    private int applied;
    private int sideBySide;

    @Test
    void mutatedLogsAreReadAsTheModelReadsThem() throws Exception {
        compare(60_000, 1, 50);
        assertThat(applied).isGreaterThan(300);
    }

    @Tag("exhaustive")
    @Test
    void fiveMillionMutatedLogsAreReadAsTheModelReadsThem() throws Exception {
        compare(5_000_000, 2, 500);
        assertThat(applied).isGreaterThan(2_000);
    }

    /** One log in {@code applyEvery} is applied to a file as well. */
    private void compare(int logs, long seed, int applyEvery) throws Exception {
        Random random = new Random(seed);
        byte[] sound = sound(random);
        for (int i = 0; i < logs; i++) {
            if (i % 64 == 0) {
                sound = sound(random);
            }
            byte[] log = mutate(sound, random);
            WalModel model = WalModel.of(log);
            requireSame(log, model, "seed " + seed + ", log " + i);
            if (i % applyEvery < 2) {
                requireSameSideBySide(log, "seed " + seed + ", log " + i);
            }
            if (i % applyEvery == 0 && !model.isUnsupported() && model.committedFrames() > 0) {
                requireSameDatabase(log, model, "seed " + seed + ", log " + i);
            }
        }
        // As many stay readable as are cut to nothing: a mutation that always ends at the header would show little.
        assertThat(logsWithFrames).isBetween(logs / 3, logs * 9 / 10);
        assertThat(refused).isGreaterThan(logs / 1000);
        assertThat(sideBySide).isGreaterThan(logs / applyEvery);
    }

    private void requireSame(byte[] log, WalModel model, String what) throws IOException {
        try (WalReader wal = new WalReader(new ByteArrayInputStream(log), what)) {
            require(!model.isUnsupported() && model.hasHeader() == (wal.header() != null), what);
            for (WalModel.Frame frame : model.frames()) {
                require(wal.next() && wal.pageNumber() == frame.pageNumber() && wal.commit() == frame.commit(), what);
                byte[] page = wal.page();
                require(
                        Arrays.equals(
                                page, 0, page.length, log, frame.arrayOffset(), frame.arrayOffset() + page.length),
                        what);
            }
            require(!wal.next(), what);
        } catch (UnsupportedFileException e) {
            require(model.isUnsupported(), what);
            refused++;
            return;
        }
        WalRecovery recovery = WalRecovery.scan(new ByteArrayInputStream(log), what);
        require(recovery.committedFrames() == model.committedFrames() && recovery.commit() == model.commit(), what);
        require(recovery.validFrames() == model.frames().size(), what);
        logsWithFrames += model.frames().isEmpty() ? 0 : 1;
    }

    /** Threads that have one frame at a time, or two. */
    private void requireSameSideBySide(byte[] log, String what) throws IOException {
        Path file = Files.write(folder.resolve("a.db-wal"), log);
        WalRecovery alone;
        try {
            alone = WalRecovery.scan(new ByteArrayInputStream(log), what);
        } catch (UnsupportedFileException e) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (int workers = 1; workers <= 3; workers++) {
                LogScan scan = LogScan.of(
                        channel, what, 100, ForkJoinPool.commonPool(), workers, (workers & 1) * FRAME + FRAME);
                require(scan == null ? alone.header() == null : scan.recovery().equals(alone), what);
                for (int frame = 0; scan != null && frame < alone.committedFrames(); frame++) {
                    int pageNumber = ByteBuffer.wrap(log).getInt(32 + frame * FRAME);
                    require(scan.numbers().pageNumber(frame) == Integer.toUnsignedLong(pageNumber), what);
                }
            }
        }
        sideBySide++;
    }

    /** AssertJ's own way costs more than all the rest here. */
    private static void require(boolean isSame, String what) {
        if (!isSame) {
            throw new AssertionError(what + ": differs from the model");
        }
    }

    /** The database has twelve pages, of which the first has a header. */
    private void requireSameDatabase(byte[] log, WalModel model, String what) throws IOException {
        byte[] old = Arrays.copyOf(HEADER, 12 * PAGE);
        Path file = Files.write(folder.resolve("a.db"), old);
        WalRecovery recovery = WalRecovery.scan(new ByteArrayInputStream(log), what);
        try (FileChannel database = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            recovery.applyTo(new ByteArrayInputStream(log), database, "a.db");
        } catch (MalformedFileException e) {
            return; // a commit beyond what is there, a first page that is none: refused, as SQLite does
        }
        int pageSize = ByteBuffer.wrap(log).getInt(8);
        Map<Long, Integer> newest = new HashMap<>();
        for (WalModel.Frame frame : model.frames().subList(0, model.committedFrames())) {
            newest.put(frame.pageNumber(), frame.arrayOffset());
        }
        byte[] expected = Arrays.copyOf(old, Math.toIntExact(model.commit() * pageSize));
        newest.forEach((pageNumber, arrayOffset) -> {
            if (pageNumber <= model.commit()) {
                System.arraycopy(log, arrayOffset, expected, (int) ((pageNumber - 1) * pageSize), pageSize);
            }
        });
        assertThat(Files.readAllBytes(file)).as(what).isEqualTo(expected);
        applied++;
    }

    /** One to six frames of which some commit, and now and then the rest of an older round behind them. */
    private static byte[] sound(Random random) {
        WalForge forge = new WalForge(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, PAGE);
        for (int frames = 1 + random.nextInt(6); frames > 0; frames--) {
            byte[] page = new byte[PAGE];
            random.nextBytes(page);
            long pageNumber = 1 + random.nextInt(12);
            if (pageNumber == 1) {
                System.arraycopy(HEADER, 0, page, 0, HEADER.length);
            }
            forge.frame(pageNumber, random.nextInt(3) == 0 ? 12 + random.nextInt(2) : 0, page);
        }
        for (int old = random.nextInt(3); old > 0; old--) {
            forge.frame(1 + random.nextInt(12), 12, WalForge.SALT_1 - 1, random.nextInt(), new byte[PAGE]);
        }
        return forge.bytes();
    }

    private static byte[] mutate(byte[] sound, Random random) {
        byte[] log = sound.clone();
        for (int times = random.nextInt(3); times >= 0; times--) {
            log = change(log, random);
        }
        if (random.nextBoolean()) {
            WalModel.repairChecksums(log);
        }
        return log;
    }

    private static byte[] change(byte[] log, Random random) {
        if (log.length < 32) {
            return log;
        }
        int frames = (log.length - 32) / FRAME;
        int frameOffset = 32 + (frames == 0 ? 0 : random.nextInt(frames) * FRAME);
        switch (random.nextInt(9)) {
            case 0 -> log[random.nextInt(log.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> log[random.nextInt(32)] ^= (byte) (1 << random.nextInt(8));
            case 2 -> log[random.nextInt(log.length)] = (byte) random.nextInt();
            case 3 -> {
                return Arrays.copyOf(log, random.nextInt(log.length + 1));
            }
            case 4 -> {
                return Arrays.copyOf(log, Math.min(log.length, frameOffset + random.nextInt(26)));
            }
            case 5 -> {
                if (frameOffset + 8 <= log.length) {
                    int value = TELLING[random.nextInt(TELLING.length)];
                    ByteBuffer.wrap(log).putInt(frameOffset + 4 * random.nextInt(2), value);
                }
            }
            case 6 -> ByteBuffer.wrap(log).putInt(4 * random.nextInt(8), TELLING[random.nextInt(TELLING.length)]);
            case 7 -> {
                if (frames > 1) {
                    int other = 32 + random.nextInt(frames) * FRAME;
                    System.arraycopy(log.clone(), other, log, frameOffset, FRAME);
                }
            }
            default -> {
                byte[] tail = new byte[random.nextInt(2 * FRAME)];
                random.nextBytes(tail);
                byte[] longer = Arrays.copyOf(log, log.length + tail.length);
                System.arraycopy(tail, 0, longer, log.length, tail.length);
                return longer;
            }
        }
        return log;
    }
}
