package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.restore.DamagedStore.Damage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every file of a replica is damaged, alone and together with others: a restore gives the bytes that the real program
 * gave, exactly when the names of the files that are whole say that some of them make the state; and else says that it
 * is lost, and publishes nothing. What the names say is found out by trying everything ({@link PlanOracle}).
 */
class HealingOracleTest {
    private static final Fixture HISTORY = Fixture.open("v5-history");
    private static final long SEED = 20261125;
    private static final int PAIRS = 300;
    private static final int MANY_PAIRS = 20_000;

    /** Where a header has its time: if that is flipped, times may be taken from the headers, which fails more often. */
    private static final int TIME_FROM = 32;

    private static final int TIME_TO = 40;

    private static final List<RestoreTarget> TARGETS = List.of(
            RestoreTarget.LATEST,
            new RestoreTarget.AtTxid(Txid.parse("3")),
            new RestoreTarget.AtTxid(Txid.parse("42")),
            new RestoreTarget.AtTxid(Txid.parse("50")),
            new RestoreTarget.AtTxid(Txid.parse("72")),
            new RestoreTarget.AtTxid(Txid.parse("7a")));

    private final MemoryStore sound;
    private final List<LtxFile> files;
    private int restored;
    private int healed;
    private int lost;

    @TempDir
    Path folder;

    HealingOracleTest() throws IOException {
        try (ReplicaStore store = FolderStore.open(HISTORY.replica())) {
            sound = DamagedStore.copy(
                    store,
                    IntStream.range(0, LtxFile.LEVEL_COUNT)
                            .mapToObj(LtxLayout.FOLDERS::folder)
                            .toArray(String[]::new));
        }
        files = ReplicaListing.read(sound).allFiles().toList();
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void everySingleFileIsHealedExactlyWhenOthersCoverIt(Damage damage) throws IOException {
        Random random = new Random(SEED + damage.ordinal());
        for (int i = 0; i < files.size(); i++) {
            // Those of level 0 are rarely in a plan; the others are tried with two targets.
            List<RestoreTarget> targets = new ArrayList<>(List.of(
                    i % 2 == 0 ? moments().get(i % moments().size()) : TARGETS.get(1 + i % (TARGETS.size() - 1))));
            if (files.get(i).level() > 0 || i % 5 == 0 || i > files.size() - 3) {
                targets.add(RestoreTarget.LATEST);
            }
            check(Map.of(files.get(i), damage), targets, random);
        }
        System.out.printf("%s: %d restored, %d of them around damage, %d lost%n", damage, restored, healed, lost);
        assertThat(restored).isGreaterThan(files.size());
    }

    @Test
    @Tag("exhaustive")
    void everySingleFileIsHealedForEveryTarget() throws IOException {
        Random random = new Random(SEED);
        for (Damage damage : Damage.values()) {
            for (LtxFile file : files) {
                check(
                        Map.of(file, damage),
                        Stream.concat(TARGETS.stream(), moments().stream()).toList(),
                        random);
            }
        }
        assertThat(restored).isGreaterThan(lost);
    }

    @Test
    void pairsAreHealedExactlyWhenOthersCoverThem() throws IOException {
        damageAtRandom(PAIRS, 2);
        assertThat(healed).isPositive();
        assertThat(lost).isPositive();
    }

    @Test
    @Tag("exhaustive")
    void manyPairsAndHandfulsAreHealedExactlyWhenOthersCoverThem() throws IOException {
        damageAtRandom(MANY_PAIRS, 2);
        damageAtRandom(MANY_PAIRS / 10, 10);
        damageAtRandom(MANY_PAIRS / 10, files.size() / 2);
    }

    private void damageAtRandom(int times, int most) throws IOException {
        Random random = new Random(SEED + most);
        // Half of them among those that a restore wants first: the others are rarely looked at.
        List<LtxFile> upper = files.stream().filter(file -> file.level() > 0).toList();
        for (int i = 0; i < times; i++) {
            Map<LtxFile, Damage> damaged = new HashMap<>();
            while (damaged.size() < most) {
                List<LtxFile> from = random.nextBoolean() ? upper : files;
                damaged.put(
                        from.get(random.nextInt(from.size())), Damage.values()[random.nextInt(Damage.values().length)]);
            }
            RestoreTarget target = random.nextInt(3) == 0
                    ? moments().get(random.nextInt(moments().size()))
                    : TARGETS.get(random.nextInt(TARGETS.size()));
            check(damaged, List.of(target), random);
        }
        System.out.printf(
                "%d times %d damaged files: %d restored, %d of them around damage, %d lost%n",
                times, most, restored, healed, lost);
    }

    private void check(Map<LtxFile, Damage> damaged, List<RestoreTarget> targets, Random random) throws IOException {
        DamagedStore store = new DamagedStore(sound);
        boolean timesFlipped = false;
        for (Map.Entry<LtxFile, Damage> entry : damaged.entrySet()) {
            LtxFile file = entry.getKey();
            LtxFile other = files.get(random.nextInt(files.size()));
            store.damage(file.key(), entry.getValue(), other.key(), random);
            timesFlipped |= !time(store.content(file.key())).equals(time(sound.content(file.key())));
        }
        List<LtxFile> known = files.stream()
                .filter(file -> damaged.get(file) != Damage.REMOVED)
                .toList();
        for (RestoreTarget target : targets) {
            PlanOracle oracle =
                    new PlanOracle(known, file -> damaged.containsKey(file) && !verifies(store, file, damaged), target);
            String what = damaged + " " + target;
            try {
                RestoreReport report = restore(store, target);
                Path output = folder.resolve("out.db");
                assertThat(oracle.mustSucceed()).as("succeeds: %s", what).isTrue();
                assertThat(GoldenRestoreTest.sha256(output)).as(what).isEqualTo(answer(oracle.best()));
                assertThat(damaged.keySet().stream().map(file -> store.locationOf(file.key())))
                        .containsAll(report.bypassed().stream()
                                .map(BypassedFile::file)
                                .toList());
                restored++;
                healed += report.bypassed().isEmpty() ? 0 : 1;
                Files.delete(output);
                assertThat(folder).isEmptyDirectory();
            } catch (UnrestorableException e) {
                boolean conservative = timesFlipped && target instanceof RestoreTarget.Before;
                if (!conservative) {
                    assertThat(oracle.mustSucceed())
                            .as("%s: %s", what, e.getMessage())
                            .isFalse();
                    assertThat(e.reason()).as("%s: %s", what, e.getMessage()).isEqualTo(oracle.reason());
                }
                assertThat(folder).isEmptyDirectory();
                lost++;
            }
        }
    }

    private static ByteBuffer time(byte[] content) {
        byte[] header = Arrays.copyOf(content, TIME_TO);
        return ByteBuffer.wrap(header, TIME_FROM, TIME_TO - TIME_FROM);
    }

    /** Not every flip is damage: some bits of compressed pages mean nothing. */
    private static boolean verifies(DamagedStore store, LtxFile file, Map<LtxFile, Damage> damaged) {
        switch (damaged.get(file)) {
            case VANISHING, FORBIDDEN, BROKEN_READ, REMOVED -> {
                return false;
            }
            default -> {
                try (LtxFileVerifier verifier = new LtxFileVerifier(1)) {
                    verifier.verify(new ByteArrayInputStream(store.content(file.key())), file.key());
                    return true;
                } catch (IOException e) {
                    return false;
                }
            }
        }
    }

    private RestoreReport restore(ReplicaStore store, RestoreTarget target) throws IOException {
        return Restorer.builder(store).target(target).workers(1).build().restore(folder.resolve("out.db"));
    }

    private static String answer(Txid txid) {
        return HISTORY.answers().get("txid").get(txid.toString()).get("sha256").asText();
    }

    /** Timestamps of the sheet that are not at the ends, which move with the files that are there. */
    private static List<RestoreTarget> moments() {
        List<RestoreTarget> moments = HISTORY.answers().get("timestamp").properties().stream()
                .filter(entry -> entry.getValue().has("sha256"))
                .map(Map.Entry<String, JsonNode>::getKey)
                .map(time -> (RestoreTarget) new RestoreTarget.Before(Instant.parse(time)))
                .toList();
        return moments.subList(1, moments.size() - 1);
    }
}
