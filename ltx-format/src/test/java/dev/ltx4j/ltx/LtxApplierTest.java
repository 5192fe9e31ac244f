package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ltx4j.fixtures.LtxForge;
import dev.ltx4j.ltx.UnappliableException.Reason;
import dev.ltx4j.sqlite.ChecksumMismatchException;
import dev.ltx4j.sqlite.DatabaseLock;
import dev.ltx4j.sqlite.DatabaseUnavailableException;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.OutputRefusedException;
import dev.ltx4j.sqlite.PageSize;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is applied, what is refused, and what is left of a database then. */
class LtxApplierTest {
    private static final int SIZE = 512;

    @TempDir
    private Path folder;

    private Path database = Path.of("");

    @BeforeEach
    void place() throws IOException {
        database = folder.toRealPath().resolve("db");
    }

    static Stream<LtxApplier> appliers() {
        return Stream.of(
                LtxApplier.inPlace(),
                LtxApplier.inPlace().byCopy(),
                LtxApplier.inPlace().reader(new ParallelLtxReader(ForkJoinPool.commonPool(), 3)));
    }

    @ParameterizedTest
    @MethodSource("appliers")
    void theReportSaysWhatWasDone(LtxApplier applier) throws IOException {
        byte[] first = content(1, 2, 3);
        byte[] second = content(1, 9, 3, 4);
        byte[] third = content(1, 9);
        ApplyReport created = applier.apply(database, List.of(ApplySamples.snapshot(SIZE, first)));
        assertThat(created)
                .isEqualTo(new ApplyReport(
                        database,
                        true,
                        PageSize.of(SIZE),
                        3,
                        3,
                        new LtxPosition(Txid.FIRST, ApplySamples.checksum(PageSize.of(SIZE), first)),
                        false));
        ApplyReport changed = applier.apply(
                database,
                List.of(
                        ApplySamples.difference(SIZE, 2, first, second),
                        ApplySamples.difference(SIZE, 3, second, third)));
        assertThat(changed)
                .isEqualTo(new ApplyReport(
                        database,
                        false,
                        PageSize.of(SIZE),
                        2,
                        1,
                        new LtxPosition(new Txid(3), ApplySamples.checksum(PageSize.of(SIZE), third)),
                        false));
        assertContent(third);
    }

    @ParameterizedTest
    @MethodSource("appliers")
    void anEmptyFileIsLikeNoDatabase(LtxApplier applier) throws IOException {
        Files.createFile(database);
        // Left from the transaction that emptied it: SQLite deletes it, too.
        Files.write(folder.resolve("db-journal"), new byte[] {1});
        assertThat(applier.apply(database, List.of(ApplySamples.snapshot(SIZE, content(1, 2))))
                        .created())
                .isTrue();
        assertContent(content(1, 2));
    }

    @ParameterizedTest
    @MethodSource("appliers")
    void aDatabaseThatWasDeletedIsEmptyAndComesBack(LtxApplier applier) throws IOException {
        byte[] old = content(1, 2, 3);
        Files.write(database, old);
        ApplyReport deleted = applier.apply(database, List.of(ApplySamples.difference(SIZE, old, new byte[0])));
        assertThat(deleted.pageCount()).isZero();
        assertThat(deleted.position().checksum()).isEqualTo(DatabaseChecksum.NO_PAGES);
        assertContent();
        // Its checksum says that it starts from nothing, although it is no snapshot.
        applier.apply(database, List.of(ApplySamples.difference(SIZE, 5, new byte[0], content(7, 8))));
        assertContent(content(7, 8));
    }

    @ParameterizedTest
    @MethodSource("appliers")
    void aSnapshotReplacesWhateverIsThere(LtxApplier applier) throws IOException {
        Files.write(database, content(5, 6, 7, 8));
        applier.apply(database, List.of(ApplySamples.snapshot(SIZE, content(1, 2))));
        assertContent(content(1, 2));
    }

    @ParameterizedTest
    @MethodSource("appliers")
    void aPageThatWasCutOffDoesNotComeBack(LtxApplier applier) throws IOException {
        byte[] old = content(1, 2, 3, 4);
        Files.write(database, old);
        LtxSource small = forged(2, 2, 1);
        LtxSource large = forged(3, 4, 1, 3);
        assertUnappliable(
                applier,
                Reason.MISSING_PAGE,
                "txid-3: page 4 of 4 is in no file, nor in the database before; a file that comes before these has not"
                        + " been applied",
                small,
                large);
        assertContent(old);
        LtxSource complete = forged(3, 4, 3, 4);
        applier.apply(database, List.of(small, complete));
        assertContent(content('b', 2, 'c', 'c'));
    }

    @ParameterizedTest
    @MethodSource("appliers")
    void filesThatDoNotFitChangeNothing(LtxApplier applier) throws IOException {
        byte[] old = content(1, 2, 3);
        assertUnappliable(
                applier,
                Reason.NO_SNAPSHOT,
                "txid-2: starts with TXID 0000000000000002, but there is no database " + database
                        + " yet; give a snapshot first, which is a file that starts with TXID 0000000000000001",
                forged(2, 3, 1));
        assertThat(folder).isEmptyDirectory();
        Files.write(database, old);
        assertUnappliable(
                applier,
                Reason.NON_CONTIGUOUS,
                "txid-4: non-contiguous transaction ids: 0000000000000004-0000000000000004 does not continue"
                        + " 0000000000000002-0000000000000002 of txid-2; give the files oldest first, with none left"
                        + " out",
                forged(2, 3, 1),
                forged(4, 3, 1));
        assertUnappliable(
                applier,
                Reason.NON_CONTIGUOUS,
                "txid-2: non-contiguous transaction ids: 0000000000000002-0000000000000002 does not continue"
                        + " 0000000000000003-0000000000000003 of txid-3; give the files oldest first, with none left"
                        + " out",
                forged(3, 3, 1),
                forged(2, 3, 1));
        LtxSource other = ApplySamples.bytes(
                "other", new LtxForge(1024).txids(3, 3).commit(3).page(1, 1).build());
        assertUnappliable(
                applier,
                Reason.PAGE_SIZE,
                "other: page size is 1024, but that of txid-2 is 512",
                forged(2, 3, 1),
                other);
        LtxSource wrong = ApplySamples.difference(SIZE, content(1, 2, 4), content(1, 2, 5));
        assertUnappliable(
                applier,
                Reason.OTHER_DATABASE,
                "txid-2: pre-apply checksum " + hex(content(1, 2, 4)) + " is not that of " + database + ", " + hex(old)
                        + ": it is another database, or at another state",
                wrong);
        assertContent(old);
    }

    @ParameterizedTest
    @MethodSource("appliers")
    void thePageSizeOfADatabaseOfSqliteIsKnown(LtxApplier applier) throws IOException {
        byte[] sqlite = new byte[2048];
        System.arraycopy("SQLite format 3\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, sqlite, 0, 16);
        System.arraycopy(new byte[] {4, 0, 1, 1, 0, 64, 32, 32}, 0, sqlite, 16, 8);
        Files.write(database, sqlite);
        assertUnappliable(
                applier,
                Reason.PAGE_SIZE,
                "txid-2: page size is 512, but that of " + database + " is 1024; it is another database's file",
                forged(2, 3, 1));
        assertContent(sqlite);
    }

    @ParameterizedTest
    @MethodSource("appliers")
    void aChecksumThatTheResultDoesNotHaveChangesNothing(LtxApplier applier) throws IOException {
        byte[] old = content(1, 2);
        Files.write(database, old);
        byte[] file = new LtxForge(SIZE)
                .txids(2, 2)
                .commit(2)
                .page(1, 7)
                .databaseChecksums(ApplySamples.checksum(PageSize.of(SIZE), old), 1L << 63 | 5)
                .build();
        assertThatThrownBy(() -> applier.apply(database, List.of(ApplySamples.bytes("file", file))))
                .isInstanceOf(ChecksumMismatchException.class)
                .hasMessage("file: the database would get checksum " + hex(content(7, 2))
                        + ", the file's post-apply checksum is 8000000000000005");
        assertContent(old);
    }

    @ParameterizedTest
    @MethodSource("appliers")
    void filesThatDoNotJoinChangeNothing(LtxApplier applier) throws IOException {
        byte[] old = content(1, 2);
        Files.write(database, old);
        List<LtxSource> files = List.of(
                ApplySamples.difference(SIZE, 2, old, content(3, 2)),
                ApplySamples.difference(SIZE, 3, content(3, 9), content(3, 4)));
        assertThatThrownBy(() -> applier.apply(database, files))
                .isInstanceOf(ChecksumMismatchException.class)
                .hasMessageStartingWith("txid-3: pre-apply checksum " + hex(content(3, 9))
                        + " is not the post-apply checksum " + hex(content(3, 2)) + " of txid-2");
        assertContent(old);
    }

    @ParameterizedTest
    @MethodSource("appliers")
    void everyDamageIsFoundBeforeAnythingCounts(LtxApplier applier) throws IOException {
        byte[] old = content(1, 2, 3, 4);
        byte[] changed = content(1, 5, 3, 6);
        byte[] file;
        try (InputStream in = ApplySamples.difference(SIZE, old, changed).open()) {
            file = in.readAllBytes();
        }
        Files.write(database, old);
        int rejected = 0;
        for (int bit = 0; bit < file.length * 8; bit += 7) {
            byte[] flipped = file.clone();
            flipped[bit >>> 3] ^= (byte) (1 << (bit & 7));
            rejected += isRejected(applier, flipped) ? 1 : 0;
        }
        for (int length = 0; length < file.length; length += 11) {
            assertThat(isRejected(applier, Arrays.copyOf(file, length))).isTrue();
        }
        // Not all flips: an LZ4 block can say the same in several ways.
        assertThat(rejected).isGreaterThan(file.length * 8 / 7 - 10);
    }

    private boolean isRejected(LtxApplier applier, byte[] file) throws IOException {
        byte[] before = Files.readAllBytes(database);
        try {
            applier.apply(database, List.of(ApplySamples.bytes("file", file)));
            Files.write(database, before);
            return false;
        } catch (dev.ltx4j.sqlite.FileFormatException | UnappliableException e) {
            assertContent(before);
            return true;
        }
    }

    /** It is read three times; what is there the third time must be what was verified. */
    @Test
    void aFileThatChangesWhileItIsAppliedIsRolledBack() throws IOException {
        byte[] old = content(1, 2, 3, 4);
        Files.write(database, old);
        byte[][] versions = new byte[2][];
        for (int i = 0; i < 2; i++) {
            try (InputStream in = forged(2, 4, 1 + i).open()) {
                versions[i] = in.readAllBytes();
            }
        }
        for (int changesAt = 1; changesAt < 3; changesAt++) {
            int at = changesAt;
            int[] opened = {0};
            LtxSource changing = new LtxSource() {
                @Override
                public String file() {
                    return "changing";
                }

                @Override
                public InputStream open() {
                    return new ByteArrayInputStream(versions[opened[0]++ < at ? 0 : 1]);
                }
            };
            if (changesAt == 1) {
                // Verified as it is now, and no harm done.
                LtxApplier.inPlace().apply(database, List.of(changing));
                assertContent(content(1, 'b', 3, 4));
                Files.write(database, old);
            } else {
                assertThatThrownBy(() -> LtxApplier.inPlace().apply(database, List.of(changing)))
                        .isInstanceOf(MalformedFileException.class)
                        .hasMessage("changing: the file is no longer what it was a moment ago");
                assertContent(old);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("appliers")
    void aDatabaseBehindALinkIsChangedWhereItIs(LtxApplier applier) throws IOException {
        byte[] old = content(1, 2);
        Files.write(database, old);
        Path link = Files.createSymbolicLink(
                Files.createDirectory(folder.resolve("other")).resolve("link"), database);
        ApplyReport report = applier.apply(link, List.of(ApplySamples.difference(SIZE, old, content(1, 3))));
        assertThat(report.database()).isEqualTo(database);
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(Files.readAllBytes(database)).isEqualTo(content(1, 3));
    }

    @ParameterizedTest
    @MethodSource("appliers")
    void aDatabaseThatIsLockedIsLeftAlone(LtxApplier applier) throws IOException {
        byte[] old = content(1, 2);
        Files.write(database, old);
        DatabaseLock lock = DatabaseLock.exclusive(database, Duration.ZERO);
        try {
            assertThatThrownBy(() ->
                            applier.apply(database, List.of(ApplySamples.difference(SIZE, old, content(1, 3)))))
                    .isInstanceOf(DatabaseUnavailableException.class);
        } finally {
            lock.close();
        }
        assertContent(old);
    }

    @ParameterizedTest
    @MethodSource("appliers")
    void whatIsLeftOfAnotherDatabaseIsNotTakenForThisOnes(LtxApplier applier) throws IOException {
        LtxSource snapshot = ApplySamples.snapshot(SIZE, content(1));
        for (String ending : List.of("-wal", "-shm", "-journal")) {
            Path sidecar = Files.createFile(folder.toRealPath().resolve("db" + ending));
            assertThatThrownBy(() -> applier.apply(database, List.of(snapshot)))
                    .isInstanceOf(OutputRefusedException.class)
                    .hasMessage(sidecar + " exists without its database, and SQLite would apply it to the new one;"
                            + " move it away");
            Files.delete(sidecar);
        }
        Files.createSymbolicLink(database, folder.resolve("nothing"));
        assertThatThrownBy(() -> applier.apply(database, List.of(snapshot)))
                .isInstanceOf(OutputRefusedException.class)
                .hasMessage(database + " is a symbolic link to nothing");
    }

    @ParameterizedTest
    @MethodSource("appliers")
    void aFileThatStandsWhereTheDatabaseBelongsIsNotWrittenOver(LtxApplier applier) throws IOException {
        LtxSource snapshot = ApplySamples.snapshot(SIZE, content(1));
        byte[] file;
        try (InputStream in = snapshot.open()) {
            file = in.readAllBytes();
        }
        Files.write(database, file);
        assertThatThrownBy(() -> applier.apply(database, List.of(snapshot)))
                .isInstanceOf(OutputRefusedException.class)
                .hasMessage(database + " is an LTX file, not a database; it is not written over");
        assertContent(file);
    }

    @Test
    void whatCannotBeADatabaseIsRefused() throws IOException {
        LtxSource snapshot = ApplySamples.snapshot(SIZE, content(1));
        assertThatThrownBy(() -> LtxApplier.inPlace().apply(folder, List.of(snapshot)))
                .isInstanceOf(OutputRefusedException.class)
                .hasMessage(folder + " is not a regular file");
        assertThatThrownBy(() -> LtxApplier.inPlace().apply(folder.resolve("no/db"), List.of(snapshot)))
                .isInstanceOf(OutputRefusedException.class)
                .hasMessage("the folder " + folder.resolve("no") + " does not exist; create it first");
        assertThatThrownBy(() -> LtxApplier.inPlace().apply(database, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        Files.write(database, new byte[700]);
        assertThatThrownBy(() -> LtxApplier.inPlace().apply(database, List.of(forged(2, 1, 1))))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("database ends inside a page: 188 of 512 bytes");
    }

    /** What reading throws says the same words, but of another file. */
    @Test
    void aDiskThatIsFullIsToldWithTheDatabasesName() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full));
        try (FileChannel channel = FileChannel.open(full, StandardOpenOption.WRITE)) {
            NewestPages.Sink sink = LtxApplier.sinkTo(channel, database, PageSize.of(SIZE));
            assertThatThrownBy(() -> sink.write(1, new byte[2 * SIZE], 0, 2))
                    .isInstanceOfSatisfying(OutputRefusedException.class, e -> {
                        assertThat(e.reason()).isEqualTo(OutputRefusedException.Reason.NO_SPACE);
                        assertThat(e.file()).isEqualTo(database.toString());
                    })
                    .hasMessageStartingWith("no space to write " + database + ": ");
        }
    }

    private void assertUnappliable(LtxApplier applier, Reason reason, String message, LtxSource... files) {
        assertThatThrownBy(() -> applier.apply(database, List.of(files)))
                .isInstanceOfSatisfying(UnappliableException.class, e -> {
                    assertThat(e.reason()).isEqualTo(reason);
                    assertThat(e.file()).isEqualTo(message.substring(0, message.indexOf(": ")));
                })
                .hasMessage(message);
    }

    private void assertContent(byte[] content) throws IOException {
        assertThat(Files.readAllBytes(database)).isEqualTo(content);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("db"));
        }
    }

    private void assertContent() throws IOException {
        assertContent(new byte[0]);
    }

    /** Without checksums; pages are filled with a letter, b for TXID 2. */
    private static LtxSource forged(long txid, long commit, long... pages) {
        LtxForge forge = new LtxForge(SIZE).txids(txid, txid).commit(commit);
        for (long page : pages) {
            forge.page(page, (int) ('a' + txid - 1));
        }
        return ApplySamples.bytes("txid-" + txid, forge.build());
    }

    private static String hex(byte[] content) throws IOException {
        return new Txid(ApplySamples.checksum(PageSize.of(SIZE), content)).toString();
    }

    private static byte[] content(int... values) {
        byte[] content = new byte[values.length * SIZE];
        for (int i = 0; i < values.length; i++) {
            Arrays.fill(content, i * SIZE, (i + 1) * SIZE, (byte) values[i]);
        }
        return content;
    }
}
