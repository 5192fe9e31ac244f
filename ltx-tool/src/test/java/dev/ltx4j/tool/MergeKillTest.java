package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.ltx.LtxFileName;
import dev.ltx4j.ltx.LtxHeader;
import dev.ltx4j.ltx.LtxWriter;
import dev.ltx4j.ltx.TxidRange;
import dev.ltx4j.sqlite.PageSize;
import dev.ltx4j.sqlite.WalHeader;
import dev.ltx4j.sqlite.WalWriter;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compactions in rounds and checkpoints that are killed: the output is old or complete, and the next run deletes what was left. */
class MergeKillTest {
    private static final int KILLS = 8;
    private static final int PAGE_BYTES = 4096;
    private static final String TARGET = "out";
    private static final String OLD = "what was there before";

    @TempDir
    private Path folder;

    @Test
    void killedCompactionsInRoundsLeaveTheOldFileOrTheNew() throws Exception {
        Path inputs = Files.createDirectory(folder.resolve("inputs"));
        Random random = new Random(1);
        List<String> arguments = new ArrayList<>(List.of("compact", "-force", "-o"));
        Path place = Files.createDirectory(folder.resolve("place"));
        arguments.add(place.resolve(TARGET).toString());
        // Three times as many as are merged at once.
        for (int txid = 1; txid <= 800; txid++) {
            arguments.add(transaction(inputs, txid, random).toString());
        }

        killAgainAndAgain(place, arguments);
    }

    @Test
    void killedCheckpointsLeaveTheOldDatabaseOrTheNew() throws Exception {
        Path database = folder.resolve("app.db");
        int pages = 8000;
        byte[] bytes = new byte[pages * PAGE_BYTES];
        new Random(2).nextBytes(bytes);
        byte[] header = Files.readAllBytes(Fixture.open("wal").folder().resolve("plain-4096.db"));
        System.arraycopy(header, 0, bytes, 0, 100);
        Files.write(database, bytes);
        WalHeader log = WalHeader.of(ByteOrder.BIG_ENDIAN, PageSize.of(PAGE_BYTES), 0, 1, 2);
        try (WalWriter wal = new WalWriter(
                FileChannel.open(folder.resolve("app.db-wal"), StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                log)) {
            for (int pageNumber = 2; pageNumber <= pages; pageNumber += 2) {
                wal.write(pageNumber, new byte[PAGE_BYTES], pages);
            }
        }
        Path place = Files.createDirectory(folder.resolve("place"));

        killAgainAndAgain(
                place,
                List.of("checkpoint", "-force", "-o", place.resolve(TARGET).toString(), database.toString()));
    }

    private static Path transaction(Path inputs, int txid, Random random) throws IOException {
        TxidRange range = TxidRange.of(txid, txid);
        Path file = inputs.resolve(LtxFileName.of(range));
        int pages = 2000;
        LtxHeader header = LtxHeader.builder(PageSize.of(PAGE_BYTES), range)
                .commit(pages)
                .withoutDatabaseChecksums()
                .build();
        byte[] page = new byte[PAGE_BYTES];
        try (LtxWriter writer = LtxWriter.open(Files.newOutputStream(file), file.toString(), header)) {
            for (int pageNumber = 1; pageNumber <= pages; pageNumber += txid == 1 ? 1 : 100) {
                page[random.nextInt(PAGE_BYTES)]++;
                writer.writePage(pageNumber, page);
            }
            writer.finish();
        }
        return file;
    }

    private static void killAgainAndAgain(Path place, List<String> command) throws Exception {
        Path target = place.resolve(TARGET);
        assertThat(Outcome.of(command.toArray(String[]::new)).exitCode()).isZero();
        byte[] complete = Files.readAllBytes(target);
        Random random = new Random(3);
        int left = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Files.writeString(target, OLD);
            Process process = start(command);
            while (process.isAlive() && temporaryFiles(place).isEmpty()) {
                Thread.onSpinWait();
            }
            Thread.sleep(random.nextInt(60));
            process.destroyForcibly();
            process.waitFor();
            byte[] found = Files.readAllBytes(target);
            assertThat(found).isIn(OLD.getBytes(StandardCharsets.UTF_8), complete);
            List<String> others = temporaryFiles(place);
            // A scratch file has a name for a moment, when nothing is in it yet.
            others.removeIf(name -> name.matches("\\.ltx4j-merge-[0-9]+\\.tmp"));
            assertThat(others)
                    .hasSizeLessThanOrEqualTo(1)
                    .allMatch(name -> name.matches("\\.out\\.ltx4j-[0-9a-f]{16}\\.tmp"));
            left += others.size();
        }
        // Otherwise the moments were badly chosen, and nothing was tested.
        assertThat(left).isPositive();
        assertThat(Outcome.of(command.toArray(String[]::new)).exitCode()).isZero();
        assertThat(Files.readAllBytes(target)).isEqualTo(complete);
        assertThat(temporaryFiles(place))
                .filteredOn(name -> name.startsWith(".out"))
                .isEmpty();
    }

    private static List<String> temporaryFiles(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            return new ArrayList<>(files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(TARGET))
                    .toList());
        }
    }

    private static Process start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
