package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ltx4j.sqlite.OutputRefusedException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabasePublicationTest {
    private static final String NEW = "the new database";

    @TempDir
    private Path temp;

    private Path folder;
    private Path target;

    @BeforeEach
    void resolveLinks() throws IOException {
        folder = temp.toRealPath();
        target = folder.resolve("app.db");
    }

    @Test
    void theTargetIsAbsentUntilItIsComplete() throws Exception {
        try (DatabasePublication publication = DatabasePublication.begin(target)) {
            write(publication, NEW);
            assertThat(target).doesNotExist();
            assertThat(publication.target()).isEqualTo(target);
            assertThat(publication.temporaryFile().getParent()).isEqualTo(folder);
            assertThat(publication.temporaryFile().getFileName().toString())
                    .matches("\\.app\\.db\\.ltx4j-[0-9a-f]{16}\\.tmp");

            publication.publish(false);
            assertThat(target).hasContent(NEW);
            assertThat(names()).containsExactly("app.db");
            assertThat(publication.channel().isOpen()).isFalse();
            assertThatIllegalStateException().isThrownBy(() -> publication.publish(false));
        }
        assertThat(target).hasContent(NEW);
    }

    @Test
    void whatIsNotPublishedLeavesNothing() throws Exception {
        DatabasePublication publication = DatabasePublication.begin(target);
        write(publication, NEW);
        assertThat(names()).hasSize(1);
        publication.close();
        publication.close();

        assertThat(names()).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> publication.publish(true));
    }

    @Test
    void theFileIsForItsOwnerOnlyFromTheStart() throws Exception {
        assumePosix();
        try (DatabasePublication publication = DatabasePublication.begin(target)) {
            assertThat(mode(publication.temporaryFile())).isEqualTo("rw-------");
            write(publication, NEW);
            publication.publish(false);
        }
        assertThat(mode(target)).isEqualTo("rw-------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw-rw-rw-", "r--------"})
    void anotherModeIsSetExactlyAndOnlyInTheEnd(String mode) throws Exception {
        assumePosix();
        try (DatabasePublication publication = DatabasePublication.begin(target)) {
            publication.mode(PosixFilePermissions.fromString(mode));
            write(publication, NEW);
            assertThat(mode(publication.temporaryFile())).isEqualTo("rw-------");
            publication.publish(false);
        }
        assertThat(mode(target)).isEqualTo(mode);
    }

    @Test
    void anExistingDatabaseIsRefusedUnlessForced() throws Exception {
        Files.writeString(target, "old");

        requireRefused(Reason.EXISTS, target, target + " exists; use -force to replace it");
        assertThat(target).hasContent("old");
        requirePublished();
    }

    @Test
    void anEmptyFileCountsAsAbsent() throws Exception {
        Files.createFile(target);
        DatabasePublication.checkTarget(target, false);
        try (DatabasePublication publication = DatabasePublication.begin(target)) {
            write(publication, NEW);
            publication.publish(false);
        }
        assertThat(target).hasContent(NEW);
        assertThat(names()).containsExactly("app.db");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-wal", "-shm", "-journal"})
    void aStraySidecarIsRefusedUnlessForcedAndThenGoes(String ending) throws Exception {
        Path sidecar = Files.writeString(folder.resolve("app.db" + ending), "of another database");

        requireRefused(
                Reason.STRAY_SIDECAR,
                sidecar,
                sidecar + " exists, and SQLite would apply it to the new database; move it away, or use -force to"
                        + " delete it");
        requirePublished();
    }

    @Test
    void databaseAndSidecarsAreReplacedWhenForced() throws Exception {
        Files.writeString(target, "old");
        Files.writeString(folder.resolve("app.db-wal"), "old log");
        Files.writeString(folder.resolve("app.db-shm"), "");
        Files.writeString(folder.resolve("app.db-journal"), "old journal");
        Files.writeString(folder.resolve("other.db-wal"), "not ours");

        try (DatabasePublication publication = DatabasePublication.begin(target)) {
            write(publication, NEW);
            publication.publish(true);
        }
        assertThat(target).hasContent(NEW);
        assertThat(names()).containsExactly("app.db", "other.db-wal");
    }

    @Test
    void aFolderIsNeverReplaced() throws Exception {
        Files.createDirectory(target);
        for (boolean force : new boolean[] {false, true}) {
            assertRefused(
                    () -> DatabasePublication.checkTarget(target, force),
                    Reason.NOT_A_FILE,
                    target,
                    target + " is a folder; it is never replaced");
            try (DatabasePublication publication = DatabasePublication.begin(target)) {
                assertRefused(
                        () -> publication.publish(force),
                        Reason.NOT_A_FILE,
                        target,
                        target + " is a folder; it is never replaced");
            }
        }
        assertThat(names()).containsExactly("app.db");
    }

    @Test
    void aFolderInASidecarsPlaceIsNeverDeleted() throws Exception {
        Path sidecar = Files.createDirectory(folder.resolve("app.db-wal"));
        assertRefused(
                () -> DatabasePublication.checkTarget(target, true),
                Reason.STRAY_SIDECAR,
                sidecar,
                sidecar + " is a folder; move it away");
    }

    @Test
    void whatIsNoRegularFileIsNeverReplaced() {
        Path device = Path.of("/dev/null");
        assumeTrue(Files.exists(device));
        assertRefused(
                () -> DatabasePublication.checkTarget(device, true),
                Reason.NOT_A_FILE,
                device,
                "/dev/null is not a regular file; it is never replaced");
    }

    @Test
    void theFolderMustExist() throws Exception {
        Path missing = folder.resolve("missing/app.db");
        String message = "the folder " + folder.resolve("missing") + " does not exist; create it first";
        assertRefused(() -> DatabasePublication.checkTarget(missing, false), Reason.NO_FOLDER, missing, message);
        assertRefused(() -> DatabasePublication.begin(missing), Reason.NO_FOLDER, missing, message);

        Path file = Files.writeString(folder.resolve("file"), "");
        assertRefused(
                () -> DatabasePublication.begin(file.resolve("app.db")),
                Reason.NO_FOLDER,
                file.resolve("app.db"),
                file + " is not a folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/..", "/tmp/.."})
    void aPathWithoutANameIsRefused(String path) {
        Path root = Path.of(path);
        assertRefused(
                () -> DatabasePublication.checkTarget(root, true),
                Reason.NOT_A_FILE,
                root,
                root + " is a folder, not a file to write");
    }

    @Test
    void aNameThatIsTooLongIsRefusedBeforeAnyWork() {
        for (int length : new int[] {255, 256}) {
            Path longName = folder.resolve("n".repeat(length));
            assertThatThrownBy(() -> DatabasePublication.checkTarget(longName, false))
                    .isInstanceOfSatisfying(
                            OutputRefusedException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.NOT_WRITABLE))
                    .hasMessageContaining("cannot write " + longName);
        }
    }

    @Test
    void aFolderThatMustNotBeEnteredIsRefused() throws Exception {
        assumePosix();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rw-------"));
        try {
            assumeTrue(!Files.isExecutable(folder), "the superuser may enter any folder");
            assertRefused(
                    () -> DatabasePublication.checkTarget(target, false),
                    Reason.NOT_WRITABLE,
                    target,
                    "cannot write " + target + ": permission denied");
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aFolderWithoutWritePermissionIsRefused() throws Exception {
        assumePosix();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            assumeTrue(!Files.isWritable(folder), "the superuser may write anywhere");
            assertRefused(
                    () -> DatabasePublication.checkTarget(target, false),
                    Reason.NOT_WRITABLE,
                    target,
                    "the folder " + folder + " is not writable");
            assertThatThrownBy(() -> DatabasePublication.begin(target))
                    .isInstanceOf(OutputRefusedException.class)
                    .hasMessage("cannot write " + target + ": permission denied");
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aLinkIsNeverWrittenThrough() throws Exception {
        Path elsewhere = Files.writeString(folder.resolve("elsewhere.db"), "precious");
        Files.createSymbolicLink(target, elsewhere);

        requireRefused(Reason.EXISTS, target, target + " is a symbolic link; use -force to replace the link");
        try (DatabasePublication publication = DatabasePublication.begin(target)) {
            write(publication, NEW);
            publication.publish(true);
        }
        assertThat(Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(target).hasContent(NEW);
        assertThat(elsewhere).hasContent("precious");
    }

    /** Such as /dev/stdout: whoever names it wants what it leads to, and root would take the name from everybody. */
    @Test
    void aLinkToWhatIsNoFileIsNeverReplaced() throws Exception {
        Path place = Files.createDirectory(folder.resolve("place"));
        for (Path end : List.of(place, Path.of("/dev/null"))) {
            assumeTrue(Files.exists(end));
            Files.createSymbolicLink(target, end);

            assertThatThrownBy(() -> DatabasePublication.checkTarget(target, true))
                    .isInstanceOfSatisfying(
                            OutputRefusedException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.NOT_A_FILE))
                    .hasMessage(target + " is a symbolic link to "
                            + (end == place ? "a folder" : "something that is not a regular file")
                            + "; it is never replaced");
            assertThat(Files.readSymbolicLink(target)).isEqualTo(end);
            Files.delete(target);
        }
    }

    @Test
    void aLinkToNowhereIsRefusedToo() throws Exception {
        Files.createSymbolicLink(target, folder.resolve("nowhere"));

        requireRefused(Reason.EXISTS, target, target + " is a symbolic link; use -force to replace the link");
        assertThat(folder.resolve("nowhere")).doesNotExist();
    }

    @Test
    void theFolderMayBeBehindALink() throws Exception {
        Path real = Files.createDirectory(folder.resolve("real"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        try (DatabasePublication publication = DatabasePublication.begin(link.resolve("app.db"))) {
            assertThat(publication.target()).isEqualTo(real.resolve("app.db"));
            write(publication, NEW);
            publication.publish(false);
        }
        assertThat(real.resolve("app.db")).hasContent(NEW);
    }

    @Test
    void aRefusedPublicationCanBeForcedThen() throws Exception {
        try (DatabasePublication publication = DatabasePublication.begin(target)) {
            write(publication, NEW);
            Files.writeString(target, "appeared meanwhile");
            assertThatThrownBy(() -> publication.publish(false)).isInstanceOf(OutputRefusedException.class);
            assertThat(target).hasContent("appeared meanwhile");
            publication.publish(true);
        }
        assertThat(target).hasContent(NEW);
    }

    @Test
    void ofTwoThatRaceOneIsPublishedAndTheOtherRefused() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 100; round++) {
                Path raced = folder.resolve("raced-" + round + ".db");
                CyclicBarrier start = new CyclicBarrier(2);
                List<Future<String>> racers = new ArrayList<>();
                for (String content : List.of("first", "second")) {
                    racers.add(threads.submit(publishing(raced, content, start)));
                }
                List<String> published = new ArrayList<>();
                for (Future<String> racer : racers) {
                    try {
                        published.add(racer.get());
                    } catch (ExecutionException e) {
                        assertThat(e).cause().isInstanceOf(OutputRefusedException.class);
                    }
                }
                assertThat(published).hasSize(1);
                assertThat(raced).hasContent(published.get(0));
            }
            assertThat(names()).hasSize(100).allMatch(name -> name.startsWith("raced-"));
        } finally {
            threads.shutdownNow();
        }
    }

    private static Callable<String> publishing(Path target, String content, CyclicBarrier start) {
        return () -> {
            start.await();
            try (DatabasePublication publication = DatabasePublication.begin(target)) {
                write(publication, content);
                publication.publish(false);
                return content;
            }
        };
    }

    /** Refused by the check before the work, and by the publication after it, which leaves nothing. */
    private void requireRefused(Reason reason, Path file, String message) throws IOException {
        List<String> before = names();
        assertRefused(() -> DatabasePublication.checkTarget(target, false), reason, file, message);
        try (DatabasePublication publication = DatabasePublication.begin(target)) {
            write(publication, NEW);
            assertRefused(() -> publication.publish(false), reason, file, message);
        }
        assertThat(names()).isEqualTo(before);
    }

    /** Published when forced, and nothing else is left. */
    private void requirePublished() throws IOException {
        DatabasePublication.checkTarget(target, true);
        try (DatabasePublication publication = DatabasePublication.begin(target)) {
            write(publication, NEW);
            publication.publish(true);
        }
        assertThat(target).hasContent(NEW);
        assertThat(names()).containsExactly("app.db");
    }

    private static void assertRefused(ThrowingCallable work, Reason reason, Path file, String message) {
        assertThatThrownBy(work).isInstanceOfSatisfying(OutputRefusedException.class, e -> {
            assertThat(e.reason()).isEqualTo(reason);
            assertThat(e.file()).isEqualTo(file.toString());
            assertThat(e).hasMessage(message);
        });
    }

    private static void write(DatabasePublication publication, String content) throws IOException {
        publication.channel().write(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private void assumePosix() throws IOException {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
    }
}
