package dev.ltx4j.bench;

import dev.ltx4j.ltx.LtxFileName;
import dev.ltx4j.ltx.LtxHeader;
import dev.ltx4j.ltx.LtxWriter;
import dev.ltx4j.ltx.TxidRange;
import dev.ltx4j.sqlite.PageSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * Makes a replica of many small files in a folder, as a database leaves it whose level 0 is never pruned: one page a
 * transaction, a transaction a second. All of it can be verified and restored.
 *
 * <p>By hand: {@code java -cp bench/target/classes:$(cat bench/target/class-path) dev.ltx4j.bench.ReplicaFolder FOLDER
 * 100000 plain}; without {@code plain} there are levels 1 to 3 and a snapshot for each tenth of the transactions, too.
 */
final class ReplicaFolder {
    /** The first transaction's time. */
    static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

    private static final int PAGES = 16;
    private static final int PAGE_BYTES = 512;

    /** How many transactions a file of each level holds. */
    private static final int[] TRANSACTIONS_A_FILE = {1, 10, 100, 1000};

    private static final int SNAPSHOT_LEVEL = 9;

    private final Path folder;
    private final int transactions;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    private final byte[] page = new byte[PAGE_BYTES];

    private ReplicaFolder(Path folder, int transactions) {
        this.folder = folder;
        this.transactions = transactions;
    }

    public static void main(String... arguments) throws IOException {
        make(Path.of(arguments[0]), Integer.parseInt(arguments[1]), arguments.length < 3);
    }

    /** @param compacted whether there is more than level 0 */
    static void make(Path folder, int transactions, boolean compacted) throws IOException {
        ReplicaFolder replica = new ReplicaFolder(folder, transactions);
        for (int level = 0; level < (compacted ? TRANSACTIONS_A_FILE.length : 1); level++) {
            replica.addLevel(level);
        }
        if (compacted) {
            replica.addSnapshots();
        }
    }

    private void addLevel(int level) throws IOException {
        Files.createDirectories(levelFolder(level));
        int perFile = TRANSACTIONS_A_FILE[level];
        for (int txid = 1; txid + perFile - 1 <= transactions; txid += perFile) {
            add(level, txid, txid + perFile - 1);
        }
    }

    private void addSnapshots() throws IOException {
        Files.createDirectories(levelFolder(SNAPSHOT_LEVEL));
        int distance = Math.max(1, transactions / 10);
        // The newest states come from the levels above 0 and from level 0 itself.
        for (int txid = distance; txid < transactions; txid += distance) {
            add(SNAPSHOT_LEVEL, 1, txid);
        }
    }

    private Path levelFolder(int level) {
        return folder.resolve("ltx").resolve(String.valueOf(level));
    }

    private void add(int level, int min, int max) throws IOException {
        TxidRange range = TxidRange.of(min, max);
        Instant created = START.plusSeconds(max);
        LtxHeader header = LtxHeader.builder(PageSize.of(PAGE_BYTES), range)
                .commit(PAGES)
                .timestampMillis(created.toEpochMilli())
                .withoutDatabaseChecksums()
                .build();
        buffer.reset();
        try (LtxWriter writer = LtxWriter.open(buffer, "replica", header)) {
            for (int pageNumber = 1; pageNumber <= PAGES; pageNumber++) {
                int writtenBy = lastWriter(pageNumber, max);
                if (writtenBy >= min) {
                    ByteBuffer.wrap(page).putInt(0, pageNumber).putInt(4, writtenBy);
                    writer.writePage(pageNumber, page);
                }
            }
            writer.finish();
        }
        Path file = levelFolder(level).resolve(LtxFileName.of(range));
        Files.write(file, buffer.toByteArray());
        Files.setLastModifiedTime(file, FileTime.from(created));
    }

    /** The first transaction writes all pages, each later one the page behind that of the one before it. */
    private static int lastWriter(int pageNumber, int max) {
        int last = max - Math.floorMod(max - pageNumber, PAGES);
        return Math.max(last, 1);
    }
}
