package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.sqlite.DatabasePublication;
import dev.ltx4j.sqlite.DiskTrace;
import dev.ltx4j.sqlite.DiskTrace.Kind;
import dev.ltx4j.sqlite.DiskTrace.Loss;
import dev.ltx4j.sqlite.DiskTrace.Step;
import dev.ltx4j.sqlite.PageTransaction;
import dev.ltx4j.sqlite.TracedFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Killed, cut off from power, or with a disk that fails, at every step of applying files in place: the database is the old
 * or the new one, for the next run here and for the real SQLite. Databases of Litestream, which are in WAL mode.
 */
class LtxApplierCrashTest {
    private static final String DB = "app.db";
    private static final String JOURNAL = DB + "-journal";
    private static final int RANDOM_LOSSES = 6;

    /** Transactions a replica in the short run, out of some forty. */
    private static final int FEW = 8;

    @TempDir(factory = FastTempDir.class)
    private Path temp;

    private Path folder = Path.of("");
    private int crashes;
    private final Set<Boolean> outcomes = new HashSet<>();

    /** What became of a folder, by its content: the same one need not be judged twice. */
    private final Map<String, byte[]> judged = new HashMap<>();

    @BeforeEach
    void place() throws IOException {
        folder = Files.createDirectory(temp.toRealPath().resolve("run"));
    }

    static Stream<String> replicas() {
        return Stream.of("v5-page512", "v5-page1024", "v5-page4096", "v5-page8192");
    }

    static Stream<String> allReplicas() {
        return Stream.concat(replicas(), Stream.of("v5-page2048", "v5-page16384", "v5-page32768", "v5-page65536"));
    }

    @ParameterizedTest
    @MethodSource("replicas")
    void afterEveryCrashTheDatabaseIsTheOldOrTheNewOne(String replica) throws Exception {
        List<Txid> txids = txids(replica);
        Random random = new Random(replica.hashCode());
        for (int i = 0; i < FEW; i++) {
            int from = random.nextInt(txids.size() - 1);
            int to = from + 1 + random.nextInt(Math.min(4, txids.size() - 1 - from));
            crashEverywhere(replica, txids, from, to, random);
        }
        assertThat(crashes).isGreaterThan(700);
    }

    @ParameterizedTest
    @MethodSource("allReplicas")
    @Tag("exhaustive")
    void afterEveryCrashOfEveryTransactionTheDatabaseIsTheOldOrTheNewOne(String replica) throws Exception {
        List<Txid> txids = txids(replica);
        Random random = new Random(1);
        for (int from = 0; from < txids.size() - 1; from++) {
            for (int to : new TreeSet<>(List.of(from + 1, txids.size() - 1))) {
                crashEverywhere(replica, txids, from, to, random);
            }
        }
        assertThat(crashes).isGreaterThan(5000);
    }

    /** Outside of WAL mode, and with a file that cuts off most of the database and one that makes it large again. */
    @ParameterizedTest
    @ValueSource(ints = {512, 4096})
    void afterEveryCrashADatabaseThatShrinksOrGrowsIsTheOldOrTheNewOne(int pageBytes) throws Exception {
        Path database = temp.resolve("sample.db");
        String insert = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)"
                + " INSERT INTO t SELECT randomblob(" + pageBytes + ") FROM n";
        List<byte[]> states = new ArrayList<>();
        for (String sql : List.of(
                "CREATE TABLE t (x)",
                insert,
                "DELETE FROM t WHERE rowid % 2 = 0",
                "VACUUM",
                "DELETE FROM t WHERE rowid > 7",
                "VACUUM",
                insert)) {
            try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + database);
                    Statement statement = sqlite.createStatement()) {
                statement.execute("PRAGMA page_size = " + pageBytes);
                statement.execute(sql);
            }
            byte[] state = Files.readAllBytes(database);
            if (state.length > 0 && (states.isEmpty() || !Arrays.equals(state, states.get(states.size() - 1)))) {
                states.add(state);
            }
        }
        assertThat(states.size()).isGreaterThan(5);
        Random random = new Random(pageBytes);
        boolean shrunk = false;
        boolean grown = false;
        for (int from = 0; from < states.size() - 1; from++) {
            for (int to : new TreeSet<>(List.of(from + 1, states.size() - 1))) {
                byte[] old = states.get(from);
                byte[] changed = states.get(to);
                shrunk |= changed.length < old.length / 2;
                grown |= old.length < changed.length / 2;
                crashEverywhere(old, changed, List.of(ApplySamples.difference(pageBytes, old, changed)), random);
            }
        }
        assertThat(shrunk && grown).isTrue();
        // Down and up again at once.
        int last = states.size() - 1;
        List<LtxSource> both = List.of(
                ApplySamples.difference(pageBytes, 2, states.get(last - 2), states.get(last - 1)),
                ApplySamples.difference(pageBytes, 3, states.get(last - 1), states.get(last)));
        crashEverywhere(states.get(last - 2), states.get(last), both, random);
    }

    /** SQLite never plays a journal back into a database without a byte. */
    @Test
    void afterEveryCrashADatabaseThatIsDeletedIsTheOldOneOrEmpty() throws Exception {
        byte[] old = contentAt("v5-page4096", txids("v5-page4096"), 3);
        crashEverywhere(old, new byte[0], List.of(ApplySamples.difference(4096, old, new byte[0])), new Random(0));
    }

    /** So it must never be without a byte on the way to a new one. */
    @Test
    void afterEveryCrashADatabaseThatIsDeletedAndMadeAnewIsTheOldOrTheNewOne() throws Exception {
        List<Txid> txids = txids("v5-page4096");
        byte[] old = contentAt("v5-page4096", txids, 3);
        byte[] changed = contentAt("v5-page4096", txids, 8);
        List<LtxSource> both = List.of(
                ApplySamples.difference(4096, 2, old, new byte[0]),
                ApplySamples.difference(4096, 3, new byte[0], changed));
        crashEverywhere(old, changed, both, new Random(0));
    }

    @Test
    void afterEveryCrashOfTheRollingBackTheDatabaseIsTheOldOne() throws Exception {
        String replica = "v5-page1024";
        List<Txid> txids = txids(replica);
        byte[] old = contentAt(replica, txids, 5);
        List<LtxSource> sources = sources(replica, txids, 5, 12);
        Random random = new Random(3);
        TracedFiles applying = new TracedFiles(TracedFiles.NEVER, 0);
        applier(applying).apply(reset(old), sources);
        int rolledBack = 0;
        for (int count = 0; count < applying.trace().steps().size(); count++) {
            Map<String, byte[]> cutOff = applying.trace().after(Map.of(DB, old), count, Loss.ANYTHING, random);
            write(cutOff);
            TracedFiles rolling = new TracedFiles(TracedFiles.NEVER, 0);
            try (PageTransaction transaction = rolling.begin(folder.resolve(DB), Duration.ZERO)) {
                rolledBack += transaction.journalWasPlayedBack() ? 1 : 0;
            }
            byte[] result = contents().get(DB);
            for (int again = 0; again <= rolling.trace().steps().size(); again++) {
                for (Loss loss : Loss.values()) {
                    assertOldOrNew(
                            rolling.trace().after(cutOff, again, loss, random), result, result, rolling.trace(), again);
                }
            }
        }
        assertThat(rolledBack).isGreaterThan(5);
    }

    /** The order that all of this rests on. */
    @Test
    void theJournalIsOnTheDiskBeforeTheDatabaseIsWrittenAndGoesAfterTheDatabaseIsOnTheDisk() throws Exception {
        List<Txid> txids = txids("v5-page4096");
        DiskTrace trace = trace("v5-page4096", txids, 3, 7, new TracedFiles(TracedFiles.NEVER, 0));
        List<String> steps = trace.steps().stream()
                .map(step -> step.kind() + (step.file().isEmpty() ? "" : " " + step.file()))
                .distinct()
                .toList();
        assertThat(steps)
                .containsExactly(
                        "DELETE " + JOURNAL,
                        "CREATE " + JOURNAL,
                        "WRITE " + JOURNAL,
                        "FORCE " + JOURNAL,
                        "FORCE_FOLDER",
                        "WRITE " + DB,
                        "SET_LENGTH " + DB,
                        "FORCE " + DB);
        List<Step> all = trace.steps();
        Step header = lastBefore(all, Kind.FORCE_FOLDER, Kind.WRITE);
        assertThat(header.fileOffset()).isZero();
        assertThat(all.get(all.indexOf(header) - 1).kind()).isEqualTo(Kind.FORCE);
        assertThat(all.get(all.indexOf(header) + 1).kind()).isEqualTo(Kind.FORCE);
        assertThat(all.subList(all.size() - 3, all.size()).stream().map(Step::kind))
                .containsExactly(Kind.FORCE, Kind.DELETE, Kind.FORCE_FOLDER);
    }

    /** The disk fails once: the old pages are put back at once. It fails for good: the next run does it. */
    @ParameterizedTest
    @MethodSource("replicas")
    void whereAStepFailsTheDatabaseIsTheOldOne(String replica) throws Exception {
        List<Txid> txids = txids(replica);
        int from = txids.size() / 3;
        int to = from + 2;
        int steps = trace(replica, txids, from, to, new TracedFiles(TracedFiles.NEVER, 0))
                .steps()
                .size();
        byte[] old = contentAt(replica, txids, from);
        for (int step = 0; step < steps; step++) {
            for (int failures : new int[] {1, Integer.MAX_VALUE}) {
                TracedFiles files = new TracedFiles(step, failures);
                Path database = reset(old);
                try {
                    applier(files).apply(database, sources(replica, txids, from, to));
                    assertThat(files.hasFailed()).isFalse();
                } catch (IOException e) {
                    assertThat(e).hasMessage("Input/output error");
                    if (failures > 1) {
                        assertThat(bySqlite(contents())).isEqualTo(old);
                        assertThat(byUs(contents())).isEqualTo(old);
                    } else {
                        assertThat(contents()).containsOnlyKeys(DB).containsEntry(DB, old);
                    }
                }
            }
        }
    }

    @Test
    void whereAStepFailsADatabaseThatWasToBeDeletedIsTheOldOne() throws Exception {
        byte[] old = contentAt("v5-page4096", txids("v5-page4096"), 3);
        List<LtxSource> deletion = List.of(ApplySamples.difference(4096, old, new byte[0]));
        int failed = 0;
        for (int step = 0; failed == step; step++) {
            TracedFiles files = new TracedFiles(step, 1);
            Path database = reset(old);
            try {
                applier(files).apply(database, deletion);
            } catch (IOException e) {
                failed++;
                assertThat(e).hasMessage("Input/output error");
                assertThat(contents()).containsOnlyKeys(DB).containsEntry(DB, old);
            }
        }
        assertThat(failed).isGreaterThan(5);
    }

    @Test
    void byCopyTheDatabaseIsTheOldOneWhereAStepFails() throws Exception {
        String replica = "v5-page4096";
        List<Txid> txids = txids(replica);
        byte[] old = contentAt(replica, txids, 4);
        byte[] changed = contentAt(replica, txids, 8);
        boolean done = false;
        int failed = 0;
        for (int step = 0; !done; step++) {
            TracedFiles files = new TracedFiles(step, 1);
            Path database = reset(old);
            // They hold nothing, so they may go.
            Files.write(folder.resolve(DB + "-wal"), new byte[100]);
            Files.write(folder.resolve(DB + "-shm"), new byte[100]);
            Files.write(folder.resolve(JOURNAL), new byte[1000]);
            LtxApplier applier = applier(files).byCopy();
            try {
                applier.apply(database, sources(replica, txids, 4, 8));
                done = !files.hasFailed();
                assertThat(contents()).containsOnlyKeys(DB).containsEntry(DB, changed);
            } catch (IOException e) {
                failed++;
                assertThat(e).hasMessageEndingWith("Input/output error");
                assertThat(contents()).containsEntry(DB, old);
                assertThat(bySqlite(contents())).isEqualTo(old);
            }
        }
        assertThat(failed).isEqualTo(4);
    }

    @Test
    void anInterruptPutsTheOldPagesBack() throws Exception {
        String replica = "v5-page4096";
        List<Txid> txids = txids(replica);
        byte[] old = contentAt(replica, txids, 0);
        int last = txids.size() - 1;
        int whileWriting = 0;
        // Each file is opened for its header, to be verified, and to be written.
        for (int open = 0; open < 3 * last; open++) {
            Path database = reset(old);
            AtomicInteger left = new AtomicInteger(open);
            List<LtxSource> files = sources(replica, txids, 0, last).stream()
                    .<LtxSource>map(source -> new InterruptingSource(source, left))
                    .toList();
            TracedFiles traced = new TracedFiles(TracedFiles.NEVER, 0);
            assertThatThrownBy(() -> applier(traced).apply(database, files))
                    .as("opening %s", open)
                    .isInstanceOfAny(InterruptedIOException.class, ClosedByInterruptException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(contents()).containsOnlyKeys(DB).containsEntry(DB, old);
            whileWriting += traced.trace().steps().isEmpty() ? 0 : 1;
        }
        assertThat(whileWriting).isEqualTo(last);
    }

    /** Interrupts the thread that opens it for the last time. */
    private record InterruptingSource(LtxSource source, AtomicInteger left) implements LtxSource {
        @Override
        public String file() {
            return source.file();
        }

        @Override
        public InputStream open() throws IOException {
            if (left.getAndDecrement() == 0) {
                Thread.currentThread().interrupt();
            }
            return source.open();
        }
    }

    private void crashEverywhere(String replica, List<Txid> txids, int from, int to, Random random) throws Exception {
        crashEverywhere(
                contentAt(replica, txids, from),
                contentAt(replica, txids, to),
                sources(replica, txids, from, to),
                random);
    }

    private void crashEverywhere(byte[] old, byte[] changed, List<LtxSource> sources, Random random) throws Exception {
        assertThat(changed).isNotEqualTo(old);
        judged.clear();
        TracedFiles files = new TracedFiles(TracedFiles.NEVER, 0);
        applier(files).apply(reset(old), sources);
        DiskTrace trace = files.trace();
        assertThat(contents()).containsOnlyKeys(DB).containsEntry(DB, changed);
        Map<String, byte[]> before = Map.of(DB, old);
        for (int count = 0; count <= trace.steps().size(); count++) {
            assertOldOrNew(trace.after(before, count, Loss.NOTHING, random), old, changed, trace, count);
            assertOldOrNew(trace.after(before, count, Loss.EVERYTHING, random), old, changed, trace, count);
            for (int i = 0; i < RANDOM_LOSSES; i++) {
                assertOldOrNew(trace.after(before, count, Loss.ANYTHING, random), old, changed, trace, count);
            }
        }
        assertThat(outcomes).as("both states were seen").hasSize(2);
        outcomes.clear();
        // When the last step is done nothing can be lost any more.
        int all = trace.steps().size();
        assertThat(trace.after(before, all, Loss.EVERYTHING, random))
                .containsOnlyKeys(DB)
                .containsEntry(DB, changed);
    }

    private void assertOldOrNew(Map<String, byte[]> found, byte[] old, byte[] changed, DiskTrace trace, int count)
            throws Exception {
        crashes++;
        String key = found.entrySet().stream()
                .map(file -> file.getKey() + Arrays.hashCode(file.getValue()) + "/" + file.getValue().length)
                .toList()
                .toString();
        byte[] ours = judged.get(key);
        if (ours == null) {
            ours = byUs(found);
            assertThat(Arrays.equals(bySqlite(found), ours))
                    .as("SQLite's and our recovery give the same")
                    .isTrue();
            // One array for all that are equal: there are thousands.
            ours = Arrays.equals(ours, old) ? old : Arrays.equals(ours, changed) ? changed : ours;
            judged.put(key, ours);
        }
        outcomes.add(Arrays.equals(ours, old));
        if (!Arrays.equals(ours, old) && !Arrays.equals(ours, changed)) {
            throw new AssertionError("neither the old nor the new database after step " + count + ", "
                    + trace.steps().subList(0, count).stream()
                            .map(step -> step.kind() + " " + step.file() + " " + step.fileOffset())
                            .toList());
        }
    }

    private DiskTrace trace(String replica, List<Txid> txids, int from, int to, TracedFiles files) throws Exception {
        Path database = reset(contentAt(replica, txids, from));
        applier(files).apply(database, sources(replica, txids, from, to));
        return files.trace();
    }

    private static LtxApplier applier(TracedFiles files) {
        LtxApplier.DatabaseOpener opener = new LtxApplier.DatabaseOpener() {
            @Override
            public PageTransaction begin(Path database, Duration patience) throws IOException {
                return files.begin(database, patience);
            }

            @Override
            public DatabasePublication publication(Path database) throws IOException {
                return files.publication(database);
            }
        };
        return new LtxApplier(false, new ParallelLtxReader(Runnable::run, 1), Duration.ZERO, opener);
    }

    /** What a run of ours makes of a folder when it only rolls back. */
    private byte[] byUs(Map<String, byte[]> found) throws IOException {
        write(found);
        PageTransaction.begin(folder.resolve(DB), Duration.ZERO).close();
        byte[] journal = contents().getOrDefault(JOURNAL, new byte[0]);
        assertThat(journal.length == 0 || journal[0] == 0)
                .as("a journal that is still there does not count")
                .isTrue();
        return Files.readAllBytes(folder.resolve(DB));
    }

    private byte[] bySqlite(Map<String, byte[]> found) throws IOException, SQLException {
        write(found);
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(DB));
                Statement statement = sqlite.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA integrity_check")) {
            assertThat(result.getString(1)).isEqualTo("ok");
        }
        return Files.readAllBytes(folder.resolve(DB));
    }

    private Path reset(byte[] database) throws IOException {
        write(Map.of(DB, database));
        return folder.resolve(DB);
    }

    private void write(Map<String, byte[]> files) throws IOException {
        for (String name : contents().keySet()) {
            Files.delete(folder.resolve(name));
        }
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
    }

    private Map<String, byte[]> contents() throws IOException {
        Map<String, byte[]> found = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                found.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return found;
    }

    private byte[] contentAt(String replica, List<Txid> txids, int index) throws IOException {
        Path database = temp.resolve(replica + "-" + index);
        if (!Files.exists(database)) {
            LtxApplier.inPlace().apply(database, sources(replica, txids, -1, index));
            assertThat(Fixture.sha256(database))
                    .isEqualTo(Fixture.open(replica)
                            .answers()
                            .at("/txid/" + txids.get(index) + "/sha256")
                            .asText());
        }
        return Files.readAllBytes(database);
    }

    private static List<Txid> txids(String replica) {
        return Fixture.open(replica).answers().get("txid").properties().stream()
                .filter(answer -> answer.getValue().has("sha256"))
                .map(answer -> Txid.parse(answer.getKey()))
                .sorted()
                .toList();
    }

    /** The files that lead from one state to another; from -1: from none. */
    private static List<LtxSource> sources(String replica, List<Txid> txids, int from, int to) {
        Path level0 = Fixture.open(replica).replica().resolve("ltx/0");
        return txids.subList(from + 1, to + 1).stream()
                .map(txid -> LtxSource.of(level0.resolve(LtxFileName.of(new TxidRange(txid, txid)))))
                .toList();
    }

    private static Step lastBefore(List<Step> steps, Kind end, Kind wanted) {
        Step found = steps.get(0);
        for (Step step : steps) {
            if (step.kind() == end) {
                return found;
            }
            if (step.kind() == wanted) {
                found = step;
            }
        }
        throw new AssertionError(steps.toString());
    }
}
