package dev.ltx4j.sqlite.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.sqlite.BytePages;
import dev.ltx4j.sqlite.FileFormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is in a file, a check ends with a report: no exception, no endless loop, no memory that grows. */
class CheckFuzzTest {
    private static final int MAX_DATABASE_BYTES = 1 << 17;

    @TempDir
    private Path folder;

    @Test
    void everyDamagedDatabaseHasAReport() throws Exception {
        run(300_000, 10, 1000);
    }

    @Tag("exhaustive")
    @Test
    void everyOneOfAMillionDamagedDatabasesHasAReport() throws Exception {
        run(400_000, 100, 10_000);
    }

    private void run(long firstSeed, int databases, int damagesEach) throws Exception {
        int found = 0;
        long seed = firstSeed;
        for (int database = 0; database < databases; seed++) {
            byte[] sound = RandomDatabase.bytes(seed, folder);
            if (sound.length > MAX_DATABASE_BYTES) {
                continue;
            }
            database++;
            Random random = new Random(seed);
            for (int i = 0; i < damagesEach; i++) {
                byte[] damaged = sound.clone();
                for (int times = random.nextInt(4); times >= 0; times--) {
                    damaged = damage(damaged, random);
                }
                byte[] input = damaged;
                found += Assertions.assertTimeout(Duration.ofSeconds(10), () -> findings(input));
            }
        }
        assertThat(found).isGreaterThan(databases * damagesEach / 2);
    }

    /** Not the page size, on which the ways to damage a database rely. */
    private static byte[] damage(byte[] database, Random random) {
        byte high = database[16];
        byte low = database[17];
        byte[] damaged = Damage.any(random).apply(database, random);
        damaged[16] = high;
        damaged[17] = low;
        return damaged;
    }

    private static int findings(byte[] database) throws IOException {
        CheckMode mode = (database[database.length - 1] & 1) == 0 ? CheckMode.QUICK : CheckMode.FULL;
        try {
            CheckReport report = DatabaseChecker.of(new BytePages(database))
                    .mode(mode)
                    .build()
                    .check();
            if ((database[database.length - 1] & 2) == 0) {
                requireSameInParallel(database, mode, report);
            }
            return report.isSound() ? 0 : 1;
        } catch (FileFormatException e) {
            return 1;
        }
    }

    private static void requireSameInParallel(byte[] database, CheckMode mode, CheckReport report) throws IOException {
        CheckReport parallel =
                CheckRun.parallel(new BytePages(database), mode, (done, total) -> {}, ForkJoinPool.commonPool(), 3);
        if (parallel == null) {
            assertThat(report.isSound() && report.notJudged().isEmpty()).isFalse();
        } else {
            assertThat(parallel).isEqualTo(report);
        }
    }

    @Test
    void severalThreadsFindASoundDatabaseSound() throws Exception {
        for (long seed = 500_000; seed < 500_040; seed++) {
            byte[] database = RandomDatabase.bytes(seed, folder);
            for (CheckMode mode : CheckMode.values()) {
                CheckReport report = DatabaseChecker.of(new BytePages(database))
                        .mode(mode)
                        .build()
                        .check();
                assertThat(report.isSound()).isTrue();
                assertThat(CheckRun.parallel(
                                new BytePages(database), mode, (done, total) -> {}, ForkJoinPool.commonPool(), 4))
                        .isEqualTo(report);
            }
        }
    }
}
