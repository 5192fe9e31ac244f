package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.sqlite.PageSize;
import dev.ltx4j.sqlite.WalFrames;
import dev.ltx4j.sqlite.WalHeader;
import dev.ltx4j.sqlite.WalRange;
import dev.ltx4j.sqlite.WalRecovery;
import dev.ltx4j.sqlite.WalWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;

/**
 * Random databases with random logs. What each transaction must make of the database is what {@link WalRecovery} makes of
 * the log up to there, which the golden data and the real SQLite vouch for.
 */
class WalPropertiesTest {
    private final Path folder;

    WalPropertiesTest() throws IOException {
        folder = Files.createTempDirectory("wal-properties");
    }

    @AfterProperty
    void deleteFolder() throws IOException {
        dev.ltx4j.fixtures.Fixture.deleteTree(folder);
    }

    @Property(tries = 150)
    void filesOfTransactionsAndOfRangesDoWhatRecoveryDoes(
            @ForAll @IntRange(min = 9, max = 16) int pageSizeLog2,
            @ForAll boolean bigEndian,
            @ForAll boolean complete,
            @ForAll Random random)
            throws IOException {
        History history = new History(PageSize.of(1 << pageSizeLog2), bigEndian, complete, random);
        try (WalFrames log = WalFrames.open(history.wal)) {
            List<byte[]> chain = Overlay.chain(log, history.pages());
            byte[] state = history.database;
            for (int i = 0; i < chain.size(); i++) {
                state = Overlay.apply(state, chain.get(i));
                assertThat(Arrays.equals(state, history.states.get(i)))
                        .as("state %d", i)
                        .isTrue();
                assertThat(LtxFiles.read(chain.get(i)).summary().trailer().postApplyChecksum())
                        .isEqualTo(Overlay.checksum(state, history.pageSize));
            }
            int from = random.nextInt(chain.size());
            int to = from + random.nextInt(chain.size() - from);
            List<WalRange> transactions = log.transactions();
            byte[] before = from == 0 ? history.database : history.states.get(from - 1);
            byte[] range = Overlay.file(LtxFromWal.of(
                            log, transactions.get(from).through(transactions.get(to)), TxidRange.of(2 + from, 2 + to))
                    .database(history.pages())
                    .databaseChecksums(Overlay.checksum(before, history.pageSize)));
            assertThat(Arrays.equals(Overlay.apply(before, range), history.states.get(to)))
                    .isTrue();
            LtxFiles.Content merged =
                    LtxFiles.read(LtxFiles.compact(LtxCompactor.create(), chain.subList(from, to + 1)));
            LtxFiles.Content ranged = LtxFiles.read(range);
            assertThat(merged.summary().trailer().postApplyChecksum())
                    .isEqualTo(ranged.summary().trailer().postApplyChecksum());
            if (complete) {
                assertThat(merged.pages()).isEqualTo(ranged.pages());
            } else {
                // What a transaction filled in because it grew is there before the range if the range as a whole
                // shrank.
                assertThat(merged.pages()).containsAllEntriesOf(ranged.pages());
            }
        }
    }

    @Property(tries = 60)
    void snapshotsFromALogHoldWhatRecoveryMakes(
            @ForAll @IntRange(min = 9, max = 12) int pageSizeLog2, @ForAll Random random) throws IOException {
        History history = new History(PageSize.of(1 << pageSizeLog2), false, false, random);
        byte[] last = history.states.get(history.states.size() - 1);
        try (WalFrames log = WalFrames.open(history.wal)) {
            List<WalRange> transactions = log.transactions();
            WalRange range = transactions
                    .get(random.nextInt(transactions.size()))
                    .through(transactions.get(transactions.size() - 1));
            LtxFiles.Content snapshot = LtxFiles.read(Overlay.file(LtxFromWal.of(log, range, TxidRange.of(1, 9))
                    .database(history.pages())
                    .databaseChecksums(0)));
            LtxFiles.Content whole = LtxFiles.read(Overlay.file(LtxFromWal.of(log, range, TxidRange.of(9, 9))
                    .database(history.pages())
                    .wholeDatabase()));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            LtxSnapshot.of(new ArrayPages(last, history.pageSize), new Txid(9)).write(out, "of the state");
            LtxFiles.Content expected = LtxFiles.read(out.toByteArray());
            assertThat(snapshot.pages()).isEqualTo(expected.pages());
            assertThat(whole.pages()).isEqualTo(expected.pages());
            assertThat(snapshot.summary().trailer().postApplyChecksum())
                    .isEqualTo(expected.summary().trailer().postApplyChecksum());
        }
    }

    @Property(tries = 100)
    void aLogMadeOfTheFilesDoesWhatTheFirstOneDid(
            @ForAll @IntRange(min = 9, max = 16) int pageSizeLog2, @ForAll boolean bigEndian, @ForAll Random random)
            throws IOException {
        History history = new History(PageSize.of(1 << pageSizeLog2), bigEndian, random.nextBoolean(), random);
        List<LtxReader> files = new ArrayList<>();
        try (WalFrames log = WalFrames.open(history.wal)) {
            for (byte[] file : Overlay.chain(log, history.pages())) {
                files.add(LtxReader.open(new ByteArrayInputStream(file), "file"));
            }
        }
        Path made = folder.resolve("made-wal");
        Files.deleteIfExists(made);
        try (WalWriter wal = new WalWriter(create(made), history.header(!bigEndian))) {
            WalFromLtx.write(files, wal);
        }
        assertThat(Arrays.equals(history.recover(made), history.states.get(history.states.size() - 1)))
                .isTrue();
        try (WalFrames log = WalFrames.open(made)) {
            assertThat(log.transactions()).hasSize(files.size());
        }
    }

    private static FileChannel create(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** A database, a log with some transactions, and the states that these make. */
    private final class History {
        private final PageSize pageSize;
        private final boolean complete;
        private final Random random;
        private final byte[] database;
        private final Path wal = folder.resolve("random-wal");
        private final List<byte[]> states = new ArrayList<>();

        /** @param complete whether a growing transaction writes all of its new pages */
        History(PageSize pageSize, boolean bigEndian, boolean complete, Random random) throws IOException {
            this.pageSize = pageSize;
            this.complete = complete;
            this.random = random;
            int pages = 1 + random.nextInt(12);
            database = new byte[pages * pageSize.bytes()];
            for (int n = 1; n <= pages; n++) {
                System.arraycopy(page(n), 0, database, (n - 1) * pageSize.bytes(), pageSize.bytes());
            }
            Files.deleteIfExists(wal);
            int commit = pages;
            try (WalWriter writer = new WalWriter(create(wal), header(bigEndian))) {
                int transactions = 1 + random.nextInt(6);
                for (int i = 0; i < transactions; i++) {
                    commit = transaction(writer, commit);
                    writer.flush();
                    states.add(recover(wal));
                }
                if (random.nextBoolean()) {
                    writer.write(1, page(1), 0); // of an unfinished one
                }
            }
        }

        WalHeader header(boolean bigEndian) {
            ByteOrder order = bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
            return WalHeader.of(order, pageSize, random.nextInt(5), random.nextInt(), random.nextInt());
        }

        private int transaction(WalWriter writer, int before) throws IOException {
            int commit = Math.max(1, before + random.nextInt(9) - 4);
            if (!complete) {
                // A log that makes more of the database than the file and its frames can give is no log of it.
                int accounted = database.length / pageSize.bytes() + (int) writer.frames() + 1;
                commit = Math.min(commit, accounted);
            }
            List<Integer> numbers = new ArrayList<>();
            for (int n = 1; n <= commit; n++) {
                boolean isNew = n > before && complete;
                if (isNew || random.nextInt(3) == 0) {
                    numbers.add(n);
                }
            }
            if (random.nextInt(4) == 0) {
                writer.write(before + 3, page(before + 3), 0); // written early, and cut off again
            }
            numbers.add(1 + random.nextInt(commit));
            for (int i = 0; i < numbers.size(); i++) {
                int n = numbers.get(i);
                writer.write(n, page(n), i == numbers.size() - 1 ? commit : 0);
            }
            return commit;
        }

        /** Any page, but the first one has a header that says the page size. */
        private byte[] page(int number) {
            byte[] page = LtxFiles.page(pageSize, random);
            if (number == 1) {
                ByteBuffer header = ByteBuffer.wrap(page);
                header.put("SQLite format 3\0".getBytes(StandardCharsets.US_ASCII));
                header.putShort((short) (pageSize.bytes() == 65536 ? 1 : pageSize.bytes()));
                header.put(new byte[] {2, 2, 0, 64, 32, 32});
                header.putInt(24, random.nextInt()).putInt(28, 0);
            }
            return page;
        }

        ArrayPages pages() {
            return new ArrayPages(database, pageSize);
        }

        /** What recovery makes of the database and a log. */
        byte[] recover(Path log) throws IOException {
            Path copy = folder.resolve("recovered");
            Files.write(copy, database);
            WalRecovery recovery = WalRecovery.scan(log);
            try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.READ, StandardOpenOption.WRITE);
                    var in = Files.newInputStream(log)) {
                recovery.applyTo(in, channel, "database");
            }
            return Files.readAllBytes(copy);
        }
    }
}
