package dev.ltx4j.v3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.sqlite.ChecksumMismatchException;
import dev.ltx4j.sqlite.MalformedFileException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GenerationVerifierTest {
    private static final String GENERATION = "generations/c1eacef18534ce1c/";
    private static final String SNAPSHOT = GENERATION + "snapshots/00000000.snapshot.lz4";
    private static final String FIRST = GENERATION + "wal/00000000_00000000.wal.lz4";
    private static final String SECOND = GENERATION + "wal/00000000_00002910.wal.lz4";
    private static final String LAST_OF_ZERO = GENERATION + "wal/00000000_0000f5c0.wal.lz4";
    private static final int PAGE = 1024;

    private MemoryStore store;

    @BeforeEach
    void load() throws IOException {
        store = MemoryStore.copyOf(Fixture.open("v3-generations").replica());
    }

    private List<GenerationFinding> verify() throws IOException {
        return GenerationVerifier.verify(store, GenerationListing.read(store), ReadProgress.NONE);
    }

    private void assertFindings(String... findings) throws IOException {
        assertThat(verify())
                .extracting(finding -> (finding.isDamage() ? "damage " : "note ") + finding)
                .containsExactly(findings);
    }

    @Test
    void everyGoldenReplicaIsSound() throws IOException {
        for (String name : List.of("v3-page512", "v3-page4096", "v3-page65536", "v3-generations", "mixed")) {
            FolderStore folder = FolderStore.open(Fixture.open(name).replica());
            GenerationListing listing = GenerationListing.read(folder);
            AtomicLong read = new AtomicLong();
            assertThat(GenerationVerifier.verify(folder, listing, read::addAndGet))
                    .as(name)
                    .isEmpty();
            long total = listing.generations().stream()
                    .mapToLong(g -> g.snapshots().stream()
                                    .mapToLong(Snapshot::size)
                                    .sum()
                            + g.segments().stream().mapToLong(WalSegment::size).sum())
                    .sum();
            assertThat(read).as(name).hasValue(total).hasPositiveValue();
        }
    }

    @Test
    void everyDamagedFileIsFoundNotOnlyTheFirst() throws IOException {
        for (String key : List.of(SNAPSHOT, SECOND, LAST_OF_ZERO)) {
            byte[] content = store.get(key);
            content[content.length - 1] ^= 1;
            store.put(key, content);
        }
        assertThat(verify()).allSatisfy(finding -> {
            assertThat(finding.isDamage()).isTrue();
            assertThat(finding.cause()).isInstanceOf(ChecksumMismatchException.class);
        });
        assertThat(verify())
                .extracting(GenerationFinding::location)
                .containsExactly("memory/" + SNAPSHOT, "memory/" + SECOND, "memory/" + LAST_OF_ZERO);
    }

    @Test
    void aMissingSegmentIsDamage() throws IOException {
        store.delete(SECOND);
        assertFindings("damage memory/" + GENERATION
                + "wal/00000000_000045b8.wal.lz4: a WAL segment is missing before it: this one starts at offset 000045b8,"
                + " but the one before it ends at 00002910");
    }

    @Test
    void aMissingFirstSegmentIsDamage() throws IOException {
        store.delete(FIRST);
        assertFindings("damage memory/" + SECOND
                + ": the WAL of index 00000000 does not start at offset 00000000: its first segment is at 00002910");
    }

    @Test
    void missingIndexesAreDamage() throws IOException {
        deleteWal(1);
        assertFindings("damage memory: generations/c1eacef18534ce1c: the WAL of index 00000001 is missing");
        deleteWal(0);
        assertFindings(
                "damage memory: generations/c1eacef18534ce1c: the WAL of the indexes 00000000 to 00000001 is missing");
        deleteWal(2);
        deleteWal(3);
        assertFindings(
                "damage memory: generations/c1eacef18534ce1c: the WAL of the indexes 00000000 to 00000001 is missing");
    }

    @Test
    void walFromBeforeTheFirstSnapshotIsANote() throws IOException {
        store.delete(SNAPSHOT);
        assertFindings(
                "note memory: generations/c1eacef18534ce1c: 19 WAL segments are from before the first snapshot, so"
                        + " nothing can be restored from them");
    }

    @Test
    void aGenerationWithoutASnapshotIsANote() throws IOException {
        store.delete(SNAPSHOT);
        store.delete(GENERATION + "snapshots/00000002.snapshot.lz4");
        assertFindings(
                "note memory: generations/c1eacef18534ce1c: there is no snapshot in this generation, so nothing can"
                        + " be restored from it");
    }

    @Test
    void anUnfinishedTransactionIsANote() throws IOException {
        byte[] content = store.content(LAST_OF_ZERO);
        byte[] header = Arrays.copyOf(store.content(FIRST), 32 + content.length);
        System.arraycopy(content, 0, header, 32, content.length);
        byte[] longer = WalForge.append(header, PAGE, 2, new byte[PAGE], 0);
        store.putContent(LAST_OF_ZERO, Arrays.copyOfRange(longer, 32, longer.length));
        assertFindings("note memory/" + LAST_OF_ZERO
                + ": ends with 1 frames of a transaction that was not finished; they do not count");
    }

    @Test
    void aFrameThatIsCutShortAtTheEndIsANote() throws IOException {
        byte[] content = store.content(LAST_OF_ZERO);
        store.putContent(LAST_OF_ZERO, Arrays.copyOf(content, content.length + 10));
        assertFindings("note memory/" + LAST_OF_ZERO + ": ends inside a frame, which does not count");
    }

    @Test
    void aFrameWithAWrongChecksumIsDamage() throws IOException {
        byte[] content = store.content(SECOND);
        content[100] ^= 1;
        store.putContent(SECOND, content);
        assertFindings("damage memory/" + SECOND
                + ": a frame of the WAL has a wrong checksum, at offset 00002910 of the WAL of index 00000000");
    }

    @Test
    void staleFramesInTheMiddleAreDamage() throws IOException {
        byte[] content = store.content(SECOND);
        content[8] ^= 1;
        store.putContent(SECOND, content);
        assertFindings(
                "damage memory/" + SECOND
                        + ": a frame of the WAL has other salts than its header, at offset 00002910 of the WAL of index 00000000");
    }

    @Test
    void aSnapshotOfAPartOfAPageIsDamage() throws IOException {
        byte[] content = store.content(SNAPSHOT);
        store.putContent(SNAPSHOT, Arrays.copyOf(content, content.length + 1));
        assertThat(verify()).singleElement().satisfies(finding -> {
            assertThat(finding.cause()).isInstanceOf(MalformedFileException.class);
            assertThat(finding.location()).isEqualTo("memory/" + SNAPSHOT);
        });
    }

    @Test
    void anotherPageSizeThanTheSnapshotsIsDamage() throws IOException {
        MemoryStore other = MemoryStore.copyOf(Fixture.open("v3-page512").replica());
        Snapshot snapshot =
                GenerationListing.read(other).generations().get(0).snapshots().get(0);
        store.put(GENERATION + "snapshots/00000002.snapshot.lz4", other.get(snapshot.key()));
        assertFindings(
                "damage memory/" + GENERATION
                        + "snapshots/00000002.snapshot.lz4: has pages of 512 bytes, other files of the generation pages of 1024");
    }

    @Test
    void straysAndVanishedFilesAreNotes() throws IOException {
        store.put(GENERATION + "wal/upload.tmp", new byte[1], Listings.at(1));
        GenerationListing listing = GenerationListing.read(store);
        store.delete(SNAPSHOT);
        store.delete(SECOND);
        assertThat(GenerationVerifier.verify(store, listing, ReadProgress.NONE))
                .extracting(finding -> (finding.isDamage() ? "damage " : "note ") + finding)
                .containsExactly(
                        "note memory/" + SNAPSHOT + ": was deleted while the replica was verified; it was not read",
                        "note memory/" + SECOND + ": was deleted while the replica was verified; it was not read",
                        "note memory: " + GENERATION
                                + "wal/upload.tmp: is no file of the generations layout; it was not read");
    }

    @Test
    void anInterruptStopsIt() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(this::verify).isInstanceOf(InterruptedIOException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private void deleteWal(long index) throws IOException {
        GenerationListing.read(store).generation("c1eacef18534ce1c").orElseThrow().segments().stream()
                .filter(segment -> segment.index() == index)
                .forEach(segment -> store.delete(segment.key()));
    }
}
