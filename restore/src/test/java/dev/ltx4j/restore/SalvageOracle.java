package dev.ltx4j.restore;

import dev.ltx4j.ltx.LtxReader;
import dev.ltx4j.ltx.Txid;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a salvage must give, found out by reading every file and keeping all its pages. */
final class SalvageOracle {
    private final List<Content> newestFirst = new ArrayList<>();

    /** A file that verifies. */
    record Content(LtxFile file, long commit, Map<Long, byte[]> pages) {}

    /** Adds a file; one that does not verify does not count. */
    void add(LtxFile file, byte[] bytes) {
        Content content = read(file, bytes);
        if (content != null) {
            newestFirst.add(content);
            newestFirst.sort(
                    Comparator.comparing((Content each) -> each.file.range().max(), Comparator.reverseOrder()));
        }
    }

    static @Nullable Content read(LtxFile file, byte[] bytes) {
        Map<Long, byte[]> pages = new TreeMap<>();
        try (LtxReader reader = LtxReader.open(new ByteArrayInputStream(bytes), file.key())) {
            while (reader.nextPage()) {
                pages.put(reader.pageNumber(), reader.page().clone());
            }
            reader.finish();
            return reader.header().range().equals(file.range())
                    ? new Content(file, reader.header().commit(), pages)
                    : null;
        } catch (IOException e) {
            return null;
        }
    }

    boolean isEmpty() {
        return newestFirst.isEmpty();
    }

    long commit() {
        return newestFirst.get(0).commit;
    }

    /** The newest copy of a page that no newer file has cut off, null if there is none. */
    byte @Nullable [] page(long pageNumber) {
        for (Content content : newestFirst) {
            if (pageNumber > content.commit) {
                return null;
            }
            byte[] page = content.pages.get(pageNumber);
            if (page != null) {
                return page;
            }
        }
        return null;
    }

    /** Whether every transaction from one on, up to another, is in some file. */
    boolean covers(Txid from, Txid to) {
        for (Txid txid = from; !txid.isAfter(to); txid = txid.next()) {
            Txid each = txid;
            if (newestFirst.stream()
                    .noneMatch(content -> !content.file.range().min().isAfter(each)
                            && !content.file.range().max().isBefore(each))) {
                return false;
            }
        }
        return true;
    }
}
