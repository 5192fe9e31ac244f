package dev.ltx4j.bench;

import dev.ltx4j.ltx.LtxFileName;
import dev.ltx4j.ltx.TxidRange;
import dev.ltx4j.lz4.Lz4Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;

/** Replicas of {@link SamplePages} in a folder, of both layouts: a snapshot, and changes all over the database. */
final class RestorableFolder {
    /** SQLite file format, section 1.3: enough of the header to be taken for one. */
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private static final int PAGE_SIZE_OFFSET = 16;
    private static final int PAYLOAD_FRACTIONS_OFFSET = 21;
    private static final byte[] PAYLOAD_FRACTIONS = {64, 32, 32};

    private static final String GENERATION = "generations/0123456789abcdef";

    private RestorableFolder() {}

    /** A snapshot, and transactions each of which wrote every second or third page. */
    static void makeLevels(Path folder, int pageBytes, int pages, int transactions) throws IOException {
        write(folder.resolve("ltx/9").resolve(LtxFileName.of(TxidRange.of(1, 1))), SampleFiles.snapshot(pageBytes, pages));
        for (int txid = 2; txid < 2 + transactions; txid++) {
            write(
                    folder.resolve("ltx/0").resolve(LtxFileName.of(TxidRange.of(txid, txid))),
                    SampleFiles.transaction(pageBytes, pages, txid, 2 + txid % 2));
        }
    }

    /** A snapshot and a log of so many frames for it, as Litestream 0.3 keeps them. */
    static void makeGeneration(Path folder, int pageBytes, int pages, int frames) throws IOException {
        byte[] database = new byte[pages * pageBytes];
        SamplePages content = new SamplePages(pageBytes, 1);
        for (int page = 0; page < pages; page++) {
            System.arraycopy(content.next(), 0, database, page * pageBytes, pageBytes);
        }
        header(pageBytes).accept(database);
        write(folder.resolve(GENERATION).resolve("snapshots/00000000.snapshot.lz4"), frame(database));
        write(
                folder.resolve(GENERATION).resolve("wal/00000000_00000000.wal.lz4"),
                frame(SampleFiles.log(pageBytes, frames, header(pageBytes))));
    }

    /** Puts the header of a database into what starts with its first page. */
    static Consumer<byte[]> header(int pageBytes) {
        return database -> ByteBuffer.wrap(database)
                .put(0, MAGIC)
                .putShort(PAGE_SIZE_OFFSET, (short) pageBytes)
                .put(PAYLOAD_FRACTIONS_OFFSET, PAYLOAD_FRACTIONS);
    }

    private static byte[] frame(byte[] content) {
        byte[] frame = new byte[Lz4Frame.maxEncodedLength(content.length)];
        return Arrays.copyOf(frame, Lz4Frame.encode(content, 0, content.length, frame, 0, frame.length));
    }

    private static void write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }
}
