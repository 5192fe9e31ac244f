package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.PageSize;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/** Files that lead from one content of a database to another, with database checksums. */
final class ApplySamples {
    private ApplySamples() {}

    /** Transaction 2. */
    static LtxSource difference(int pageBytes, byte[] old, byte[] changed) throws IOException {
        return difference(pageBytes, 2, old, changed);
    }

    static LtxSource difference(int pageBytes, long txid, byte[] old, byte[] changed) throws IOException {
        PageSize size = PageSize.of(pageBytes);
        SortedMap<Long, byte[]> pages = new TreeMap<>();
        for (int from = 0; from < changed.length; from += pageBytes) {
            byte[] page = Arrays.copyOfRange(changed, from, from + pageBytes);
            if (from >= old.length || !Arrays.equals(page, 0, pageBytes, old, from, from + pageBytes)) {
                pages.put((long) from / pageBytes + 1, page);
            }
        }
        LtxHeader header = LtxHeader.builder(size, TxidRange.of(txid, txid))
                .commit(changed.length / pageBytes)
                .preApplyChecksum(checksum(size, old))
                .build();
        return bytes("txid-" + txid, LtxFiles.write(header, pages, checksum(size, changed), PageEncoding.LZ4_BLOCK));
    }

    static LtxSource snapshot(int pageBytes, byte[] content) throws IOException {
        PageSize size = PageSize.of(pageBytes);
        SortedMap<Long, byte[]> pages = new TreeMap<>();
        for (int from = 0; from < content.length; from += pageBytes) {
            pages.put((long) from / pageBytes + 1, Arrays.copyOfRange(content, from, from + pageBytes));
        }
        LtxHeader header = LtxHeader.builder(size, TxidRange.of(1, 1))
                .commit(content.length / pageBytes)
                .build();
        return bytes("snapshot", LtxFiles.write(header, pages, checksum(size, content), PageEncoding.LZ4_BLOCK));
    }

    static LtxSource bytes(String name, byte[] file) {
        return new LtxSource() {
            @Override
            public String file() {
                return name;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(file);
            }
        };
    }

    static long checksum(PageSize size, byte[] content) throws IOException {
        return DatabaseChecksum.of(new ByteArrayInputStream(content), "content", size)
                .value();
    }
}
