package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreReader;
import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.restore.DamagedStore.Damage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever the order in which the workers get on, a restore and a verification come to what one worker comes to: the same
 * bytes, the same files bypassed, the same findings. Workers are held up at random, by a seed, wherever they open, read
 * or close a file.
 */
class SchedulesTest {
    private static final Fixture HISTORY = Fixture.open("v5-history");
    private static final int SCHEDULES = 1000;
    private static final int MOST_WORKERS = 8;
    private static final List<RestoreTarget> TARGETS = List.of(
            RestoreTarget.LATEST,
            new RestoreTarget.AtTxid(Txid.parse("3")),
            new RestoreTarget.AtTxid(Txid.parse("42")),
            new RestoreTarget.AtTxid(Txid.parse("72")),
            new RestoreTarget.AtTxid(Txid.parse("7a")));

    private final MemoryStore sound;
    private final List<LtxFile> files;

    @TempDir
    Path folder;

    SchedulesTest() throws IOException {
        try (ReplicaStore store = FolderStore.open(HISTORY.replica())) {
            sound = DamagedStore.copy(
                    store,
                    IntStream.range(0, LtxFile.LEVEL_COUNT)
                            .mapToObj(LtxLayout.FOLDERS::folder)
                            .toArray(String[]::new));
        }
        files = ReplicaListing.read(sound).allFiles().toList();
    }

    @Test
    void aRestoreGivesTheSameBytesAndGoesAroundTheSameFiles() throws IOException {
        restoreInSchedules(0, SCHEDULES / 20);
    }

    @Test
    @Tag("exhaustive")
    void aRestoreGivesTheSameBytesInAThousandSchedules() throws IOException {
        restoreInSchedules(SCHEDULES / 20, SCHEDULES);
    }

    @Test
    void aVerificationFindsTheSame() throws IOException {
        verifyInSchedules(0, SCHEDULES / 20);
    }

    @Test
    @Tag("exhaustive")
    void aVerificationFindsTheSameInAThousandSchedules() throws IOException {
        verifyInSchedules(SCHEDULES / 20, SCHEDULES);
    }

    private void restoreInSchedules(int from, int to) throws IOException {
        for (int seed = from; seed < to; seed++) {
            Random random = new Random(seed);
            DamagedStore store = damaged(random);
            RestoreTarget target = TARGETS.get(random.nextInt(TARGETS.size()));
            int workers = 2 + random.nextInt(MOST_WORKERS - 1);
            assertThat(restore(new HeldUpStore(store, seed), target, workers))
                    .as("seed %d, %d workers", seed, workers)
                    .isEqualTo(restore(store, target, 1));
        }
    }

    private void verifyInSchedules(int from, int to) throws IOException {
        for (int seed = from; seed < to; seed++) {
            Random random = new Random(seed);
            DamagedStore store = damaged(random);
            int workers = 2 + random.nextInt(MOST_WORKERS - 1);
            assertThat(verify(new HeldUpStore(store, seed), workers))
                    .as("seed %d, %d workers", seed, workers)
                    .isEqualTo(verify(store, 1));
        }
    }

    /** Up to three damaged files, none in a quarter of all cases. */
    private DamagedStore damaged(Random random) {
        DamagedStore store = new DamagedStore(sound);
        for (int left = random.nextInt(4); left > 0; left--) {
            store.damage(
                    files.get(random.nextInt(files.size())).key(),
                    Damage.values()[random.nextInt(Damage.values().length)],
                    files.get(random.nextInt(files.size())).key(),
                    random);
        }
        return store;
    }

    private String restore(ReplicaStore store, RestoreTarget target, int workers) throws IOException {
        Path output = folder.resolve("out.db");
        try {
            RestoreReport report = Restorer.builder(store)
                    .target(target)
                    .workers(workers)
                    .build()
                    .restore(output);
            return GoldenRestoreTest.sha256(output) + " without " + report.bypassed();
        } catch (UnrestorableException e) {
            return e.getMessage();
        } finally {
            Files.deleteIfExists(output);
            assertThat(folder).isEmptyDirectory();
        }
    }

    private static String verify(ReplicaStore store, int workers) throws IOException {
        try {
            return new ReplicaVerifier(store, workers, RestoreListener.NONE)
                    .verify()
                    .toString();
        } catch (StoreUnavailableException e) {
            return e.getMessage();
        }
    }

    /** Holds up whoever comes, for a moment that the seed and the number of the call decide. */
    private static final class HeldUpStore extends ForwardingStore {
        private static final int MOST_NANOS = 200_000;

        private final long seed;
        private final AtomicLong calls = new AtomicLong();

        HeldUpStore(ReplicaStore store, long seed) {
            super(store);
            this.seed = seed;
        }

        private void holdUp() {
            Random random = new Random(seed * 31 + calls.getAndIncrement());
            switch (random.nextInt(8)) {
                case 0 -> LockSupport.parkNanos(random.nextInt(MOST_NANOS));
                case 1, 2 -> Thread.yield();
                default -> {
                    // On at once.
                }
            }
        }

        @Override
        public StoreReader open(String key) throws IOException {
            holdUp();
            return new ForwardingReader(super.open(key)) {
                @Override
                public int read(long fileOffset, byte[] array, int arrayOffset, int byteCount) throws IOException {
                    holdUp();
                    return super.read(fileOffset, array, arrayOffset, byteCount);
                }

                @Override
                public void close() throws IOException {
                    holdUp();
                    super.close();
                }
            };
        }

        @Override
        public void close() {}
    }
}
