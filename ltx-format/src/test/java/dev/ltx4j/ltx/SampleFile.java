package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;

/** What a file is to hold. */
record SampleFile(LtxHeader header, SortedMap<Long, byte[]> pages, long postApplyChecksum) {
    byte[] write(PageEncoding encoding) throws IOException {
        return LtxFiles.write(header, pages, postApplyChecksum, encoding);
    }

    /** The line that tells {@code ltxpeer} to encode this, but for the name. */
    String instruction() {
        StringBuilder text =
                new StringBuilder("%s %016x %d".formatted(fields(header), postApplyChecksum, pages.size()));
        pages.keySet().forEach(page -> text.append(' ').append(page));
        return text.toString();
    }

    /**
     * All that is in a file, in the words of {@code ltxpeer read}: header, a hash of the pages and one of the page index,
     * trailer. Read page by page from the front, and again each page through the index.
     */
    static String describe(byte[] file) throws IOException {
        MessageDigest pages = sha256();
        MessageDigest index = sha256();
        LtxIndexedReader single = LtxIndexedReader.open(
                (fileOffset, array, arrayOffset, byteCount) -> {
                    System.arraycopy(file, (int) fileOffset, array, arrayOffset, byteCount);
                    return byteCount;
                },
                file.length,
                "sample");
        try (LtxReader reader = LtxReader.open(new ByteArrayInputStream(file), "sample")) {
            while (reader.nextPage()) {
                pages.update(ByteBuffer.allocate(4).putInt(0, (int) reader.pageNumber()));
                pages.update(reader.page());
                index.update(ByteBuffer.allocate(24)
                        .putLong(0, reader.pageNumber())
                        .putLong(8, reader.frameOffset())
                        .putLong(16, reader.frameLength()));
                assertThat(single.page(reader.pageNumber()).orElseThrow()).isEqualTo(reader.page());
            }
            LtxSummary summary = reader.finish();
            assertThat(summary.header()).isEqualTo(single.header());
            return "%s pages=%d:%s index=%s post=%016x file=%016x"
                    .formatted(
                            fields(summary.header()),
                            summary.pageCount(),
                            HexFormat.of().formatHex(pages.digest()),
                            HexFormat.of().formatHex(index.digest()),
                            summary.trailer().postApplyChecksum(),
                            summary.trailer().fileChecksum());
        }
    }

    /** The fields of a header, flags to node, as both {@code ltxpeer write} and {@code ltxpeer read} have them. */
    private static String fields(LtxHeader header) {
        return "%d %d %d %s %s %d %016x %d %d %08x %08x %016x"
                .formatted(
                        header.flags(),
                        header.pageSize().bytes(),
                        header.commit(),
                        header.range().min(),
                        header.range().max(),
                        header.timestampMillis(),
                        header.preApplyChecksum(),
                        header.walOffset(),
                        header.walSize(),
                        header.walSalt1(),
                        header.walSalt2(),
                        header.nodeId());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
