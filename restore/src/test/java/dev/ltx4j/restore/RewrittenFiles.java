package dev.ltx4j.restore;

import dev.ltx4j.ltx.LtxCompactor;
import dev.ltx4j.ltx.LtxReader;
import dev.ltx4j.ltx.LtxWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** LTX files that are sound as files, but hold pages that no database should. */
final class RewrittenFiles {
    private RewrittenFiles() {}

    /** The same file with one page changed; its checksum is right. */
    static byte[] withPage(byte[] file, long pageNumber, Consumer<byte[]> change) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean found = false;
        try (LtxReader reader = open(file);
                LtxWriter writer = LtxWriter.open(out, "rewritten", reader.header())) {
            while (reader.nextPage()) {
                byte[] page = reader.page();
                if (reader.pageNumber() == pageNumber) {
                    change.accept(page);
                    found = true;
                }
                writer.writePage(reader.pageNumber(), page);
            }
            reader.finish();
            writer.finish();
        }
        if (!found) {
            throw new IllegalArgumentException("page " + pageNumber + " is not in the file");
        }
        return out.toByteArray();
    }

    /** One file that does the same as several, oldest first. */
    static byte[] merged(List<byte[]> files) throws IOException {
        List<LtxReader> readers = new ArrayList<>();
        for (byte[] file : files) {
            readers.add(open(file));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LtxCompactor.create().compact(readers, out, "merged");
        return out.toByteArray();
    }

    private static LtxReader open(byte[] file) throws IOException {
        return LtxReader.open(new ByteArrayInputStream(file), "original");
    }

    /** Makes a page no b-tree page. */
    static void breakType(byte[] page) {
        page[0] = 7;
    }
}
