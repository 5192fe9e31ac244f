package dev.ltx4j.sqlite.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever SQLite calls damaged, a check does, and nothing else: random databases, sound and damaged in many ways. */
class CheckAgainstSqliteTest {
    private static final int SEEDS_APART = 1000;

    @TempDir
    private Path folder;

    @Test
    void verdictsAgreeOnFiveHundredDatabases() throws Exception {
        compare(1, 25, 20);
    }

    @Tag("exhaustive")
    @Test
    void verdictsAgreeOnManyDatabases() throws Exception {
        compare(1_000_000, 350, 30);
    }

    @Test
    void soundDatabasesHaveNoFinding() throws Exception {
        compare(500_000, 100, 0);
    }

    @Tag("exhaustive")
    @Test
    void manySoundDatabasesHaveNoFinding() throws Exception {
        compare(700_000, 1500, 0);
    }

    /** Each database as it is, and so many times damaged. */
    private void compare(long firstSeed, int databases, int damagesEach) throws Exception {
        Map<String, Integer> counts = new TreeMap<>();
        List<String> differences = new ArrayList<>();
        Path file = folder.resolve("compared.db");
        for (long seed = firstSeed; seed < firstSeed + databases; seed++) {
            byte[] sound = RandomDatabase.bytes(seed, folder);
            for (int i = 0; i <= damagesEach; i++) {
                Random random = new Random(seed * SEEDS_APART + i);
                Damage damage = Damage.any(random);
                Files.write(file, i == 0 ? sound : damage.apply(sound.clone(), random));
                Comparison comparison = Comparison.of(file);
                String difference = comparison.difference();
                counts.merge(difference == null ? comparison.verdict() : difference, 1, Integer::sum);
                if (i == 0) {
                    assertThat(comparison.full()).as("database %d", seed).isEmpty();
                }
                if (difference != null && !difference.startsWith(Comparison.EXPLAINED)) {
                    differences.add(seed + "/" + i + " " + damage + ": " + comparison);
                }
            }
        }
        System.out.println("checks beside SQLite's: " + counts);
        assertThat(differences).isEmpty();
        if (damagesEach > 0) {
            int agreed = counts.getOrDefault("sound", 0) + counts.getOrDefault("damaged", 0);
            assertThat(agreed).isGreaterThan(databases * (damagesEach + 1) * 9 / 10);
            assertThat(counts.getOrDefault("damaged", 0)).isGreaterThan(databases * damagesEach / 2);
        }
    }
}
