package dev.ltx4j.bench;

import dev.ltx4j.ltx.DatabaseChecksum;
import dev.ltx4j.ltx.LtxReader;
import dev.ltx4j.ltx.PageEncoding;
import dev.ltx4j.ltx.ParallelLtxReader;
import dev.ltx4j.lz4.Lz4BlockDecoder;
import dev.ltx4j.lz4.Lz4BlockEncoder;
import dev.ltx4j.sqlite.PageSize;
import dev.ltx4j.sqlite.WalRecovery;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** The loops that {@link SpeedGuard} looks at. */
final class GuardedLoops {
    private static final int PAGES = 512;
    private static final int PAGE_BYTES = 4096;

    private final byte[][] pages = new byte[PAGES][];
    private final byte[][] blocks = new byte[PAGES][];
    private final byte[] output = new byte[PAGE_BYTES];
    private final LZ4SafeDecompressor safe = LZ4Factory.safeInstance().safeDecompressor();
    private final byte[] file = SampleFiles.snapshot(PAGE_BYTES, PAGES, PageEncoding.LZ4_BLOCK);
    private final byte[] log = SampleFiles.log(PAGE_BYTES, PAGES);

    private GuardedLoops() throws IOException {
        SamplePages samples = new SamplePages(PAGE_BYTES, 1);
        byte[] block = new byte[Lz4BlockEncoder.maxEncodedLength(PAGE_BYTES)];
        for (int i = 0; i < PAGES; i++) {
            pages[i] = samples.next();
            int length = Lz4BlockEncoder.pureJava().encode(pages[i], 0, PAGE_BYTES, block, 0, block.length);
            blocks[i] = Arrays.copyOf(block, length);
        }
    }

    static List<SpeedGuard.Pair> all() throws IOException {
        GuardedLoops loops = new GuardedLoops();
        return List.of(
                new SpeedGuard.Pair("page checksum", 0.058, loops::checksums, loops::plainChecksums),
                new SpeedGuard.Pair("LZ4 block", 0.48, loops::decode, loops::plainDecode),
                new SpeedGuard.Pair("LTX file, streaming", 0.24, loops::read, loops::plainRead),
                new SpeedGuard.Pair("LTX file, parallel", 0.245, loops::readByWorkers, loops::plainRead),
                new SpeedGuard.Pair("WAL scan", 2.3, loops::scan, loops::plainScan));
    }

    private long checksums() {
        DatabaseChecksum checksum = new DatabaseChecksum(PageSize.of(PAGE_BYTES));
        for (int i = 0; i < PAGES; i++) {
            checksum.add(i + 1, pages[i]);
        }
        return checksum.value();
    }

    private long plainChecksums() {
        long sum = 0;
        for (byte[] page : pages) {
            sum ^= PlainCode.crc(page, 0, PAGE_BYTES);
        }
        return sum;
    }

    private long decode() throws IOException {
        long sum = 0;
        for (byte[] block : blocks) {
            sum += Lz4BlockDecoder.pureJava().decode(block, 0, block.length, output, 0, PAGE_BYTES, 0);
        }
        return sum;
    }

    private long plainDecode() {
        long sum = 0;
        for (byte[] block : blocks) {
            sum += safe.decompress(block, 0, block.length, output, 0, PAGE_BYTES);
        }
        return sum;
    }

    private long read() throws IOException {
        try (LtxReader reader = LtxReader.open(new ByteArrayInputStream(file), "file")) {
            return reader.finish().pageCount();
        }
    }

    private long readByWorkers() throws IOException {
        return new ParallelLtxReader(Runnable::run, 1)
                .read(new ByteArrayInputStream(file), "file", batch -> {})
                .pageCount();
    }

    /** Decompresses each page and takes its checksum once. */
    private long plainRead() {
        long sum = 0;
        for (byte[] block : blocks) {
            safe.decompress(block, 0, block.length, output, 0, PAGE_BYTES);
            sum ^= PlainCode.crc(output, 0, PAGE_BYTES);
        }
        return sum;
    }

    private long scan() throws IOException {
        return WalRecovery.scan(new ByteArrayInputStream(log), "log").hashCode();
    }

    private long plainScan() {
        return PlainCode.walSums(log);
    }
}
