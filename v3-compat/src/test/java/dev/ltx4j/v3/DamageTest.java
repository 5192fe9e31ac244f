package dev.ltx4j.v3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.sqlite.FileFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files end in an exception that names them, or in the same database; never in another one. */
class DamageTest {
    @TempDir
    Path folder;

    private FileChannel database;
    private MemoryStore sound;

    @BeforeEach
    void open() throws IOException {
        database = FileChannel.open(
                folder.resolve("app.db"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        sound = MemoryStore.copyOf(Fixture.open("v3-generations").replica());
    }

    @AfterEach
    void close() throws IOException {
        database.close();
    }

    @Test
    void everyTruncationOfASnapshotIsRejected() throws IOException {
        assertEveryTruncationIsRejected(path(0), path(0).snapshot().key());
    }

    @Test
    void everyTruncationOfASegmentIsRejected() throws IOException {
        assertEveryTruncationIsRejected(path(1), lastKey(path(1)));
    }

    @Test
    void everyBitFlipInASnapshotIsRejectedOrHarmless() throws IOException {
        assertFlipsAreRejectedOrHarmless(path(0), path(0).snapshot().key(), 1);
    }

    @Test
    void everyBitFlipInASegmentIsRejectedOrHarmless() throws IOException {
        assertFlipsAreRejectedOrHarmless(path(1), lastKey(path(1)), 1);
    }

    @Test
    void bitFlipsInALargeSnapshotAreRejectedOrHarmless() throws IOException {
        GenerationPath latest = GenerationPlanner.plan(GenerationListing.read(sound), GenerationTarget.latest());
        GenerationPath alone = new GenerationPath(latest.snapshot(), List.of());
        assertFlipsAreRejectedOrHarmless(alone, alone.snapshot().key(), 97);
    }

    @Test
    void garbageBehindAFileIsRejected() throws IOException {
        for (GenerationPath path : List.of(path(0), path(1))) {
            String key = lastKey(path);
            byte[] content = sound.get(key);
            MemoryStore damaged = sound.copy();
            damaged.put(key, Arrays.copyOf(content, content.length + 1));
            assertThat(restore(damaged, path, key)).isNull();
            byte[] twice = Arrays.copyOf(content, content.length * 2);
            System.arraycopy(content, 0, twice, content.length, content.length);
            damaged.put(key, twice);
            assertThat(restore(damaged, path, key)).isNull();
        }
    }

    @Test
    void randomBytesAreRejected() throws IOException {
        Random random = new Random(7);
        GenerationPath path = path(1);
        for (String key : List.of(path.snapshot().key(), lastKey(path))) {
            for (int i = 0; i < 300; i++) {
                byte[] garbage = new byte[random.nextInt(400)];
                random.nextBytes(garbage);
                if (i % 2 == 0) {
                    // Past the frame's header, the trouble starts later.
                    System.arraycopy(sound.get(key), 0, garbage, 0, Math.min(15, garbage.length));
                }
                MemoryStore damaged = sound.copy();
                damaged.put(key, garbage);
                assertThat(restore(damaged, path, key)).isNull();
            }
        }
    }

    private void assertEveryTruncationIsRejected(GenerationPath path, String key) throws IOException {
        byte[] content = sound.get(key);
        MemoryStore damaged = sound.copy();
        for (int length = 0; length < content.length; length++) {
            damaged.put(key, Arrays.copyOf(content, length));
            assertThat(restore(damaged, path, key))
                    .as("cut to %d bytes", length)
                    .isNull();
        }
    }

    private void assertFlipsAreRejectedOrHarmless(GenerationPath path, String key, int step) throws IOException {
        byte[] wanted = restore(sound, path, key);
        assertThat(wanted).isNotNull();
        byte[] content = sound.get(key);
        MemoryStore damaged = sound.copy();
        int rejected = 0;
        int flips = 0;
        for (int bit = 0; bit < content.length * Byte.SIZE; bit += step) {
            byte[] flipped = content.clone();
            flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            damaged.put(key, flipped);
            byte[] restored = restore(damaged, path, key);
            flips++;
            if (restored == null) {
                rejected++;
            } else {
                assertThat(restored).as("bit %d flipped", bit).isEqualTo(wanted);
            }
        }
        assertThat(rejected).isGreaterThan(flips * 9 / 10);
    }

    /** The database, or null if it was rejected as it should be: with a typed exception that names the damaged file. */
    private byte[] restore(MemoryStore store, GenerationPath path, String damagedKey) throws IOException {
        try {
            GenerationWriter.write(path, store, database, ReadProgress.NONE);
        } catch (FileFormatException e) {
            if (!e.file().equals(store.locationOf(damagedKey))) {
                fail("names " + e.file() + " instead of " + damagedKey, e);
            }
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) database.size());
        while (bytes.hasRemaining()) {
            database.read(bytes, bytes.position());
        }
        return bytes.array();
    }

    /** The oldest snapshot and the first segments of its WAL. */
    private GenerationPath path(int segmentCount) throws IOException {
        Generation generation =
                GenerationListing.read(sound).generation("c1eacef18534ce1c").orElseThrow();
        List<WalSegment> segments = generation.segments().subList(0, segmentCount);
        return new GenerationPath(
                generation.snapshots().get(0), segments.isEmpty() ? List.of() : List.of(new WalIndex(0, segments)));
    }

    private static String lastKey(GenerationPath path) {
        return path.files().reduce((a, b) -> b).orElseThrow().key();
    }
}
