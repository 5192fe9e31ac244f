package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageSourceTest {
    private static final int PAGE = 512;

    @TempDir
    private Path folder;

    /** Without writing a byte, page by page, what SQLite's recovery writes. */
    @Test
    void everyGoldenPairReadsAsWhatRecoveryMakesOfIt() throws Exception {
        Fixture fixture = Fixture.open("wal");
        int met = 0;
        for (Map.Entry<String, JsonNode> pair : fixture.answers().properties()) {
            Path database = fixture.folder().resolve(pair.getKey() + ".db");
            Path wal = fixture.folder().resolve(pair.getKey() + ".db-wal");
            Path copy = Files.copy(database, folder.resolve(pair.getKey()));
            WalRecovery recovery = WalRecovery.scan(wal);
            if (!recovery.isEmpty()) {
                try (InputStream again = Files.newInputStream(wal);
                        FileChannel channel =
                                FileChannel.open(copy, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                    recovery.applyTo(again, channel, pair.getKey());
                }
            }
            try (PageSource pages = WalPages.open(database, wal)) {
                assertThat(pages).isInstanceOf(recovery.isEmpty() ? DatabasePages.class : WalPages.class);
                assertThat(Arrays.equals(all(pages), Files.readAllBytes(copy)))
                        .as(pair.getKey())
                        .isTrue();
            }
            met++;
        }
        assertThat(met).isEqualTo(72);
    }

    @Test
    void randomLogsReadAsAMapOfTheirCommittedFrames() throws Exception {
        Random random = new Random(4);
        for (int round = 0; round < 200; round++) {
            TreeMap<Long, byte[]> committed = new TreeMap<>();
            TreeMap<Long, byte[]> pending = new TreeMap<>();
            WalForge forge = new WalForge(ByteOrder.LITTLE_ENDIAN, PAGE);
            long pages = 3;
            for (int frame = random.nextInt(40); frame > 0; frame--) {
                long number = 2 + random.nextInt(20);
                long commit = random.nextInt(4) == 0 ? 2 + random.nextInt(20) : 0;
                byte[] page = fill(random.nextInt());
                forge.frame(number, commit, page);
                pending.put(number, page);
                if (commit != 0) {
                    committed.putAll(pending);
                    pending.clear();
                    pages = commit;
                }
            }
            byte[] database = database(3);
            try (PageSource source = source(database, forge.bytes())) {
                assertThat(source.pageCount()).isEqualTo(pages);
                byte[] page = new byte[PAGE];
                for (long number = 1; number <= pages; number++) {
                    byte[] inFile = number > 3 ? new byte[PAGE] : slice(database, number);
                    source.readPage(number, page);
                    assertThat(page).isEqualTo(committed.getOrDefault(number, inFile));
                }
            }
        }
    }

    @Test
    void pageNumbersAreUnsigned() throws Exception {
        WalForge forge = new WalForge(ByteOrder.LITTLE_ENDIAN, PAGE);
        forge.frame(0x7fff_ffffL, 0, fill(1)).frame(0x8000_0000L, 0, fill(2)).frame(0xffff_fffeL, 0, fill(3));
        forge.frame(2, 0xffff_fffeL, fill(4)).frame(0x8000_0000L, 0xffff_fffeL, fill(5));
        WalRecovery recovery = WalRecovery.scan(forge.stream(), "log");
        WalFrameIndex index = WalFrameIndex.read(forge.stream(), recovery);

        assertThat(index.size()).isEqualTo(4);
        assertThat(index.frame(1)).isEqualTo(-1);
        assertThat(index.frame(2)).isEqualTo(3);
        assertThat(index.frame(3)).isEqualTo(-1);
        assertThat(index.frame(0x7fff_ffffL)).isZero();
        assertThat(index.frame(0x8000_0000L)).isEqualTo(4);
        assertThat(index.frame(0x8000_0001L)).isEqualTo(-1);
        assertThat(index.frame(0xffff_fffeL)).isEqualTo(2);
        assertThat(index.frame(0xffff_ffffL)).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 4, 4294967295L, 4294967297L, Long.MAX_VALUE, Long.MIN_VALUE})
    void aPageThatIsNoneIsATypedError(long pageNumber) throws Exception {
        byte[] wal = log().frame(2, 3, 7).bytes();
        for (byte[] log : new byte[][] {new byte[0], wal}) {
            try (PageSource pages = source(database(3), log)) {
                assertThatThrownBy(() -> pages.readPage(pageNumber, new byte[PAGE]))
                        .isInstanceOf(MalformedFileException.class)
                        .hasMessageContaining("there is no page " + pageNumber + ": the database has 3");
            }
        }
    }

    @Test
    void anArrayOfAnotherSizeIsRefused() throws Exception {
        try (PageSource pages = source(database(3), new byte[0])) {
            assertThatIllegalArgumentException().isThrownBy(() -> pages.readPage(1, new byte[PAGE + 1]));
        }
    }

    @Test
    void theHeadersSizeCountsOnlyIfItIsUpToDate() throws Exception {
        byte[] database = database(3);
        ByteBuffer.wrap(database).putInt(24, 9).putInt(28, 2).putInt(92, 9);
        try (PageSource pages = source(database, new byte[0])) {
            assertThat(pages.pageCount()).isEqualTo(2);
        }
        database[95] = 8;
        try (PageSource pages = source(database, new byte[0])) {
            assertThat(pages.pageCount()).isEqualTo(3);
        }
    }

    @Test
    void aFileShorterThanItsHeaderSaysIsReadAsFarAsItGoes() throws Exception {
        byte[] database = Arrays.copyOf(database(3), 2 * PAGE + 100);
        ByteBuffer.wrap(database).putInt(24, 9).putInt(28, 5).putInt(92, 9);
        byte[] page = new byte[PAGE];
        try (PageSource pages = source(database, new byte[0])) {
            assertThat(pages.pageCount()).isEqualTo(5);
            pages.readPage(2, page);
            assertThat(page).containsOnly(2);
            assertThatThrownBy(() -> pages.readPage(3, page))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageEndingWith("the file ends inside this page of 5 (at byte 1124, page 3)");
            assertThatThrownBy(() -> pages.readPage(4, page))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageEndingWith("the file ends before this page of 5 (at byte 1536, page 4)");
        }
    }

    /** There is something else than zeros in the file, as another program might have left it. */
    @Test
    void theLockPageIsZeros() throws Exception {
        int size = 65536;
        long lockPage = PageSize.of(size).lockPage();
        Path file = Files.write(folder.resolve("large.db"), page1(size));
        byte[] page = new byte[size];
        Arrays.fill(page, (byte) 0x55);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.seek((lockPage - 1) * size);
            sparse.write(page);
            sparse.write(page);
        }
        try (PageSource pages = DatabasePages.open(file)) {
            assertThat(pages.pageCount()).isEqualTo(lockPage + 1);
            pages.readPage(lockPage, page);
            assertThat(page).containsOnly(0);
            pages.readPage(lockPage + 1, page);
            assertThat(page).containsOnly(0x55);
            pages.readPage(lockPage - 1, page);
            assertThat(page).containsOnly(0);
        }
        byte[] log = new WalForge(ByteOrder.LITTLE_ENDIAN, size)
                .frame(lockPage, lockPage, 0x77)
                .bytes();
        Path wal = Files.write(folder.resolve("large.db-wal"), log);
        assertThatThrownBy(() -> WalPages.open(file, wal))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("a frame for the lock page");
        Files.delete(file);
    }

    @Test
    void whatIsNoDatabaseIsRefused() throws Exception {
        byte[] log = log().frame(2, 3, 7).bytes();
        assertThatThrownBy(() -> source(new byte[0], new byte[0])).isInstanceOf(MalformedFileException.class);
        assertThatThrownBy(() -> source(new byte[0], log)).isInstanceOf(MalformedFileException.class);
        assertThatThrownBy(() -> source(new byte[2000], new byte[0])).isInstanceOf(MalformedFileException.class);
        assertThatThrownBy(() -> source(new byte[2000], log)).isInstanceOf(MalformedFileException.class);
        assertThatThrownBy(() -> source(Arrays.copyOf(page1(1024), 3000), log))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("the WAL is not this database's");
        Path missing = folder.resolve("missing.db");
        Path wal = Files.write(folder.resolve("missing.db-wal"), log);
        assertThatThrownBy(() -> WalPages.open(missing, wal)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void theHeaderIsThatOfTheNewestFirstPage() throws Exception {
        byte[] first = page1(PAGE);
        first[63] = 42;
        try (PageSource pages = source(new byte[2000], log().frame(1, 3, first).bytes())) {
            assertThat(pages.header().userVersion()).isEqualTo(42);
            assertThat(((WalPages) pages).pagesInWal()).isEqualTo(1);
            assertThat(((WalPages) pages).recovery().committedFrames()).isEqualTo(1);
        }
    }

    @Test
    void aLogThatStartsAgainWhileItIsReadIsNoticed() throws Exception {
        byte[] log = log().frame(2, 3, 7).frame(3, 3, 8).bytes();
        try (PageSource pages = source(database(3), log)) {
            byte[] page = new byte[PAGE];
            pages.readPage(3, page);
            assertThat(page).containsOnly(8);
            log[32 + 24 + PAGE + 11]++;
            Files.write(folder.resolve("a.db-wal"), log);
            assertThatThrownBy(() -> pages.readPage(3, page))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageContaining("the WAL has changed since it was scanned");
            pages.readPage(2, page);
            assertThat(page).containsOnly(7);
        }
    }

    private PageSource source(byte[] database, byte[] wal) throws IOException {
        return WalPages.open(
                Files.write(folder.resolve("a.db"), database), Files.write(folder.resolve("a.db-wal"), wal));
    }

    private static WalForge log() {
        return new WalForge(ByteOrder.LITTLE_ENDIAN, PAGE);
    }

    private static byte[] all(PageSource pages) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] page = new byte[pages.pageSize().bytes()];
        for (long number = 1; number <= pages.pageCount(); number++) {
            pages.readPage(number, page);
            all.write(page);
        }
        return all.toByteArray();
    }

    /** Page 1 has a header, page N is full of N. */
    private static byte[] database(int pages) {
        byte[] database = Arrays.copyOf(page1(PAGE), pages * PAGE);
        for (int page = 2; page <= pages; page++) {
            Arrays.fill(database, (page - 1) * PAGE, page * PAGE, (byte) page);
        }
        return database;
    }

    private static byte[] slice(byte[] database, long pageNumber) {
        int at = (int) (pageNumber - 1) * PAGE;
        return Arrays.copyOfRange(database, at, at + PAGE);
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
}
