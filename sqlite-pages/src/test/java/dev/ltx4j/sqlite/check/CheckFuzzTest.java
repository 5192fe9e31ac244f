package dev.ltx4j.sqlite.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.sqlite.BytePages;
import dev.ltx4j.sqlite.FileFormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
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
            return report.isSound() ? 0 : 1;
        } catch (FileFormatException e) {
            return 1;
        }
    }
}
