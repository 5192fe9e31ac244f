package dev.ltx4j.v3;

import static dev.ltx4j.v3.Listings.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.replica.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerationListingTest {
    private static final String GENERATION = "generations/0123456789abcdef/";

    @Test
    void everyFileOfTheGoldenReplicasIsListedUnderItsOwnKey() throws IOException {
        for (String name : Fixture.names("v3-")) {
            Fixture fixture = Fixture.open(name);
            GenerationListing listing = GenerationListing.read(FolderStore.open(fixture.replica()));
            List<String> keys = listing.generations().stream()
                    .flatMap(g -> Stream.concat(g.snapshots().stream(), g.segments().stream()))
                    .map(GenerationFile::key)
                    .toList();
            assertThat(keys)
                    .containsExactlyInAnyOrderElementsOf(
                            fixture.answers().get("files").findValuesAsText("path"));
            assertThat(listing.strays()).isEmpty();
            assertThat(listing.isEmpty()).isFalse();
        }
    }

    @Test
    void theOtherLayoutUnderTheSamePathIsNotLooked() throws IOException {
        GenerationListing listing =
                GenerationListing.read(FolderStore.open(Fixture.open("mixed").replica()));
        assertThat(listing.generations()).isNotEmpty();
        assertThat(listing.strays()).isEmpty();
    }

    @Test
    void filesComeInOrderWithSizeAndTime() throws IOException {
        MemoryStore store = new MemoryStore();
        store.put(GENERATION + "wal/00000010_00000000.wal.lz4", new byte[3], at(3));
        store.put(GENERATION + "wal/0000000a_ffffffff.wal.lz4", new byte[2], at(2));
        store.put(GENERATION + "wal/0000000a_123456789.wal.lz4", new byte[1], at(1));
        store.put(GENERATION + "wal/ffffffff_7fffffffffffffff.wal.lz4", new byte[5], at(5));
        store.put(GENERATION + "snapshots/0000000a.snapshot.lz4", new byte[4], at(4));
        store.put(GENERATION + "snapshots/00000009.snapshot.lz4", new byte[7], at(7));

        GenerationListing listing = GenerationListing.read(store);

        assertThat(listing.strays()).isEmpty();
        String name = "0123456789abcdef";
        assertThat(listing.generation(name))
                .contains(new Generation(
                        name,
                        List.of(new Snapshot(name, 9, 7, at(7)), new Snapshot(name, 10, 4, at(4))),
                        List.of(
                                new WalSegment(name, 10, 0xFFFFFFFFL, 8, 2, at(2)),
                                new WalSegment(name, 10, 0x123456789L, 9, 1, at(1)),
                                new WalSegment(name, 16, 0, 8, 3, at(3)),
                                new WalSegment(name, 0xFFFFFFFFL, Long.MAX_VALUE, 16, 5, at(5)))));
        assertThat(listing.bounds()).contains(new TimeBounds(at(4), at(7)));
        assertThat(listing.generations().get(0).segments().stream().map(WalSegment::key))
                .allMatch(key -> store.stat(key).isPresent());
    }

    @Test
    void otherNamesAreStrays() throws IOException {
        List<String> strays = List.of(
                "generations/note.txt",
                "generations/0123456789abcde/",
                "generations/0123456789ABCDEF/",
                "generations/0123456789abcdef0/",
                GENERATION + "note.txt",
                GENERATION + "other/",
                GENERATION + "snapshots/0000000A.snapshot.lz4",
                GENERATION + "snapshots/0000000.snapshot.lz4",
                GENERATION + "snapshots/00000000.snapshot.lz4.tmp",
                GENERATION + "snapshots/00000000.snapshot",
                GENERATION + "snapshots/.snapshot.lz4",
                GENERATION + "snapshots/00000000.snapshot.lz4/",
                GENERATION + "wal/00000000.wal.lz4",
                GENERATION + "wal/00000000_.wal.lz4",
                GENERATION + "wal/00000000_0000000.wal.lz4",
                GENERATION + "wal/00000000-00000000.wal.lz4",
                GENERATION + "wal/00000000_0000000g.wal.lz4",
                GENERATION + "wal/00000000_00000000000000000.wal.lz4",
                GENERATION + "wal/00000000_8000000000000000.wal.lz4",
                GENERATION + "wal/+0000000_00000000.wal.lz4",
                GENERATION + "wal/.wal.lz4");
        MemoryStore store = new MemoryStore();
        for (String stray : strays) {
            store.put(stray.endsWith("/") ? stray + "file" : stray, new byte[1], at(1));
        }
        store.put("ltx/0/note.txt", new byte[1], at(1));
        store.put("generations.txt", new byte[1], at(1));

        GenerationListing listing = GenerationListing.read(store);

        assertThat(listing.strays()).containsExactlyInAnyOrderElementsOf(strays);
        assertThat(listing.isEmpty()).isTrue();
        assertThat(listing.bounds()).isEmpty();
    }

    @Test
    void aReplicaWithoutTheLayoutHasNoGenerations(@TempDir Path folder) throws IOException {
        GenerationListing listing = GenerationListing.read(FolderStore.open(folder));
        assertThat(listing.generations()).isEmpty();
        assertThat(listing.isEmpty()).isTrue();
    }

    @Test
    void aReplicaThatDisappearsIsNotAnEmptyOne(@TempDir Path folder) throws IOException {
        Path root = Files.createDirectory(folder.resolve("root"));
        FolderStore store = FolderStore.open(root);
        Files.delete(root);
        assertThatThrownBy(() -> GenerationListing.read(store)).isInstanceOf(StoreUnavailableException.class);
    }
}
