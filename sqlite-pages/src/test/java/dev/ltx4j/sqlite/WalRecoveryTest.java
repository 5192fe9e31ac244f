package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalRecoveryTest {
    private static final int PAGE = 512;

    @TempDir
    private Path folder;

    @Test
    void onlyFramesUpToTheLastCommitCount() throws Exception {
        WalForge forge = log().frame(2, 0, 0x22).frame(3, 3, 0x33).frame(2, 0, 0x44);
        WalRecovery recovery = scan(forge);

        assertThat(recovery.validFrames()).isEqualTo(3);
        assertThat(recovery.committedFrames()).isEqualTo(2);
        assertThat(recovery.commit()).isEqualTo(3);
        assertThat(recovery.end()).isEqualTo(WalEnd.END_OF_FILE);
        assertThat(recovery.endOffset()).isEqualTo(32 + 3 * (24 + PAGE));
        assertThat(apply(recovery, forge, database(2, PAGE))).isEqualTo(concat(page1(PAGE), fill(0x22), fill(0x33)));
    }

    @Test
    void theNewestFrameOfAPageWins() throws Exception {
        WalForge forge = log();
        forge.frame(2, 3, 0x22).frame(3, 3, 0x33).frame(2, 3, 0x44).frame(2, 3, 0x55);

        assertThat(apply(scan(forge), forge, database(3, PAGE))).isEqualTo(concat(page1(PAGE), fill(0x55), fill(0x33)));
    }

    @Test
    void aShrunkDatabaseIsCutAndFramesBeyondItDoNotCount() throws Exception {
        WalForge forge = log().frame(9, 9, 0x99).frame(3, 0, 0x33).frame(2, 2, 0x22);

        assertThat(apply(scan(forge), forge, database(5, PAGE))).isEqualTo(concat(page1(PAGE), fill(0x22)));
    }

    @Test
    void aPageThatNoFrameBringsIsZeros() throws Exception {
        WalForge forge = log().frame(3, 4, 0x33);

        assertThat(apply(scan(forge), forge, database(2, PAGE)))
                .isEqualTo(concat(page1(PAGE), fill(2), fill(0x33), fill(0)));
    }

    @Test
    void withoutCommittedFramesTheDatabaseIsNotTouched() throws Exception {
        WalForge forge = log().frame(2, 0, 0x22);
        byte[] odd = Arrays.copyOf(database(2, PAGE), 2 * PAGE + 3);

        assertThat(scan(forge).isEmpty()).isTrue();
        assertThat(apply(scan(forge), forge, odd)).isEqualTo(odd);
        WalRecovery missing = WalRecovery.scan(folder.resolve("missing-wal"));
        assertThat(missing.end()).isEqualTo(WalEnd.NO_WAL);
        assertThat(apply(missing, forge, odd)).isEqualTo(odd);
    }

    /** The page at 1 GiB stays a hole of zeros, though the pages around it are written. */
    @Test
    void theLockPageStaysZeros() throws Exception {
        int size = 65536;
        long lockPage = PageSize.of(size).lockPage();
        WalForge forge = new WalForge(ByteOrder.LITTLE_ENDIAN, size)
                .frame(lockPage - 1, 0, 0x77)
                .frame(lockPage + 1, lockPage + 1, 0x88);
        Path file = Files.write(folder.resolve("large.db"), page1(size));
        try (FileChannel database = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            database.write(ByteBuffer.wrap(new byte[size]), PageSize.of(size).fileOffset(lockPage - 2));
            scan(forge).applyTo(forge.stream(), database, "large.db");

            assertThat(database.size()).isEqualTo((lockPage + 1) * size);
            assertThat(page(database, size, lockPage - 1)).containsOnly(0x77);
            assertThat(page(database, size, lockPage)).containsOnly(0);
            assertThat(page(database, size, lockPage + 1)).containsOnly(0x88);
        }
        Files.delete(file);
    }

    @Test
    void aFrameForTheLockPageIsRefused() throws Exception {
        int size = 65536;
        long lockPage = PageSize.of(size).lockPage();
        WalForge forge = new WalForge(ByteOrder.LITTLE_ENDIAN, size).frame(lockPage, lockPage, 0x77);
        Path file = Files.write(folder.resolve("large.db"), page1(size));
        try (FileChannel database = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            database.write(ByteBuffer.wrap(new byte[size]), PageSize.of(size).fileOffset(lockPage - 1));
            assertThatThrownBy(() -> scan(forge).applyTo(forge.stream(), database, "large.db"))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessage("a.db-wal: a frame for the lock page (at byte 32, page 16385)");
        }
        Files.delete(file);
    }

    @Test
    void aLogOfAnotherPageSizeIsRefusedAndTheDatabaseNotTouched() {
        WalForge forge = log().frame(1, 1, page1(PAGE));
        byte[] database = database(2, 1024);

        assertThatThrownBy(() -> apply(scan(forge), forge, database))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("a.db-wal: page size 512, but that of the database is 1024; the WAL is not this database's"
                        + " (at byte 8)");
        assertThat(folder.resolve("a.db")).hasBinaryContent(database);
    }

    @Test
    void aFirstPageInTheLogThatSaysAnotherPageSizeIsRefused() {
        WalForge forge = log().frame(1, 2, Arrays.copyOf(page1(1024), PAGE));

        assertThatThrownBy(() -> apply(scan(forge), forge, database(2, PAGE)))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("page size 512, but that of the database is 1024");
    }

    /** SQLite: "file is not a database" without, and a database with the first page in the log. */
    @Test
    void aDatabaseWithoutAHeaderNeedsItFromTheLog() throws Exception {
        byte[] broken = concat(fill(0x78), fill(0x79));
        WalForge bringsIt = log().frame(1, 2, page1(PAGE));
        assertThat(apply(scan(bringsIt), bringsIt, broken)).isEqualTo(concat(page1(PAGE), fill(0x79)));

        WalForge doesNot = log().frame(2, 2, 0x22);
        assertThatThrownBy(() -> apply(scan(doesNot), doesNot, broken))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("a.db: not a SQLite database: it does not start with \"SQLite format 3\" (at byte 0)");
    }

    @Test
    void anEmptyDatabaseWithALogThatCountsIsRefused() {
        WalForge forge = log().frame(1, 1, page1(PAGE));

        assertThatThrownBy(() -> apply(scan(forge), forge, new byte[0]))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("a.db: the database is empty although its WAL holds 1 committed frames");
    }

    /** The bound is SQLite's: the file, the frames, and 64 KiB. */
    @Test
    void aCommitSizeThatNothingAccountsForIsRefused() throws Exception {
        int most = 2 + 1 + 65536 / PAGE;
        WalForge fits = log().frame(2, most, 0x22);
        assertThat(apply(scan(fits), fits, database(2, PAGE))).hasSize(most * PAGE);

        for (long commit : new long[] {most + 1, 4294967295L}) {
            WalForge tooLarge = log().frame(2, commit, 0x22);
            assertThatThrownBy(() -> apply(scan(tooLarge), tooLarge, database(2, PAGE)))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessage("a.db-wal: commits " + commit
                            + " pages, more than the database of 1024 bytes and 1 frames can give");
            assertThat(folder.resolve("a.db")).hasBinaryContent(database(2, PAGE));
        }
    }

    @Test
    void aLogThatChangedBetweenTheTwoPassesIsRefused() throws Exception {
        WalForge scanned = log().frame(2, 0, 0x22).frame(3, 3, 0x33);
        WalRecovery recovery = scan(scanned);
        byte[] cut = Arrays.copyOf(scanned.bytes(), scanned.bytes().length - 1);
        byte[] rewritten = log().frame(2, 0, 0x23).frame(3, 3, 0x33).bytes();
        byte[] otherCommit = log().frame(2, 0, 0x22).frame(3, 2, 0x33).bytes();
        byte[] otherOrder = WalForge.reversed(scanned.bytes());

        for (byte[] changed : new byte[][] {new byte[0], cut, rewritten, otherCommit, otherOrder}) {
            assertThatThrownBy(() -> apply(recovery, changed, database(3, PAGE)))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageContaining(
                            "the WAL has changed since it was scanned: it no longer has the 2 committed frames");
        }
    }

    /** Appending to a log between the passes is no harm: what was scanned is what is applied. */
    @Test
    void whatIsAppendedAfterTheScanDoesNotCount() throws Exception {
        WalForge forge = log().frame(2, 2, 0x22);
        WalRecovery recovery = scan(forge);
        forge.frame(2, 2, 0x33);

        assertThat(apply(recovery, forge, database(2, PAGE))).isEqualTo(concat(page1(PAGE), fill(0x22)));
    }

    private static WalForge log() {
        return new WalForge(ByteOrder.LITTLE_ENDIAN, PAGE);
    }

    private static WalRecovery scan(WalForge forge) throws IOException {
        return WalRecovery.scan(forge.stream(), "a.db-wal");
    }

    private byte[] apply(WalRecovery recovery, WalForge forge, byte[] database) throws IOException {
        return apply(recovery, forge.bytes(), database);
    }

    private byte[] apply(WalRecovery recovery, byte[] wal, byte[] database) throws IOException {
        Path file = Files.write(folder.resolve("a.db"), database);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                InputStream in = new ByteArrayInputStream(wal)) {
            recovery.applyTo(in, channel, "a.db");
        }
        return Files.readAllBytes(file);
    }

    /** Page 1 has a header, page N is full of N. */
    private static byte[] database(int pages, int pageSize) {
        byte[] database = Arrays.copyOf(page1(pageSize), pages * pageSize);
        for (int page = 2; page <= pages; page++) {
            Arrays.fill(database, (page - 1) * pageSize, page * pageSize, (byte) page);
        }
        return database;
    }

    private static byte[] page1(int pageSize) {
        ByteBuffer page = ByteBuffer.allocate(pageSize);
        page.put("SQLite format 3\0".getBytes(StandardCharsets.US_ASCII));
        page.putShort((short) (pageSize == 65536 ? 1 : pageSize)).put(new byte[] {2, 2, 0, 64, 32, 32});
        return page.array();
    }

    private static byte[] fill(int value) {
        byte[] page = new byte[PAGE];
        Arrays.fill(page, (byte) value);
        return page;
    }

    private static byte[] concat(byte[]... pages) {
        ByteBuffer all = ByteBuffer.allocate(pages.length * PAGE);
        for (byte[] page : pages) {
            all.put(page);
        }
        return all.array();
    }

    private static byte[] page(FileChannel database, int pageSize, long pageNumber) throws IOException {
        ByteBuffer page = ByteBuffer.allocate(pageSize);
        while (page.hasRemaining() && database.read(page, (pageNumber - 1) * pageSize + page.position()) >= 0) {
            continue;
        }
        return page.array();
    }
}
