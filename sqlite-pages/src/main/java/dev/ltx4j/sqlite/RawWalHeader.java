package dev.ltx4j.sqlite;

import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The first 32 bytes of a write-ahead log as they stand there, right or not, for whoever looks for damage. {@link
 * WalHeader} is a header that counts.
 *
 * <p>Immutable. Source: SQLite file format, section 4.1.
 *
 * @param byteCount how many bytes there are, 0 to 32; fields beyond them are 0
 * @param magic 0x377f0682 or 0x377f0683 in a header that counts
 * @param version 3007000 in a header that counts
 * @param pageBytes the field of the page size, 0 to 4294967295
 * @param checkpointSequence 0 to 4294967295
 * @param salt1 the first salt
 * @param salt2 the second salt
 * @param checksum1 the first sum as stored
 * @param checksum2 the second sum as stored
 * @param computed1 the first sum as it should be, in the byte order that the magic's lowest bit says
 * @param computed2 the second sum as it should be
 */
public record RawWalHeader(
        int byteCount,
        int magic,
        long version,
        long pageBytes,
        long checkpointSequence,
        int salt1,
        int salt2,
        int checksum1,
        int checksum2,
        int computed1,
        int computed2) {

    /** @param bytes what the file has, at most 32 of it count */
    static RawWalHeader of(byte[] bytes, int byteCount) {
        byte[] whole = new byte[WalLayout.HEADER_BYTES];
        System.arraycopy(bytes, 0, whole, 0, byteCount);
        int magic = WalLayout.word(whole, WalLayout.MAGIC);
        WalChecksum checksum = new WalChecksum(order(magic));
        checksum.add(whole, 0, WalLayout.CHECKSUM_1);
        return new RawWalHeader(
                byteCount,
                magic,
                WalLayout.unsignedWord(whole, WalLayout.VERSION),
                WalLayout.unsignedWord(whole, WalLayout.PAGE_SIZE),
                WalLayout.unsignedWord(whole, WalLayout.CHECKPOINT_SEQUENCE),
                WalLayout.word(whole, WalLayout.SALT_1),
                WalLayout.word(whole, WalLayout.SALT_2),
                WalLayout.word(whole, WalLayout.CHECKSUM_1),
                WalLayout.word(whole, WalLayout.CHECKSUM_2),
                checksum.sum0(),
                checksum.sum1());
    }

    /** {@return the byte order in which the checksum reads its input, if the magic can be believed} */
    public ByteOrder checksumOrder() {
        return order(magic);
    }

    private static ByteOrder order(int magic) {
        return (magic & WalLayout.MAGIC_BIG_ENDIAN_BIT) != 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    /** {@return whether the stored checksum is the one that the other fields give} */
    public boolean isChecksumRight() {
        return byteCount == WalLayout.HEADER_BYTES && checksum1 == computed1 && checksum2 == computed2;
    }

    /** {@return why the header does not count, in words; empty if it does} An unknown version is no such reason. */
    public Optional<String> problem() {
        if (byteCount < WalLayout.HEADER_BYTES) {
            return Optional.of(
                    "the file ends after " + byteCount + " of the header's " + WalLayout.HEADER_BYTES + " bytes");
        }
        if ((magic & ~WalLayout.MAGIC_BIG_ENDIAN_BIT) != WalLayout.MAGIC_VALUE) {
            return Optional.of(String.format("its magic is 0x%08x, not 0x377f0682 or 0x377f0683", magic));
        }
        if (!PageSize.isValid(pageBytes)) {
            return Optional.of("its page size is " + pageBytes);
        }
        if (!isChecksumRight()) {
            return Optional.of(String.format(
                    "its checksum is %08x %08x, that of its fields is %08x %08x",
                    checksum1, checksum2, computed1, computed2));
        }
        return Optional.empty();
    }
}
