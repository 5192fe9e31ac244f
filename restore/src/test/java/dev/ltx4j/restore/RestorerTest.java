package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.fixtures.LtxForge;
import dev.ltx4j.ltx.LtxFileName;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.ltx.TxidRange;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.sqlite.ChecksumMismatchException;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.OutputRefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a restore makes of plans that are unusual, contradictory or disturbed. */
class RestorerTest {
    private static final int SIZE = 512;
    private static final long BIT_63 = 1L << 63;

    @TempDir
    Path folder;

    static Stream<String> chains() {
        return Fixture.names("ltx-chain").stream();
    }

    /** Files with database checksums, made without Litestream: each transaction's database has a sum of its own. */
    @ParameterizedTest
    @MethodSource("chains")
    void everyTransactionOfAChainWithDatabaseChecksumsIsRestored(String chain) throws IOException {
        Fixture fixture = Fixture.open(chain);
        MemoryStore store = new MemoryStore();
        for (Path file : fixture.files(".ltx")) {
            if (file.getParent().endsWith("l0")) {
                store.put("ltx/0/" + file.getFileName(), Instant.EPOCH, Files.readAllBytes(file));
            }
        }
        for (JsonNode answer : fixture.answers().get("txns")) {
            Path output = folder.resolve("out.db");
            Files.deleteIfExists(output);
            RestoreTarget target =
                    new RestoreTarget.AtTxid(Txid.parse(answer.get("txid").asText()));
            Restorer.builder(store).target(target).build().restore(output);
            assertThat(GoldenRestoreTest.sha256(output))
                    .as(answer.get("txid").asText())
                    .isEqualTo(answer.get("db_sha256").asText());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyNumberOfWorkersGivesTheSameBytes(int workers) throws IOException {
        for (String name : List.of("v5-page512", "v5-page65536", "v5-history")) {
            Fixture fixture = Fixture.open(name);
            Path output = folder.resolve(name + ".db");
            try (ReplicaStore store = FolderStore.open(fixture.replica())) {
                Restorer.builder(store).workers(workers).build().restore(output);
            }
            assertThat(GoldenRestoreTest.sha256(output))
                    .isEqualTo(fixture.answers().get("latest").get("sha256").asText());
        }
    }

    @Test
    void aPageThatWasCutOffAndCameBackKeepsItsNewestCopyAmongTheFiles() throws IOException {
        MemoryStore store = new MemoryStore();
        put(store, 9, fivePages());
        put(store, 0, new LtxForge(SIZE).txids(2, 2).commit(2).page(2, 22));
        put(store, 0, new LtxForge(SIZE).txids(3, 3).commit(5).page(4, 44));
        Path output = folder.resolve("out.db");
        restore(store, output);
        assertThat(output).hasBinaryContent(database(1, 22, 3, 44, 5));
    }

    @Test
    void aCutOffPageThatADatabaseChecksumContradictsIsDamage() throws IOException {
        MemoryStore store = new MemoryStore();
        put(store, 9, fivePages());
        put(store, 0, new LtxForge(SIZE).txids(2, 2).commit(2).page(2, 22).databaseChecksums(BIT_63 | 1, BIT_63 | 2));
        put(store, 0, new LtxForge(SIZE).txids(3, 3).commit(5).page(4, 44).databaseChecksums(BIT_63 | 2, BIT_63 | 3));
        assertRefused(store, ChecksumMismatchException.class, "the restored database has checksum");
    }

    @Test
    void pagesBeyondTheLastCommitAreLeftOut() throws IOException {
        MemoryStore store = new MemoryStore();
        put(store, 9, fivePages());
        put(store, 0, new LtxForge(SIZE).txids(2, 2).commit(2).page(1, 11));
        Path output = folder.resolve("out.db");
        restore(store, output);
        assertThat(output).hasBinaryContent(database(11, 2));
    }

    @Test
    void aDeletedDatabaseIsAnEmptyFile() throws IOException {
        MemoryStore store = new MemoryStore();
        put(store, 9, fivePages());
        put(store, 0, new LtxForge(SIZE).txids(2, 2).commit(0));
        Path output = folder.resolve("out.db");
        restore(store, output);
        assertThat(output).isEmptyFile();
    }

    @Test
    void aPageThatIsInNoFileIsNamed() throws IOException {
        MemoryStore store = new MemoryStore();
        put(store, 9, fivePages());
        put(store, 0, new LtxForge(SIZE).txids(2, 2).commit(8).page(8, 8));
        assertRefused(store, MalformedFileException.class, "page 6 of 8 is in no file of the plan");
    }

    @Test
    void aPageSizeThatChangesInsideAPlanIsNamed() throws IOException {
        MemoryStore store = new MemoryStore();
        put(store, 9, fivePages());
        put(store, 0, new LtxForge(1024).txids(2, 2).commit(5).page(2, 22));
        assertRefused(store, UnrestorableException.class, "page size 512 differs from the 1024 of the newer files");
    }

    @Test
    void aNameThatContradictsTheHeaderIsNamed() throws IOException {
        MemoryStore store = new MemoryStore();
        put(store, 9, fivePages());
        store.put(
                "ltx/0/" + LtxFileName.of(TxidRange.of(2, 3)),
                Instant.EPOCH,
                new LtxForge(SIZE).txids(2, 2).commit(5).page(2, 22).build());
        assertRefused(store, UnrestorableException.class, "which contradicts the name");
    }

    @Test
    void aBrokenChainOfDatabaseChecksumsIsNamed() throws IOException {
        List<byte[]> pages = List.of(LtxForge.repeatedPage(SIZE, (byte) 1), LtxForge.repeatedPage(SIZE, (byte) 2));
        long first = LtxForge.databaseChecksum(pages);
        long second = LtxForge.databaseChecksum(List.of(pages.get(0), LtxForge.repeatedPage(SIZE, (byte) 22)));
        MemoryStore sound = new MemoryStore();
        put(sound, 9, new LtxForge(SIZE).commit(2).page(1, 1).page(2, 2).databaseChecksums(0, first));
        put(sound, 0, new LtxForge(SIZE).txids(2, 2).commit(2).page(2, 22).databaseChecksums(first, second));
        restore(sound, folder.resolve("sound.db"));

        MemoryStore broken = new MemoryStore();
        put(broken, 9, new LtxForge(SIZE).commit(2).page(1, 1).page(2, 2).databaseChecksums(0, first));
        put(broken, 0, new LtxForge(SIZE).txids(2, 2).commit(2).page(2, 22).databaseChecksums(first ^ 1, second));
        assertRefused(broken, ChecksumMismatchException.class, "is not the post-apply checksum");
    }

    @Test
    void aSizeThatAHeaderOnlyClaimsCostsNothing() throws IOException {
        MemoryStore store = new MemoryStore();
        put(store, 9, fivePages());
        put(store, 0, new LtxForge(SIZE).txids(2, 2).commit(0xFFFF_FFFFL).page(0xFFFF_FFF0L, 1));
        assertRefused(
                store,
                UnrestorableException.class,
                "commit of 4294967295 pages cannot be right: all files of the replica together have ");
    }

    @Test
    void aFileThatVanishesAfterTheListingSaysWhatToDo() throws IOException {
        MemoryStore store = new MemoryStore();
        put(store, 9, fivePages());
        put(store, 0, new LtxForge(SIZE).txids(2, 2).commit(5).page(2, 22));
        store.vanish("ltx/0/" + LtxFileName.of(TxidRange.of(2, 2)));
        assertRefused(store, UnrestorableException.class, "disappeared after it was listed");
    }

    @Test
    void aFileOfAGenerationThatVanishesAfterTheListingSaysWhatToDo() throws IOException {
        Path replica = Fixture.open("v3-page4096").copyReplica(folder.resolve("replica"));
        Path segment = replica.resolve("generations/fdf80dc00946193e/wal/00000004_0001c2c0.wal.lz4");
        Files.delete(segment);
        Files.createSymbolicLink(segment, Path.of("/nowhere"));
        try (ReplicaStore store = FolderStore.open(replica)) {
            assertThatThrownBy(() -> Restorer.builder(store).build().restore(folder.resolve("out.db")))
                    .isInstanceOf(UnrestorableException.class)
                    .hasMessageContaining(segment + ": disappeared after it was listed");
        }
        assertThat(folder.resolve("out.db")).doesNotExist();
    }

    @Test
    void anExistingDatabaseIsKeptUnlessItIsToBeReplaced() throws IOException {
        MemoryStore store = new MemoryStore();
        put(store, 9, fivePages());
        Path output = folder.resolve("out.db");
        Files.writeString(output, "precious");
        assertThatThrownBy(() -> restore(store, output)).isInstanceOf(OutputRefusedException.class);
        assertThat(output).hasContent("precious");

        Files.writeString(folder.resolve("out.db-wal"), "stray");
        Restorer.builder(store).replaceExisting(true).build().restore(output);
        assertThat(output).hasBinaryContent(database(1, 2, 3, 4, 5));
        assertThat(folder.resolve("out.db-wal")).doesNotExist();
    }

    @Test
    void aFailedReplacementLeavesTheOldDatabaseAsItWas() throws IOException {
        MemoryStore store = new MemoryStore();
        put(store, 9, fivePages());
        put(store, 0, new LtxForge(SIZE).txids(2, 2).commit(5).page(2, 22).fileChecksumError(1));
        Path output = folder.resolve("out.db");
        Files.writeString(output, "old");
        Files.writeString(folder.resolve("out.db-wal"), "old log");
        assertThatThrownBy(() ->
                        Restorer.builder(store).replaceExisting(true).build().restore(output))
                .isInstanceOf(UnrestorableException.class)
                .hasCauseInstanceOf(ChecksumMismatchException.class);
        assertThat(output).hasContent("old");
        assertThat(folder.resolve("out.db-wal")).hasContent("old log");
        assertThat(files()).containsExactlyInAnyOrder("out.db", "out.db-wal");
    }

    @Test
    void aModeThatIsAskedForIsGiven() throws IOException {
        MemoryStore store = new MemoryStore();
        put(store, 9, fivePages());
        Path output = folder.resolve("out.db");
        Restorer.builder(store)
                .mode(PosixFilePermissions.fromString("rw-r-----"))
                .build()
                .restore(output);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(output)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void anInterruptStopsTheWorkAndLeavesNothingBehind() throws IOException {
        MemoryStore store = new MemoryStore();
        LtxForge large = new LtxForge(65536).commit(400);
        for (int page = 1; page <= 400; page++) {
            large.page(page, page % 200);
        }
        put(store, 9, large);
        RestoreListener interrupting = new RestoreListener() {
            @Override
            public void progress(long bytesDone, long bytesTotal) {
                Thread.currentThread().interrupt();
            }
        };
        try {
            assertThatThrownBy(() -> Restorer.builder(store)
                            .workers(1)
                            .listener(interrupting)
                            .build()
                            .restore(folder.resolve("out.db")))
                    .isInstanceOfAny(InterruptedIOException.class, java.nio.channels.ClosedByInterruptException.class);
        } finally {
            Thread.interrupted();
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void noThreadOutlivesARestore() throws IOException {
        try (ReplicaStore store = FolderStore.open(Fixture.open("v5-page65536").replica())) {
            Restorer.builder(store).workers(8).build().restore(folder.resolve("out.db"));
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("ltx4j-worker"));
    }

    private void assertRefused(MemoryStore store, Class<? extends IOException> type, String words) throws IOException {
        assertThatThrownBy(() -> restore(store, folder.resolve("refused.db")))
                .isInstanceOf(type)
                .hasMessageContaining(words)
                .hasMessageContaining("memory/ltx/");
        assertThat(files()).noneMatch(name -> name.contains("refused"));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).toList();
        }
    }

    private static void restore(MemoryStore store, Path output) throws IOException {
        Restorer.builder(store).build().restore(output);
    }

    private static LtxForge fivePages() {
        LtxForge forge = new LtxForge(SIZE).commit(5);
        for (int page = 1; page <= 5; page++) {
            forge.page(page, page);
        }
        return forge;
    }

    /** Puts a file where its own header says that it belongs. */
    private static void put(MemoryStore store, int level, LtxForge forge) throws IOException {
        byte[] file = forge.build();
        java.nio.ByteBuffer header = java.nio.ByteBuffer.wrap(file);
        TxidRange range = TxidRange.of(header.getLong(16), header.getLong(24));
        store.put("ltx/" + level + "/" + LtxFileName.of(range), Instant.ofEpochMilli(header.getLong(32)), file);
    }

    private static byte[] database(int... values) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int value : values) {
            out.writeBytes(LtxForge.repeatedPage(SIZE, (byte) value));
        }
        return out.toByteArray();
    }
}
