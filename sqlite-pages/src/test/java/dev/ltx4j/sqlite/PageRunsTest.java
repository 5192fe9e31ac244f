package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages that are read at once are those that are read one by one. */
class PageRunsTest {
    private final Fixture fixture = Fixture.open("wal");

    @TempDir
    private Path folder;

    @Test
    void runsOfADatabaseAreItsPages() throws Exception {
        for (Map.Entry<String, JsonNode> pair : fixture.answers().properties()) {
            String name = pair.getKey();
            try (DatabasePages pages = DatabasePages.open(fixture.folder().resolve(name + ".db"))) {
                requireSame(pages, name);
            } catch (MalformedFileException e) {
                assertThat(Files.size(fixture.folder().resolve(name + ".db"))).isZero();
            }
        }
    }

    @Test
    void runsOfADatabaseWithALogAreItsPages() throws Exception {
        int runs = 0;
        for (Map.Entry<String, JsonNode> pair : fixture.answers().properties()) {
            String name = pair.getKey();
            Path database = fixture.folder().resolve(name + ".db");
            try (PageSource pages = WalPages.open(database, Checkpoint.walBeside(database))) {
                runs += requireSame(pages, name);
            } catch (MalformedFileException e) {
                assertThat(Files.size(database)).isZero();
            }
        }
        assertThat(runs).isPositive();
    }

    @Test
    void theLockPageIsZerosInARunToo() throws Exception {
        PageSize pageSize = PageSize.of(65536);
        Path file = Files.copy(fixture.folder().resolve("plain-65536.db"), folder.resolve("a.db"));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            byte[] page = new byte[pageSize.bytes()];
            Arrays.fill(page, (byte) 7);
            for (long pageNumber = pageSize.lockPage() - 1; pageNumber <= pageSize.lockPage() + 1; pageNumber++) {
                channel.write(ByteBuffer.wrap(page), pageSize.fileOffset(pageNumber));
            }
            // No size in the header: that of the file counts.
            channel.write(ByteBuffer.wrap(new byte[4]), 28);
        }
        byte[] run = new byte[3 * pageSize.bytes()];
        try (DatabasePages pages = DatabasePages.open(file)) {
            assertThat(pages.readPages(pageSize.lockPage() - 1, 3, run)).isEqualTo(3);
        }
        assertThat(run[pageSize.bytes() - 1]).isEqualTo((byte) 7);
        assertThat(Arrays.copyOfRange(run, pageSize.bytes(), 2 * pageSize.bytes()))
                .containsOnly(0);
        assertThat(run[2 * pageSize.bytes()]).isEqualTo((byte) 7);
    }

    /** How many pages came in runs. */
    private static int requireSame(PageSource pages, String name) throws IOException {
        int pageBytes = pages.pageSize().bytes();
        byte[] run = new byte[5 * pageBytes];
        byte[] page = new byte[pageBytes];
        int sum = 0;
        for (long first = 0; first <= pages.pageCount() + 1; first++) {
            int count = pages.readPages(first, 5, run);
            assertThat(count).as(name).isBetween(0, 5);
            for (int i = 0; i < count; i++) {
                pages.readPage(first + i, page);
                assertThat(Arrays.equals(page, 0, pageBytes, run, i * pageBytes, (i + 1) * pageBytes))
                        .as("%s, page %d", name, first + i)
                        .isTrue();
            }
            sum += count;
        }
        return sum;
    }
}
