package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code examples/damaged} is {@code examples/replica} with damage, as its README says: made here, file by file. To write it
 * anew, run this class as a program from the project's root.
 */
class DamagedExampleTest {
    /** A page of the first page size with two cells, and where their offsets stand. */
    private static final int CELL_POINTERS = 8;

    @TempDir
    Path folder;

    @Test
    void theExampleIsTheOtherOneDamagedAsItsReadmeSays() throws IOException {
        make(folder.resolve("app.db"));
        assertThat(contents(Fixture.projectRoot().resolve("examples/damaged/app.db")))
                .containsExactlyEntriesOf(contents(folder.resolve("app.db")));
    }

    /** Writes the example. */
    public static void main(String[] args) throws IOException {
        Path example = Fixture.projectRoot().resolve("examples/damaged/app.db");
        Fixture.deleteTree(example);
        make(example);
    }

    private static void make(Path replica) throws IOException {
        Files.createDirectories(replica);
        Fixture.copyTree(Fixture.projectRoot().resolve("examples/replica/app.db"), replica);
        // Transactions 8 and 9: merged files gone, 8 lost, 9 with a flipped bit.
        Files.delete(file(replica, 1, 0x2, 0xc));
        Fixture.deleteTree(replica.resolve("ltx/2"));
        Files.delete(file(replica, 0, 0x8, 0x8));
        flip(file(replica, 0, 0x9, 0x9), 2500);
        // A merged file that nobody needs as long as level 0 is there.
        flip(file(replica, 1, 0x22, 0x29), 6000);
        // From transaction 0x20 on the database is damaged, and the files are sound.
        rewrite(file(replica, 0, 0x20, 0x20), 36);
        List<byte[]> merged = new ArrayList<>();
        for (int txid = 0x18; txid <= 0x21; txid++) {
            merged.add(Files.readAllBytes(file(replica, 0, txid, txid)));
        }
        Files.write(file(replica, 1, 0x18, 0x21), RewrittenFiles.merged(merged));
    }

    /** Two cells start at the same byte. */
    private static void rewrite(Path file, long pageNumber) throws IOException {
        byte[] changed = RewrittenFiles.withPage(Files.readAllBytes(file), pageNumber, page -> {
            page[CELL_POINTERS + 2] = page[CELL_POINTERS];
            page[CELL_POINTERS + 3] = page[CELL_POINTERS + 1];
        });
        Files.write(file, changed);
    }

    private static void flip(Path file, int fileOffset) throws IOException {
        byte[] content = Files.readAllBytes(file);
        content[fileOffset] ^= 1;
        Files.write(file, content);
    }

    private static Path file(Path replica, int level, int min, int max) {
        return replica.resolve(String.format("ltx/%d/%016x-%016x.ltx", level, min, max));
    }

    private static Map<String, byte[]> contents(Path replica) throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        try (Stream<Path> all = Files.walk(replica)) {
            for (Path path : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                contents.put(replica.relativize(path).toString(), Files.readAllBytes(path));
            }
        }
        return contents;
    }
}
