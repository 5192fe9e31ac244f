package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever gives a file of another kind hears what it looks like, and what to do. */
class WrongFileTest {
    private static final Path WAL = Fixture.open("wal").folder();

    @TempDir
    private Path folder;

    static Stream<Arguments> files() throws IOException {
        return Stream.of(
                Arguments.of(
                        WAL.resolve("plain-512.db"),
                        "it looks like a SQLite database; 'ltx-tool page' shows its pages"),
                Arguments.of(
                        WAL.resolve("plain-512.db-wal"),
                        "it looks like a SQLite write-ahead log; 'ltx-tool wal' shows it"),
                Arguments.of(
                        Fixture.projectRoot().resolve("fixtures/wal.tar.xz"),
                        "it looks like an xz file; unpack it first"),
                Arguments.of(
                        Fixture.open("v3-page512").files(".snapshot.lz4").get(0),
                        "it looks like an LZ4 file, as Litestream 0.3 keeps snapshots and WAL; give the folder that"
                                + " holds 'generations', not single files of it"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyCommandForLtxFilesSaysWhatItLooksLike(Path file, String what) {
        String message = file + ": not an LTX file: it does not start with \"LTX1\"; " + what + " (at byte 0)";
        for (String[] command : new String[][] {{"list"}, {"dump"}, {"dump", "--index"}, {"verify"}}) {
            String[] args = Stream.concat(Stream.of(command), Stream.of(file.toString()))
                    .toArray(String[]::new);
            Outcome outcome = Outcome.of(args);
            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.err()).endsWith(message + "\n");
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void bytesThatFollowDoNotMatter(Path file, String what) throws IOException {
        byte[] start = Files.readAllBytes(file);
        Path cut = Files.write(folder.resolve("cut"), java.util.Arrays.copyOf(start, 40));
        assertThat(Outcome.of("dump", cut.toString()).err()).contains(what);
    }
}
