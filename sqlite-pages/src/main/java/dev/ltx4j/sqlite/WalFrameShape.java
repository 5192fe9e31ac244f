package dev.ltx4j.sqlite;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * How the frames of a log are to be read: their page size and the byte order of their checksums. The header says so; where
 * it is broken, the frames do: only with the right two does the checksum of the first go on from the header's or that of
 * the second from the first's.
 */
record WalFrameShape(PageSize pageSize, ByteOrder checksumOrder) {
    private static final ByteOrder[] ORDERS = {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN};

    static WalFrameShape of(WalHeader header) {
        return new WalFrameShape(header.pageSize(), header.checksumOrder());
    }

    /**
     * Looks at the bytes of the first two frames.
     *
     * @param in stands behind the header, and does so afterwards
     * @return null if no page size fits
     */
    static @Nullable WalFrameShape find(BufferedInputStream in, RawWalHeader header) throws IOException {
        int most = 2 * (WalLayout.FRAME_HEADER_BYTES + PageSize.MAX_BYTES);
        in.mark(most);
        byte[] start = in.readNBytes(most);
        in.reset();
        for (int pageBytes = PageSize.MIN_BYTES; pageBytes <= PageSize.MAX_BYTES; pageBytes *= 2) {
            int frameBytes = WalLayout.FRAME_HEADER_BYTES + pageBytes;
            for (ByteOrder order : ORDERS) {
                if (goesOn(start, 0, frameBytes, order, header.checksum1(), header.checksum2())
                        || (start.length >= 2 * frameBytes && goesOnFromFirst(start, frameBytes, order))) {
                    return new WalFrameShape(PageSize.of(pageBytes), order);
                }
            }
        }
        return null;
    }

    private static boolean goesOnFromFirst(byte[] start, int frameBytes, ByteOrder order) {
        return goesOn(
                start,
                frameBytes,
                frameBytes,
                order,
                WalLayout.word(start, WalLayout.FRAME_CHECKSUM_1),
                WalLayout.word(start, WalLayout.FRAME_CHECKSUM_2));
    }

    private static boolean goesOn(byte[] bytes, int at, int frameBytes, ByteOrder order, int seed1, int seed2) {
        if (bytes.length < at + frameBytes || WalLayout.word(bytes, at + WalLayout.FRAME_PAGE_NUMBER) == 0) {
            return false;
        }
        WalChecksum checksum = new WalChecksum(order);
        checksum.set(seed1, seed2);
        checksum.add(bytes, at, WalLayout.FRAME_CHECKSUMMED_BYTES);
        checksum.add(bytes, at + WalLayout.FRAME_HEADER_BYTES, frameBytes - WalLayout.FRAME_HEADER_BYTES);
        return checksum.matches(
                WalLayout.word(bytes, at + WalLayout.FRAME_CHECKSUM_1),
                WalLayout.word(bytes, at + WalLayout.FRAME_CHECKSUM_2));
    }
}
