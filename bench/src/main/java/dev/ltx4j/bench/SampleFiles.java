package dev.ltx4j.bench;

import dev.ltx4j.ltx.LtxHeader;
import dev.ltx4j.ltx.LtxWriter;
import dev.ltx4j.ltx.PageEncoding;
import dev.ltx4j.ltx.TxidRange;
import dev.ltx4j.sqlite.PageSize;
import dev.ltx4j.sqlite.WalHeader;
import dev.ltx4j.sqlite.WalWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/** Files of {@link SamplePages}, as arrays. */
final class SampleFiles {
    private SampleFiles() {}

    /** A snapshot with database checksums: every page of the database. */
    static byte[] snapshot(int pageBytes, int pages) throws IOException {
        return snapshot(pageBytes, pages, PageEncoding.LZ4_BLOCK);
    }

    static byte[] snapshot(int pageBytes, int pages, PageEncoding encoding) throws IOException {
        LtxHeader header = LtxHeader.builder(PageSize.of(pageBytes), TxidRange.of(1, 1))
                .commit(pages)
                .build();
        SamplePages content = new SamplePages(pageBytes, 1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LtxWriter writer = LtxWriter.open(out, "snapshot", header, encoding)) {
            for (int pageNumber = 1; pageNumber <= pages; pageNumber++) {
                writer.writePage(pageNumber, content.next());
            }
            writer.finish();
        }
        return out.toByteArray();
    }

    /** A transaction that wrote every n-th page of a database. */
    static byte[] transaction(int pageBytes, int pages, long txid, int distance) throws IOException {
        LtxHeader header = LtxHeader.builder(PageSize.of(pageBytes), TxidRange.of(txid, txid))
                .commit(pages)
                .withoutDatabaseChecksums()
                .build();
        SamplePages content = new SamplePages(pageBytes, txid);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LtxWriter writer = LtxWriter.open(out, "transaction " + txid, header)) {
            for (int pageNumber = 1; pageNumber <= pages; pageNumber += distance) {
                writer.writePage(pageNumber, content.next());
            }
            writer.finish();
        }
        return out.toByteArray();
    }

    /** A write-ahead log of one transaction. */
    static byte[] log(int pageBytes, int pages) throws IOException {
        return log(pageBytes, pages, page -> {});
    }

    /**
     * The same for a database that is to be taken for one.
     *
     * @param header changes the first page
     */
    static byte[] log(int pageBytes, int pages, Consumer<byte[]> header) throws IOException {
        Path file = Files.createTempFile("ltx4j-bench", "-wal");
        try {
            SamplePages content = new SamplePages(pageBytes, 1);
            WalHeader walHeader = WalHeader.of(ByteOrder.LITTLE_ENDIAN, PageSize.of(pageBytes), 0, 1, 2);
            try (WalWriter wal = new WalWriter(FileChannel.open(file, StandardOpenOption.WRITE), walHeader)) {
                for (int pageNumber = 1; pageNumber <= pages; pageNumber++) {
                    byte[] page = content.next();
                    if (pageNumber == 1) {
                        header.accept(page);
                    }
                    wal.write(pageNumber, page, pageNumber == pages ? pages : 0);
                }
            }
            return Files.readAllBytes(file);
        } finally {
            Files.delete(file);
        }
    }
}
