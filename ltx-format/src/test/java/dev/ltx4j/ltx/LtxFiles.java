package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.PageSize;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** Files in memory, for tests: whole content in, whole content out. */
final class LtxFiles {
    private LtxFiles() {}

    /** What a file says: its pages, and all that its reader told at the end. */
    record Content(LtxSummary summary, SortedMap<Long, String> pages) {}

    static Content read(byte[] file) throws IOException {
        try (LtxReader reader = LtxReader.open(new ByteArrayInputStream(file), "read back")) {
            SortedMap<Long, String> pages = new TreeMap<>();
            while (reader.nextPage()) {
                pages.put(reader.pageNumber(), text(reader.page()));
            }
            return new Content(reader.finish(), pages);
        }
    }

    /** A page as something that can be compared and, if short, read. */
    static String text(byte[] page) {
        return new String(page, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    /** Reads a file page by page and writes what it holds. */
    static byte[] rewrite(byte[] file, PageEncoding encoding) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LtxReader reader = LtxReader.open(new ByteArrayInputStream(file), "golden");
                LtxWriter writer = LtxWriter.open(out, "rewritten", reader.header(), encoding)) {
            while (reader.nextPage()) {
                writer.writePage(reader.pageNumber(), reader.page());
            }
            writer.finish(reader.finish().trailer().postApplyChecksum());
        }
        return out.toByteArray();
    }

    static byte[] write(LtxHeader header, SortedMap<Long, byte[]> pages, long postApply, PageEncoding encoding)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LtxWriter writer = LtxWriter.open(out, "written", header, encoding)) {
            for (var page : pages.entrySet()) {
                writer.writePage(page.getKey(), page.getValue());
            }
            writer.finish(postApply);
        }
        return out.toByteArray();
    }

    /** Merges files, oldest first; their names for errors are input-0, input-1 … */
    /** Files that are opened when they are needed; the first is called 1. */
    static List<LtxSource> sources(List<byte[]> files) {
        List<LtxSource> sources = new ArrayList<>();
        for (byte[] file : files) {
            String name = String.valueOf(sources.size() + 1);
            sources.add(new LtxSource() {
                @Override
                public String file() {
                    return name;
                }

                @Override
                public InputStream open() {
                    return new ByteArrayInputStream(file);
                }
            });
        }
        return sources;
    }

    static byte[] compact(LtxCompactor compactor, List<byte[]> files) throws IOException {
        List<LtxReader> inputs = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            inputs.add(LtxReader.open(new ByteArrayInputStream(files.get(i)), "input-" + i));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LtxSummary summary = compactor.compact(inputs, out, "merged");
        byte[] merged = out.toByteArray();
        if (!read(merged).summary().equals(summary)) {
            throw new AssertionError("the merged file is not what the compactor said: " + summary);
        }
        return merged;
    }

    /** Zeros, one byte repeated, noise, or half of each. */
    static byte[] page(PageSize size, Random random) {
        byte[] page = new byte[size.bytes()];
        switch (random.nextInt(4)) {
            case 0 -> {}
            case 1 -> java.util.Arrays.fill(page, (byte) random.nextInt());
            case 2 -> random.nextBytes(page);
            default -> {
                byte[] noise = new byte[page.length / 2];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, page, random.nextInt(page.length / 2), noise.length);
            }
        }
        return page;
    }
}
