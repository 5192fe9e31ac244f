package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.sqlite.Checkpoint;
import dev.ltx4j.sqlite.DatabasePages;
import dev.ltx4j.sqlite.PageSize;
import dev.ltx4j.sqlite.PageSource;
import dev.ltx4j.sqlite.WalFrames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written here is accepted by the Go program, {@code ltx}: in the folder LTX4J_GO_BIN, or on the PATH. */
@Tag("interop")
class GoInteropTest {
    private static Path program = Path.of("");

    @TempDir
    private Path folder;

    @BeforeAll
    static void findTheProgram() {
        program = GoPrograms.require("ltx");
    }

    static Stream<String> chains() {
        return Fixture.names("ltx-chain").stream();
    }

    @ParameterizedTest
    @MethodSource("chains")
    void goldenFilesWrittenAgainAreVerifiedAndAppliedToTheSameDatabase(String chain) throws Exception {
        Fixture fixture = Fixture.open(chain);
        List<String> apply =
                new ArrayList<>(List.of("apply", "-db", folder.resolve("db").toString()));
        String sha256 = "";
        for (JsonNode answer : fixture.answers().get("txns")) {
            Txid txid = Txid.parse(answer.get("txid").asText());
            String name = LtxFileName.of(new TxidRange(txid, txid));
            byte[] golden = Files.readAllBytes(fixture.folder().resolve("l0").resolve(name));
            apply.add(write(name, LtxFiles.rewrite(golden, PageEncoding.LZ4_BLOCK)));
            sha256 = answer.get("db_sha256").asText();
        }
        verify(apply.subList(3, apply.size()));
        run(apply);
        byte[] digest =
                java.security.MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(folder.resolve("db")));
        assertThat(HexFormat.of().formatHex(digest)).isEqualTo(sha256);
    }

    @ParameterizedTest
    @EnumSource(PageEncoding.class)
    void mergedFilesAreVerified(PageEncoding encoding) throws Exception {
        for (String chain : chains().toList()) {
            Fixture fixture = Fixture.open(chain);
            List<byte[]> files = new ArrayList<>();
            for (Path path : fixture.files(".ltx")) {
                if (path.getParent().endsWith("l0")) {
                    files.add(Files.readAllBytes(path));
                }
            }
            LtxCompactor compactor = LtxCompactor.create().encoding(encoding);
            verify(List.of(
                    write(chain + "-all.ltx", LtxFiles.compact(compactor, files)),
                    write(chain + "-some.ltx", LtxFiles.compact(compactor, files.subList(3, 9))),
                    write(
                            chain + "-plain.ltx",
                            LtxFiles.compact(compactor.withoutDatabaseChecksums(), files.subList(2, 7)))));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 2048, 4096, 8192, 16384, 32768, 65536})
    void randomFilesAreVerified(int pageBytes) throws Exception {
        Random random = new Random(pageBytes);
        PageSize size = PageSize.of(pageBytes);
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            boolean snapshot = random.nextBoolean();
            int commit = random.nextInt(30);
            TreeMap<Long, byte[]> pages = new TreeMap<>();
            DatabaseChecksum checksum = new DatabaseChecksum(size);
            for (long n = 1; n <= commit; n++) {
                if (snapshot || random.nextBoolean()) {
                    pages.put(n, LtxFiles.page(size, random));
                    checksum.add(n, pages.get(n));
                }
            }
            LtxHeaderBuilder header = LtxHeader.builder(size, TxidRange.of(snapshot ? 1 : 4, 9))
                    .commit(commit)
                    .timestampMillis(1_700_000_000_000L + i);
            boolean checksums = random.nextBoolean();
            if (!checksums) {
                header.withoutDatabaseChecksums();
            } else if (!snapshot) {
                header.preApplyChecksum(1L << 63 | random.nextLong());
            }
            long postApply = !checksums ? 0 : commit == 0 ? DatabaseChecksum.NO_PAGES : checksum.value();
            PageEncoding encoding = PageEncoding.values()[random.nextInt(2)];
            written.add(write("random-" + i + ".ltx", LtxFiles.write(header.build(), pages, postApply, encoding)));
        }
        verify(written);
    }

    @Test
    void theChecksumOfADatabaseIsTheSame() throws Exception {
        byte[] database = new byte[4096 * 300];
        new Random(7).nextBytes(database);
        // A header that says the page size.
        System.arraycopy("SQLite format 3\0".getBytes(StandardCharsets.US_ASCII), 0, database, 0, 16);
        database[16] = 0x10;
        database[17] = 0;
        String path = write("database", database);
        DatabaseChecksum checksum = DatabaseChecksum.of(Files.newInputStream(Path.of(path)), path, PageSize.of(4096));
        assertThat(run(List.of("checksum", path)).strip()).isEqualTo(new Txid(checksum.value()).toString());
    }

    /** A database without a log: the file that {@code ltx encode-db} writes says the same. */
    @Test
    void snapshotsSayWhatEncodeDbSays() throws Exception {
        Fixture wal = Fixture.open("wal");
        int compared = 0;
        for (Path database : wal.files(".db")) {
            Path state = folder.resolve("state.db");
            Checkpoint.of(database).publish(state, true);
            run(List.of("encode-db", "-o", folder.resolve("go.ltx").toString(), state.toString()));
            LtxFiles.Content theirs = LtxFiles.read(Files.readAllBytes(folder.resolve("go.ltx")));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (PageSource pages = DatabasePages.open(state)) {
                LtxSnapshot.of(pages, Txid.FIRST)
                        .timestampMillis(theirs.summary().header().timestampMillis())
                        .write(out, "ours");
                assertThat(run(List.of("checksum", state.toString())).strip())
                        .isEqualTo(new Txid(DatabaseChecksum.of(pages).value()).toString());
            }
            LtxFiles.Content ours = LtxFiles.read(out.toByteArray());
            assertThat(ours.summary().header()).isEqualTo(theirs.summary().header());
            assertThat(ours.summary().trailer().postApplyChecksum())
                    .isEqualTo(theirs.summary().trailer().postApplyChecksum());
            assertThat(ours.pages()).isEqualTo(theirs.pages());
            verify(List.of(write("ours.ltx", out.toByteArray())));
            compared++;
        }
        assertThat(compared).isEqualTo(72);
        System.out.println("interop: " + compared + " databases: the same as ltx encode-db and ltx checksum");
    }

    /** What is made of a log can be applied by the Go program, and leads to the database that SQLite recovers. */
    @Test
    void filesOfLogsAreVerifiedAndAppliedToTheRecoveredDatabase() throws Exception {
        Fixture wal = Fixture.open("wal");
        int applied = 0;
        int files = 0;
        for (var pair : wal.answers().properties()) {
            if (pair.getValue().get("wal_frames_committed").asLong() == 0) {
                continue;
            }
            Path database = wal.folder().resolve(pair.getKey() + ".db");
            Path target = folder.resolve("db");
            Files.deleteIfExists(target);
            List<String> apply = new ArrayList<>(List.of("apply", "-db", target.toString()));
            try (WalFrames log = WalFrames.open(wal.folder().resolve(pair.getKey() + ".db-wal"))) {
                ArrayPages pages = new ArrayPages(
                        Files.readAllBytes(database), log.header().pageSize());
                ByteArrayOutputStream snapshot = new ByteArrayOutputStream();
                LtxSnapshot.of(pages, Txid.FIRST).write(snapshot, "snapshot");
                apply.add(write("1.ltx", snapshot.toByteArray()));
                for (byte[] file : Overlay.chain(log, pages)) {
                    apply.add(write((apply.size() - 2) + ".ltx", file));
                }
            }
            verify(apply.subList(3, apply.size()));
            run(apply);
            assertThat(Fixture.sha256(target))
                    .as(pair.getKey())
                    .isEqualTo(pair.getValue().get("sha256").asText());
            files += apply.size() - 3;
            applied++;
        }
        assertThat(applied).isEqualTo(48);
        System.out.println(
                "interop: " + files + " files of " + applied + " databases and logs: ltx verify and ltx apply");
    }

    private void verify(List<String> files) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("verify"));
        arguments.addAll(files);
        run(arguments);
    }

    private String write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes).toString();
    }

    private static String run(List<String> arguments) throws Exception {
        return GoPrograms.run(program, arguments);
    }
}
