package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.PageSize;
import dev.ltx4j.sqlite.WalFrames;
import dev.ltx4j.sqlite.WalRange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Databases in arrays: an LTX file laid over one, and files made of all transactions of a log. */
final class Overlay {
    private Overlay() {}

    /** The database after a file. */
    static byte[] apply(byte[] database, byte[] file) throws IOException {
        try (LtxReader reader = LtxReader.open(new ByteArrayInputStream(file), "applied")) {
            PageSize pageSize = reader.header().pageSize();
            byte[] after = Arrays.copyOf(database, (int) reader.header().commit() * pageSize.bytes());
            while (reader.nextPage()) {
                int arrayOffset = (int) pageSize.fileOffset(reader.pageNumber());
                System.arraycopy(reader.page(), 0, after, arrayOffset, pageSize.bytes());
            }
            reader.finish();
            return after;
        }
    }

    static byte[] apply(byte[] database, List<byte[]> files) throws IOException {
        byte[] after = database;
        for (byte[] file : files) {
            after = apply(after, file);
        }
        return after;
    }

    static long checksum(byte[] database, PageSize pageSize) throws IOException {
        return DatabaseChecksum.of(new ByteArrayInputStream(database), "database", pageSize)
                .value();
    }

    /** The file of one range, numbered from 2 on. */
    static byte[] file(LtxFromWal wanted) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LtxSummary summary = wanted.write(out, "from the log");
        LtxSummary read = LtxFiles.read(out.toByteArray()).summary();
        if (!read.equals(summary)) {
            throw new AssertionError("read " + read + ", said " + summary);
        }
        return out.toByteArray();
    }

    /** A file for each transaction, with database checksums that go on from one to the next. */
    static List<byte[]> chain(WalFrames log, ArrayPages database) throws IOException {
        List<byte[]> files = new ArrayList<>();
        long checksum = checksum(database.bytes(), database.pageSize());
        long txid = 2;
        for (WalRange transaction : log.transactions()) {
            byte[] file = file(LtxFromWal.of(log, transaction, TxidRange.of(txid, txid))
                    .database(database)
                    .timestampMillis(1_700_000_000_000L + txid)
                    .databaseChecksums(checksum));
            checksum = LtxFiles.read(file).summary().trailer().postApplyChecksum();
            files.add(file);
            txid++;
        }
        return files;
    }
}
