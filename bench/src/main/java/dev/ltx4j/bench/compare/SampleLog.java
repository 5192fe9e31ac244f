package dev.ltx4j.bench.compare;

import dev.ltx4j.sqlite.PageSize;
import dev.ltx4j.sqlite.WalHeader;
import dev.ltx4j.sqlite.WalReader;
import dev.ltx4j.sqlite.WalWriter;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Writes the transactions of a write-ahead log again, as one log or as several rounds of one. */
final class SampleLog {
    private SampleLog() {}

    /**
     * SQLite chooses a log's salts by chance; these are chosen by the seed, so that the data is the same each time.
     *
     * @param rounds how many logs to divide the transactions into; each is the next round of the one before it, as after a
     *     checkpoint
     * @return the logs, in {@code folder}
     */
    static List<Path> rewrite(Path log, Path folder, int rounds, int transactions, long seed) throws IOException {
        List<Path> targets = new ArrayList<>();
        WalHeader header = WalHeader.of(
                ByteOrder.LITTLE_ENDIAN, PageSize.of(SampleDatabase.PAGE_BYTES), 0, (int) seed, (int) (seed * 31));
        try (WalReader reader =
                new WalReader(new BufferedInputStream(Files.newInputStream(log), 1 << 16), log.toString())) {
            for (int round = 0; round < rounds; round++) {
                Path target = folder.resolve("%08x.wal".formatted(round));
                int count = (int) ((round + 1L) * transactions / rounds - (long) round * transactions / rounds);
                try (WalWriter writer = new WalWriter(create(target), header)) {
                    copy(reader, writer, count);
                }
                targets.add(target);
                header = header.nextRound((int) (seed * 31) + round);
            }
        }
        return targets;
    }

    private static FileChannel create(Path target) throws IOException {
        return FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private static void copy(WalReader reader, WalWriter writer, int transactions) throws IOException {
        int left = transactions;
        while (left > 0) {
            if (!reader.next()) {
                throw new IOException("the log ends early: " + reader.end());
            }
            writer.write(reader.pageNumber(), reader.page(), reader.commit());
            if (reader.commit() != 0) {
                left--;
            }
        }
    }
}
