package dev.ltx4j.restore.interop;

import dev.ltx4j.sqlite.WalFrames;
import dev.ltx4j.sqlite.WalRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A copy of a database file and its WAL, taken while the WAL could not start again. Another process makes it: SQLite is
 * open in this one, and would lose its locks when the copied file is closed.
 */
record Capture(Path database, Path wal, WalFrames log) implements AutoCloseable {
    static Capture of(Path database, Path folder, int number) throws IOException {
        Path copy = folder.resolve("capture" + number + ".db");
        Path walCopy = folder.resolve("capture" + number + ".wal");
        Process process = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "cp \"$0\" \"$1\" && cp \"$0-wal\" \"$2\"",
                        database.toString(),
                        copy.toString(),
                        walCopy.toString())
                .inheritIO()
                .start();
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException("cannot copy " + database);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return new Capture(copy, walCopy, WalFrames.open(walCopy));
    }

    /** The same round of the WAL further on, if a later copy still has the frames that continue it. */
    Optional<Capture> continued(Capture later, long endOffset, Path folder, int number) throws IOException {
        byte[] laterBytes = Files.readAllBytes(later.wal);
        byte[] bytes = Arrays.copyOf(Files.readAllBytes(wal), (int) endOffset);
        int from = (int) endOffset();
        if (laterBytes.length < endOffset) {
            return Optional.empty();
        }
        System.arraycopy(laterBytes, from, bytes, from, bytes.length - from);
        Path walCopy = Files.write(folder.resolve("capture" + number + ".wal"), bytes);
        Path copy = Files.copy(database, folder.resolve("capture" + number + ".db"));
        Capture continued = new Capture(copy, walCopy, WalFrames.open(walCopy));
        if (continued.endOffset() == endOffset) {
            return Optional.of(continued);
        }
        continued.close();
        return Optional.empty();
    }

    boolean isRound(int salt1, int salt2) throws IOException {
        return !log.transactions().isEmpty()
                && log.header().salt1() == salt1
                && log.header().salt2() == salt2;
    }

    /** Where the last committed transaction ends, in bytes. */
    long endOffset() {
        List<WalRange> transactions = log.transactions();
        return transactions.isEmpty()
                ? 0
                : transactions.get(transactions.size() - 1).endOffset();
    }

    @Override
    public void close() throws IOException {
        log.close();
        Files.delete(database);
        Files.delete(wal);
    }
}
