package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.sqlite.PageSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Go program {@code ltx apply} makes the same database of the same files. */
@Tag("interop")
class GoApplyTest {
    private static String program = "";

    @TempDir
    private Path folder;

    @BeforeAll
    static void findTheProgram() {
        program = GoInteropTest.findProgram();
        assumeTrue(!program.isEmpty(), "no Go program \"ltx\" in LTX4J_GO_BIN or on the PATH");
    }

    static Stream<String> chains() {
        return Fixture.names("ltx-chain").stream();
    }

    @ParameterizedTest
    @MethodSource("chains")
    void chainsAndTheirCompactionsGiveTheSameDatabase(String chain) throws Exception {
        Fixture fixture = Fixture.open(chain);
        List<Path> files = new ArrayList<>();
        for (JsonNode answer : fixture.answers().get("txns")) {
            Txid txid = Txid.parse(answer.get("txid").asText());
            files.add(fixture.folder().resolve("l0").resolve(LtxFileName.of(new TxidRange(txid, txid))));
        }
        assertSame(files.subList(0, 7));
        assertSame(files);
        for (Path compacted : fixture.files(".ltx")) {
            TxidRange range =
                    LtxFileName.parse(compacted.getFileName().toString()).orElseThrow();
            if (compacted.getParent().endsWith("compact")) {
                List<Path> mixed = new ArrayList<>(
                        files.subList(0, (int) range.min().previous().value()));
                mixed.add(compacted);
                assertSame(mixed);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 2048, 4096, 8192, 16384, 32768, 65536})
    void randomFilesGiveTheSameDatabase(int pageBytes) throws Exception {
        Random random = new Random(pageBytes);
        for (int round = 0; round < 12; round++) {
            byte[] content = change(new byte[0], pageBytes, random);
            List<Path> files = new ArrayList<>();
            files.add(write(round, 1, ApplySamples.snapshot(pageBytes, content)));
            for (int txid = 2; txid < 2 + random.nextInt(6); txid++) {
                byte[] next = change(content, pageBytes, random);
                files.add(write(round, txid, ApplySamples.difference(pageBytes, txid, content, next)));
                content = next;
            }
            assertThat(assertSame(files)).isEqualTo(content);
        }
    }

    /** Both refuse a file that continues another state, and the Go program leaves a database that is none. */
    @ParameterizedTest
    @ValueSource(ints = {512, 4096})
    void whatTheGoProgramRefusesIsRefused(int pageBytes) throws Exception {
        Random random = new Random(pageBytes);
        byte[] first = change(new byte[0], pageBytes, random);
        byte[] second = change(first, pageBytes, random);
        byte[] third = change(second, pageBytes, random);
        Path snapshot = write(0, 1, ApplySamples.snapshot(pageBytes, first));
        Path later = write(0, 3, ApplySamples.difference(pageBytes, 3, second, third));
        Path go = folder.resolve("go");
        assertThat(run("apply", "-db", go.toString(), snapshot.toString())).isZero();
        assertThat(run("apply", "-db", go.toString(), later.toString())).isNotZero();
        Path ours = folder.resolve("ours");
        LtxApplier.inPlace().apply(ours, List.of(LtxSource.of(snapshot)));
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> LtxApplier.inPlace().apply(ours, List.of(LtxSource.of(later))))
                .isInstanceOf(UnappliableException.class);
        assertThat(Files.readAllBytes(ours)).isEqualTo(first);
    }

    /** Returns the database. */
    private byte[] assertSame(List<Path> files) throws Exception {
        Path place = Files.createTempDirectory(folder, "same");
        Path go = place.resolve("go");
        List<String> arguments = new ArrayList<>(List.of("apply", "-db", go.toString()));
        files.forEach(file -> arguments.add(file.toString()));
        assertThat(run(arguments.toArray(String[]::new))).isZero();
        byte[] expected = Files.readAllBytes(go);
        List<LtxSource> sources = files.stream().map(LtxSource::of).toList();
        Path atOnce = place.resolve("at-once");
        LtxApplier.inPlace().apply(atOnce, sources);
        assertThat(Arrays.equals(Files.readAllBytes(atOnce), expected)).isTrue();
        for (LtxApplier applier :
                List.of(LtxApplier.inPlace(), LtxApplier.inPlace().byCopy())) {
            Path database = place.resolve("db" + applier.hashCode());
            applier.apply(database, sources.subList(0, 1));
            if (files.size() > 1) {
                applier.apply(database, sources.subList(1, files.size()));
            }
            assertThat(Arrays.equals(Files.readAllBytes(database), expected)).isTrue();
        }
        return expected;
    }

    private Path write(int round, int txid, LtxSource source) throws IOException {
        try (InputStream in = source.open()) {
            return Files.write(folder.resolve(round + "-" + txid + ".ltx"), in.readAllBytes());
        }
    }

    /** Another content: some pages changed, larger or smaller. */
    private static byte[] change(byte[] content, int pageBytes, Random random) {
        byte[] changed = Arrays.copyOf(content, (1 + random.nextInt(20)) * pageBytes);
        for (int from = 0; from < changed.length; from += pageBytes) {
            if (from >= content.length || random.nextInt(3) == 0) {
                byte[] page = LtxFiles.page(PageSize.of(pageBytes), random);
                System.arraycopy(page, 0, changed, from, pageBytes);
            }
        }
        return changed;
    }

    private static int run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exitCode = process.waitFor();
        if (exitCode != 0 && output.isEmpty()) {
            throw new AssertionError("failed without a word: " + command);
        }
        return exitCode;
    }
}
