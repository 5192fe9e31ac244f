package dev.ltx4j.restore.interop;

import dev.ltx4j.fixtures.live.Waiting;
import dev.ltx4j.ltx.LtxHeader;
import dev.ltx4j.restore.LtxFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a database, copies its WAL before that can start again, waits for Litestream, and compares the files that this
 * has made. A reader in a transaction of its own keeps the WAL from starting again between writing and copying.
 */
final class LevelZeroStepper implements AutoCloseable {
    private static final int MAX_SECONDS = 60;
    private static final int MAX_TRANSACTIONS = 3;
    private static final int MAX_CAPTURES = 4;

    private final LiveReplica replica;
    private final Path folder;
    private final Random random;
    private final Connection connection;
    private final Statement reader;
    private final List<Capture> captures = new ArrayList<>();
    private final LevelZeroComparison comparison;
    private final List<String> incomparable = new ArrayList<>();
    private int captureNumber;
    private int compared;
    private long lastEnd;
    private int lastSalt1;
    private int lastSalt2;

    LevelZeroStepper(LiveReplica replica, Path folder, long seed) throws SQLException, IOException {
        this.replica = replica;
        this.folder = Files.createDirectories(folder);
        this.random = new Random(seed);
        this.connection = DriverManager.getConnection("jdbc:sqlite:" + replica.database());
        this.reader = connection.createStatement();
        this.comparison = new LevelZeroComparison(folder);
    }

    LiveReplica replica() {
        return replica;
    }

    /** Holds what was written here. */
    Path folder() {
        return folder;
    }

    LevelZeroComparison comparison() {
        return comparison;
    }

    /** Why files could not be compared, a line each. */
    List<String> incomparable() {
        return incomparable;
    }

    /** One round of all this. */
    void step() throws Exception {
        reader.execute("BEGIN");
        reader.executeQuery("SELECT count(*) FROM proof").close();
        int transactions = 1 + random.nextInt(MAX_TRANSACTIONS);
        for (int i = 0; i < transactions; i++) {
            replica.writer().step();
        }
        Capture written = capture();
        reader.execute("COMMIT");
        Waiting.until("the WAL of " + replica + " is in level 0", MAX_SECONDS, () -> covers(written));
        // What Litestream itself has written when it made the WAL start again.
        capture();
        compareNewFiles();
    }

    /** What Litestream cannot follow, as long as it does not run: the WAL is cut off and starts again. */
    void writeUnseen() throws SQLException {
        replica.writer().step();
        reader.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)").close();
        replica.writer().step();
    }

    /** To be called while the WAL cannot start again, at the latest before Litestream starts. */
    Capture capture() throws IOException {
        Capture capture = Capture.of(replica.database(), folder, captureNumber++);
        captures.add(capture);
        return capture;
    }

    private boolean covers(Capture written) throws IOException {
        for (LtxFile file : newFiles()) {
            LtxHeader header = header(file);
            if (written.isRound(header.walSalt1(), header.walSalt2())
                    && header.walOffset() + header.walSize() >= written.endOffset()) {
                return true;
            }
        }
        // A transaction that was rolled back has left the WAL as it was.
        return written.endOffset() == lastEnd && written.isRound(lastSalt1, lastSalt2);
    }

    private List<LtxFile> newFiles() throws IOException {
        List<LtxFile> files = replica.listing().files(LtxFile.MIN_LEVEL);
        return files.subList(compared, files.size());
    }

    private LtxHeader header(LtxFile file) throws IOException {
        Path path = replica.path().resolve(file.key());
        try (InputStream in = Files.newInputStream(path)) {
            return LtxHeader.parse(in.readNBytes(LtxHeader.BYTES), path.toString());
        }
    }

    private void compareNewFiles() throws IOException {
        for (LtxFile file : newFiles()) {
            LtxHeader header = header(file);
            Capture capture = capture(header);
            if (header.walSize() == 0) {
                skip(file, header, "without frames");
            } else if (capture == null) {
                skip(file, header, "WAL not captured");
            } else {
                comparison.compare(replica.path().resolve(file.key()), capture);
            }
            compared++;
            lastEnd = header.walOffset() + header.walSize();
            lastSalt1 = header.walSalt1();
            lastSalt2 = header.walSalt2();
        }
        while (captures.size() > MAX_CAPTURES) {
            captures.remove(0).close();
        }
    }

    private void skip(LtxFile file, LtxHeader header, String why) {
        incomparable.add(why + ": " + file.key() + " " + header);
        comparison.pass(header);
    }

    /** The first capture that has all of a file's part of the WAL. */
    private @Nullable Capture capture(LtxHeader header) throws IOException {
        long endOffset = header.walOffset() + header.walSize();
        for (Capture capture : captures) {
            if (capture.isRound(header.walSalt1(), header.walSalt2()) && capture.endOffset() >= endOffset) {
                return capture;
            }
        }
        // Litestream's own frame, right before it let the WAL start again: it is still there behind the new frames.
        for (int i = 0; i < captures.size(); i++) {
            Capture older = captures.get(i);
            if (older.isRound(header.walSalt1(), header.walSalt2())) {
                for (Capture newer : captures.subList(i + 1, captures.size())) {
                    Optional<Capture> continued = older.continued(newer, endOffset, folder, captureNumber++);
                    if (continued.isPresent()) {
                        captures.add(i + 1, continued.get());
                        return continued.get();
                    }
                }
            }
        }
        return null;
    }

    @Override
    public void close() throws SQLException, IOException {
        for (Capture capture : captures) {
            capture.close();
        }
        connection.close();
        replica.close();
    }
}
