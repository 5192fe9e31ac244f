package dev.ltx4j.sqlite;

import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The first 32 bytes of a write-ahead log that counts.
 *
 * <p>Immutable. Source: SQLite file format, section 4.1.
 *
 * @param checksumOrder the byte order in which the checksum reads its input; all fields are big-endian
 * @param pageSize the size of the page in each frame
 * @param checkpointSequence counts the log's rounds, 0 to 4294967295
 * @param salt1 grows by one with each round; frames of earlier rounds differ in it
 * @param salt2 random, new with each round
 * @param checksum1 the first sum over the header's first 24 bytes, from which the first frame goes on
 * @param checksum2 the second sum
 */
public record WalHeader(
        ByteOrder checksumOrder,
        PageSize pageSize,
        long checkpointSequence,
        int salt1,
        int salt2,
        int checksum1,
        int checksum2) {
    /** The length of the header in bytes. */
    public static final int BYTES = WalLayout.HEADER_BYTES;

    private static final long MAX_SEQUENCE = 0xffff_ffffL;

    /**
     * Reads a header as SQLite's recovery does. A wrong magic, an impossible page size or a wrong checksum are not
     * damage: such a log is as good as empty. SQLite checks the version last, so it only counts where all else is right.
     *
     * @param bytes at least {@link #BYTES}; what follows is ignored
     * @param file the log, as a person would name it, for the exception
     * @return null if the log is to be taken as empty
     * @throws UnsupportedFileException if the header is right but its version is not 3007000; SQLite does not open a
     *     database with such a log
     * @throws IllegalArgumentException if there are fewer bytes than {@link #BYTES}
     */
    public static @Nullable WalHeader parse(byte[] bytes, String file) throws UnsupportedFileException {
        if (bytes.length < BYTES) {
            throw new IllegalArgumentException("a WAL header has " + BYTES + " bytes, not " + bytes.length);
        }
        int magic = WalLayout.word(bytes, WalLayout.MAGIC);
        long pageBytes = WalLayout.unsignedWord(bytes, WalLayout.PAGE_SIZE);
        if ((magic & ~WalLayout.MAGIC_BIG_ENDIAN_BIT) != WalLayout.MAGIC_VALUE || !PageSize.isValid(pageBytes)) {
            return null;
        }
        ByteOrder order =
                (magic & WalLayout.MAGIC_BIG_ENDIAN_BIT) != 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        int checksum1 = WalLayout.word(bytes, WalLayout.CHECKSUM_1);
        int checksum2 = WalLayout.word(bytes, WalLayout.CHECKSUM_2);
        WalChecksum checksum = new WalChecksum(order);
        checksum.add(bytes, 0, WalLayout.CHECKSUM_1);
        if (!checksum.matches(checksum1, checksum2)) {
            return null;
        }
        long version = WalLayout.unsignedWord(bytes, WalLayout.VERSION);
        if (version != WalLayout.VERSION_VALUE) {
            throw new UnsupportedFileException(
                    file,
                    WalLayout.VERSION,
                    FileFormatException.NO_PAGE,
                    "WAL version " + version + ", known is " + WalLayout.VERSION_VALUE);
        }
        return new WalHeader(
                order,
                PageSize.of((int) pageBytes),
                WalLayout.unsignedWord(bytes, WalLayout.CHECKPOINT_SEQUENCE),
                WalLayout.word(bytes, WalLayout.SALT_1),
                WalLayout.word(bytes, WalLayout.SALT_2),
                checksum1,
                checksum2);
    }

    /**
     * A header with these fields and the checksums that belong to it.
     *
     * @param checksumOrder the byte order of the words that the checksums are made of
     * @param pageSize the database's
     * @param checkpointSequence 0 to 4294967295; SQLite starts a new log with 0
     * @param salt1 any 32 bits; SQLite adds one for each round
     * @param salt2 any 32 bits; SQLite draws new ones for each round
     * @return the header
     * @throws IllegalArgumentException if the sequence is out of range
     */
    public static WalHeader of(
            ByteOrder checksumOrder, PageSize pageSize, long checkpointSequence, int salt1, int salt2) {
        if (checkpointSequence < 0 || checkpointSequence > MAX_SEQUENCE) {
            throw new IllegalArgumentException("checkpoint sequence " + checkpointSequence);
        }
        WalHeader unsealed = new WalHeader(checksumOrder, pageSize, checkpointSequence, salt1, salt2, 0, 0);
        WalChecksum checksum = new WalChecksum(checksumOrder);
        checksum.add(unsealed.toBytes(), 0, WalLayout.CHECKSUM_1);
        return new WalHeader(
                checksumOrder, pageSize, checkpointSequence, salt1, salt2, checksum.sum0(), checksum.sum1());
    }

    /**
     * {@return the header of the log's next round, as SQLite writes it when the log starts again from the front after a
     * checkpoint: the checkpoint sequence and salt 1 grow by one, modulo 2^32} The frames of this round that are left
     * behind the new ones then have another salt and do not count.
     *
     * @param newSalt2 random, so that frames of a forgotten log with the same salt 1 do not count either
     */
    public WalHeader nextRound(int newSalt2) {
        return of(checksumOrder, pageSize, (checkpointSequence + 1) & MAX_SEQUENCE, salt1 + 1, newSalt2);
    }

    /** {@return the header as it stands in the file: {@link #BYTES} bytes, all fields big-endian} */
    public byte[] toBytes() {
        boolean bigEndian = checksumOrder == ByteOrder.BIG_ENDIAN;
        byte[] bytes = new byte[BYTES];
        WalLayout.putWord(
                bytes, WalLayout.MAGIC, WalLayout.MAGIC_VALUE | (bigEndian ? WalLayout.MAGIC_BIG_ENDIAN_BIT : 0));
        WalLayout.putWord(bytes, WalLayout.VERSION, WalLayout.VERSION_VALUE);
        WalLayout.putWord(bytes, WalLayout.PAGE_SIZE, pageSize.bytes());
        WalLayout.putWord(bytes, WalLayout.CHECKPOINT_SEQUENCE, (int) checkpointSequence);
        WalLayout.putWord(bytes, WalLayout.SALT_1, salt1);
        WalLayout.putWord(bytes, WalLayout.SALT_2, salt2);
        WalLayout.putWord(bytes, WalLayout.CHECKSUM_1, checksum1);
        WalLayout.putWord(bytes, WalLayout.CHECKSUM_2, checksum2);
        return bytes;
    }

    /** {@return the length of a frame in bytes: its header of 24 and a page} */
    public int frameBytes() {
        return WalLayout.FRAME_HEADER_BYTES + pageSize.bytes();
    }
}
