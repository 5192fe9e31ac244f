package dev.ltx4j.ltx;

import dev.ltx4j.fixtures.LtxForge;
import dev.ltx4j.lz4.Lz4BlockDecoder;
import dev.ltx4j.lz4.Lz4BlockEncoder;
import dev.ltx4j.lz4.Lz4Exception;
import dev.ltx4j.lz4.Lz4Frame;
import dev.ltx4j.sqlite.PageSize;
import java.util.Arrays;
import java.util.Random;

/**
 * Files that are almost right, without end: a random file with up to three things wrong in header, frames, index or
 * trailer, and a file checksum that fits all the same, so that the reader comes as far as it can. Some are damaged further
 * afterwards, like a disk would.
 */
final class ForgedFiles {
    private static final Lz4BlockEncoder ENCODER = Lz4BlockEncoder.pureJava();
    private static final Lz4BlockDecoder DECODER = Lz4BlockDecoder.pureJava();
    private static final long BIT_63 = 1L << 63;
    private static final long[] NUMBERS = {
        0, 1, 2, 3, 5, 20, 127, 128, 0x3FFF, 0x7FFF_FFFFL, 0xFFFF_FFFEL, 0xFFFF_FFFFL, Long.MAX_VALUE, BIT_63, -2, -1
    };

    private final Random random;

    ForgedFiles(Random random) {
        this.random = random;
    }

    byte[] next() {
        PageSize size = PageSize.of(random.nextInt(40) > 0 ? 512 : 512 << random.nextInt(8));
        LtxForge forge = new LtxForge(size.bytes());
        int wrong = random.nextInt(4);
        boolean snapshot = random.nextBoolean();
        int commit = random.nextInt(10);
        forge.commit(commit);
        if (!snapshot) {
            forge.txids(2 + random.nextInt(3), 5 + random.nextInt(3));
        }
        long sum = addFrames(forge, size, snapshot, commit, wrong > 1 && random.nextBoolean());
        if (random.nextBoolean()) {
            forge.databaseChecksums(
                    snapshot ? 0 : BIT_63 | random.nextLong(),
                    snapshot || commit == 0 ? sum : BIT_63 | random.nextLong());
        }
        for (int i = 0; i < wrong; i++) {
            spoil(forge, size);
        }
        byte[] file = forge.build();
        return random.nextInt(4) > 0 ? file : damage(file);
    }

    private long addFrames(LtxForge forge, PageSize size, boolean snapshot, int commit, boolean spoilFrames) {
        DatabaseChecksum sum = new DatabaseChecksum(size);
        for (long number = 1; number <= commit; number++) {
            if (snapshot || random.nextBoolean()) {
                byte[] page = LtxFiles.page(size, random);
                boolean block = random.nextInt(3) > 0;
                byte[] payload = random.nextInt(8) == 0 ? LtxForge.literalBlock(page) : encode(page, block);
                if (spoilFrames && random.nextInt(3) == 0) {
                    addSpoiledFrame(forge, size, number, block ? damage(payload) : damagedFrame(payload), page, block);
                } else if (block || payload[0] != 4) {
                    forge.block(number, payload, page);
                } else {
                    forge.frame(number, 0, 0, payload, page);
                }
                sum.add(number, page);
            }
        }
        return sum.value();
    }

    private void addSpoiledFrame(
            LtxForge forge, PageSize size, long number, byte[] payload, byte[] page, boolean block) {
        byte[] decoded = decoded(payload, page, block);
        switch (random.nextInt(6)) {
            case 0 -> forge.frame(random.nextInt(12), block ? 1 : 0, payload.length, payload, decoded);
            case 1 -> forge.frame(size.lockPage(), block ? 1 : 0, payload.length, payload, decoded);
            case 2 -> forge.frame(number, random.nextInt(4), payload.length, payload, decoded);
            case 3 -> forge.frame(number, 1, (int) number(), payload, decoded);
            case 4 -> {
                forge.frame(number, block ? 1 : 0, payload.length, payload, decoded);
                forge.frame(number, block ? 1 : 0, payload.length, payload, decoded);
            }
            default -> forge.frame(number, block ? 1 : 0, payload.length, payload, decoded);
        }
    }

    private void spoil(LtxForge forge, PageSize size) {
        switch (random.nextInt(16)) {
            case 0 -> forge.magic(random.nextInt());
            case 1 -> forge.flags(random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(4));
            case 2 -> forge.storedPageSize(random.nextBoolean() ? 512 << random.nextInt(9) : (int) number());
            case 3 -> forge.commit(random.nextBoolean() ? random.nextInt(12) : number());
            case 4 -> forge.txids(number(), number());
            case 5 -> forge.timestamp(random.nextLong());
            case 6 -> forge.wal(number(), number(), random.nextInt(2), random.nextInt(2));
            case 7 -> forge.checksumFields(number(), BIT_63 | number());
            case 8 -> forge.checksumFields(BIT_63 | number(), number());
            case 9, 10 -> forge.index(spoiledIndex(forge.fittingIndex()));
            case 11 -> forge.indexSizeError(random.nextBoolean() ? random.nextInt(9) - 4 : number());
            case 12 -> forge.fileChecksumError(1L << random.nextInt(64));
            case 13 -> forge.behind(new byte[1 + random.nextInt(300)]);
            case 14 -> forge.withoutEndMark();
            default ->
                forge.frame(
                        number(), random.nextInt(3), (int) number(), noise(random.nextInt(50)), new byte[size.bytes()]);
        }
    }

    private byte[] spoiledIndex(byte[] index) {
        return switch (random.nextInt(5)) {
            case 0 -> noise(random.nextInt(40));
            case 1 -> inserted(index, LtxForge.varint(number()));
            case 2 -> inserted(index, new byte[] {(byte) (0x80 | random.nextInt()), 0});
            case 3 -> Arrays.copyOf(index, random.nextInt(index.length));
            default -> damage(index);
        };
    }

    /** One to three places changed, cut off, put in or taken out. */
    byte[] damage(byte[] bytes) {
        byte[] damaged = bytes.clone();
        for (int i = random.nextInt(3); i >= 0 && damaged.length > 0; i--) {
            int at = random.nextInt(damaged.length);
            switch (random.nextInt(8)) {
                case 0, 1 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> damaged[at] = (byte) random.nextInt();
                case 3 -> damaged[at] = (byte) (random.nextBoolean() ? 0xFF : 0);
                case 4 -> damaged = Arrays.copyOf(damaged, at);
                case 5 -> damaged = inserted(damaged, noise(1 + random.nextInt(20)));
                case 6 -> {
                    int end = at + random.nextInt(Math.min(40, damaged.length - at));
                    damaged = joined(Arrays.copyOf(damaged, at), Arrays.copyOfRange(damaged, end, damaged.length));
                }
                default -> {
                    int end = at + random.nextInt(Math.min(200, damaged.length - at));
                    damaged = inserted(damaged, Arrays.copyOfRange(damaged, at, end));
                }
            }
        }
        return damaged;
    }

    /** LZ4 frames tell their size themselves: their headers and ends are what is worth changing. */
    private byte[] damagedFrame(byte[] frame) {
        byte[] damaged = frame.clone();
        int at = random.nextBoolean() ? random.nextInt(11) : damaged.length - 1 - random.nextInt(8);
        damaged[at] ^= (byte) (1 << random.nextInt(8));
        return damaged;
    }

    private byte[] inserted(byte[] bytes, byte[] more) {
        int at = random.nextInt(bytes.length + 1);
        return joined(joined(Arrays.copyOf(bytes, at), more), Arrays.copyOfRange(bytes, at, bytes.length));
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private byte[] noise(int byteCount) {
        byte[] bytes = new byte[byteCount];
        random.nextBytes(bytes);
        return bytes;
    }

    private long number() {
        return random.nextInt(3) == 0
                ? random.nextLong() >>> random.nextInt(64)
                : NUMBERS[random.nextInt(NUMBERS.length)];
    }

    private static byte[] encode(byte[] page, boolean block) {
        byte[] room = new byte[2 * page.length + 1024];
        int length = block
                ? ENCODER.encode(page, 0, page.length, room, 0, room.length)
                : Lz4Frame.encode(page, 0, page.length, room, 0, room.length);
        return Arrays.copyOf(room, length);
    }

    /** What a payload has become; the page as it was if it cannot be told. */
    private static byte[] decoded(byte[] payload, byte[] page, boolean block) {
        byte[] decoded = new byte[page.length];
        try {
            int length = block
                    ? DECODER.decode(payload, 0, payload.length, decoded, 0, decoded.length, 0)
                    : Lz4Frame.decode(payload, 0, payload.length, decoded, 0, decoded.length);
            return length == page.length ? decoded : page;
        } catch (Lz4Exception e) {
            return page;
        }
    }
}
