package com.example.changepage;

import dev.ltx4j.ltx.ApplyReport;
import dev.ltx4j.ltx.LtxApplier;
import dev.ltx4j.ltx.LtxCompactor;
import dev.ltx4j.ltx.LtxFileName;
import dev.ltx4j.ltx.LtxHeader;
import dev.ltx4j.ltx.LtxReader;
import dev.ltx4j.ltx.LtxSource;
import dev.ltx4j.ltx.LtxWriter;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.ltx.TxidRange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What can be done with LTX files. */
final class LtxSteps {
    private LtxSteps() {}

    /** Writes page 1 as the transaction after the file that it came from. */
    static Path writeNext(FirstPage changed, Path folder) throws IOException {
        LtxHeader before = changed.summary().header();
        Txid next = before.range().max().next();
        LtxHeader header = LtxHeader.builder(before.pageSize(), new TxidRange(next, next))
                .commit(before.commit()) // the database keeps its size
                .timestampMillis(System.currentTimeMillis())
                .withoutDatabaseChecksums() // as in Litestream's files
                .build();
        return writeWhole(folder.resolve(LtxFileName.of(header.range())), (out, name) -> {
            LtxWriter writer = LtxWriter.open(out, name, header);
            writer.writePage(1, changed.page()); // further pages would follow in ascending order
            writer.finish();
        });
    }

    /** Merges files, oldest first, into one that has the newest copy of each page. */
    static Path merge(List<Path> files, Path folder) throws IOException {
        try (OpenReaders readers = new OpenReaders(files)) {
            return writeWhole(
                    folder.resolve(LtxFileName.of(readers.range())),
                    (out, name) -> LtxCompactor.create().compact(readers.oldestFirst(), out, name));
        }
    }

    /** Makes the database that a snapshot describes. It appears when it is complete, or not at all. */
    static ApplyReport makeDatabase(Path snapshot, Path database) throws IOException {
        return LtxApplier.inPlace().apply(database, List.of(LtxSource.of(snapshot)));
    }

    /** Takes a database one transaction further. Nobody may have it open, and it must be at the transaction before. */
    static ApplyReport apply(Path transaction, Path database) throws IOException {
        return LtxApplier.inPlace().apply(database, List.of(LtxSource.of(transaction)));
    }

    /** Writes the content of a file. */
    private interface Content {
        void write(OutputStream out, String name) throws IOException;
    }

    /** A file that breaks off is no LTX file. So it gets its name only when it is complete and on the disk. */
    private static Path writeWhole(Path file, Content content) throws IOException {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try (FileChannel channel = FileChannel.open(
                partial, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            content.write(Channels.newOutputStream(channel), file.toString());
            channel.force(true);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(partial);
            throw e;
        }
        return Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
