package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.FileKind;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.PageSize;
import dev.ltx4j.sqlite.UnsupportedFileException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The first 100 bytes of an LTX file.
 *
 * <p>Immutable. Source: FORMAT.md, "Header".
 *
 * @param flags as stored; only {@code 0x2} (no database checksums) may be set
 * @param pageSize of the database
 * @param commit the size of the database after this file, in pages, 0 to 2³²−1; 0 means that it was deleted
 * @param range the transactions in this file
 * @param timestampMillis when it was made, in ms since 1970 UTC
 * @param preApplyChecksum the database checksum that this file continues; 0 for a snapshot or without checksums
 * @param walOffset where the pages stood in the WAL, in bytes; 0 when not made from one
 * @param walSize how many bytes of the WAL they were
 * @param walSalt1 the WAL's first salt; 0 when not made from one
 * @param walSalt2 the WAL's second salt
 * @param nodeId which node wrote it; 0 if unset
 */
public record LtxHeader(
        int flags,
        PageSize pageSize,
        long commit,
        TxidRange range,
        long timestampMillis,
        long preApplyChecksum,
        long walOffset,
        long walSize,
        int walSalt1,
        int walSalt2,
        long nodeId)
        implements LtxView {
    /** How many bytes a header has. */
    public static final int BYTES = LtxFormat.HEADER_BYTES;

    /**
     * Reads a header and checks every rule of it.
     *
     * @param bytes at least 100 bytes
     * @param file the name for errors
     * @return the header
     * @throws MalformedFileException if it is shorter, or breaks a rule
     * @throws UnsupportedFileException if it is of version 1 of the format
     */
    public static LtxHeader parse(byte[] bytes, String file) throws FileFormatException {
        if (bytes.length < BYTES && !looksOther(bytes)) {
            throw malformed(
                    file, bytes.length, "file ends inside the header: " + bytes.length + " of " + BYTES + " bytes");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (bytes.length < BYTES || buffer.getInt(LtxFormat.HEADER_MAGIC) != LtxFormat.MAGIC) {
            throw malformed(
                    file,
                    LtxFormat.HEADER_MAGIC,
                    "not an LTX file: it does not start with \"LTX1\"" + FileKind.looksLike(bytes));
        }
        int flags = parseFlags(buffer, file);
        LtxHeader header = new LtxHeader(
                flags,
                parsePageSize(buffer, file),
                Integer.toUnsignedLong(buffer.getInt(LtxFormat.HEADER_COMMIT)),
                parseRange(buffer, file),
                buffer.getLong(LtxFormat.HEADER_TIMESTAMP),
                buffer.getLong(LtxFormat.HEADER_PRE_APPLY_CHECKSUM),
                buffer.getLong(LtxFormat.HEADER_WAL_OFFSET),
                buffer.getLong(LtxFormat.HEADER_WAL_SIZE),
                buffer.getInt(LtxFormat.HEADER_WAL_SALT_1),
                buffer.getInt(LtxFormat.HEADER_WAL_SALT_2),
                buffer.getLong(LtxFormat.HEADER_NODE_ID));
        header.checkPreApplyChecksum(file);
        header.checkWalFields(file);
        return header;
    }

    /**
     * Starts a header with these and with everything else 0: no pages, database checksums kept.
     *
     * @param pageSize the database's
     * @param range the transactions that the file holds
     * @return a builder
     */
    public static LtxHeaderBuilder builder(PageSize pageSize, TxidRange range) {
        return new LtxHeaderBuilder(pageSize, range);
    }

    /**
     * {@return the 100 bytes that stand for this header in a file} No rule is checked; {@link #parse} does.
     *
     * @throws IllegalArgumentException if the commit is not from 0 to 2³²−1
     */
    public byte[] toBytes() {
        if (commit < 0 || commit > LtxFormat.MAX_COMMIT) {
            throw new IllegalArgumentException("commit is not from 0 to " + LtxFormat.MAX_COMMIT + ": " + commit);
        }
        return ByteBuffer.allocate(BYTES)
                .putInt(LtxFormat.HEADER_MAGIC, LtxFormat.MAGIC)
                .putInt(LtxFormat.HEADER_FLAGS, flags)
                .putInt(LtxFormat.HEADER_PAGE_SIZE, pageSize.bytes())
                .putInt(LtxFormat.HEADER_COMMIT, (int) commit)
                .putLong(LtxFormat.HEADER_MIN_TXID, range.min().value())
                .putLong(LtxFormat.HEADER_MAX_TXID, range.max().value())
                .putLong(LtxFormat.HEADER_TIMESTAMP, timestampMillis)
                .putLong(LtxFormat.HEADER_PRE_APPLY_CHECKSUM, preApplyChecksum)
                .putLong(LtxFormat.HEADER_WAL_OFFSET, walOffset)
                .putLong(LtxFormat.HEADER_WAL_SIZE, walSize)
                .putInt(LtxFormat.HEADER_WAL_SALT_1, walSalt1)
                .putInt(LtxFormat.HEADER_WAL_SALT_2, walSalt2)
                .putLong(LtxFormat.HEADER_NODE_ID, nodeId)
                .array();
    }

    /** {@return whether the file holds every page of the database: its first transaction is 1} */
    public boolean isSnapshot() {
        return range.isSnapshot();
    }

    /** {@return whether the file carries checksums of the whole database, before and after it} */
    public boolean hasDatabaseChecksums() {
        return (flags & LtxFormat.FLAG_NO_CHECKSUM) == 0;
    }

    /**
     * {@link #timestampMillis} as a time.
     *
     * @return the time, to the millisecond
     */
    public Instant timestamp() {
        return Instant.ofEpochMilli(timestampMillis);
    }

    /**
     * {@return the least number of bytes that a page takes in a file, its frame included} An LZ4 block needs one byte
     * for each 255 that it repeats.
     *
     * @param pageSize the database's
     */
    public static int leastFrameBytes(PageSize pageSize) {
        return LtxFormat.FRAME_HEADER_BYTES + LtxFormat.FRAME_SIZE_FIELD_BYTES + pageSize.bytes() / 255;
    }

    /**
     * {@code flags, page_size, commit, min_txid, max_txid, timestamp, pre_apply_checksum, wal_offset, wal_size, wal_salt1,
     * wal_salt2, node_id}.
     */
    @Override
    public Map<String, Object> toMap() {
        HexFormat hex = HexFormat.of();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("flags", "0x" + hex.toHexDigits(flags));
        fields.put("page_size", (long) pageSize.bytes());
        fields.put("commit", commit);
        fields.put("min_txid", range.min().toString());
        fields.put("max_txid", range.max().toString());
        fields.put("timestamp", Json.time(timestamp()));
        fields.put("pre_apply_checksum", hex.toHexDigits(preApplyChecksum));
        fields.put("wal_offset", walOffset);
        fields.put("wal_size", walSize);
        fields.put("wal_salt1", hex.toHexDigits(walSalt1));
        fields.put("wal_salt2", hex.toHexDigits(walSalt2));
        fields.put("node_id", hex.toHexDigits(nodeId));
        return Collections.unmodifiableMap(fields);
    }

    /** Whether a file too short for a header is of a kind that is known by its first bytes. */
    private static boolean looksOther(byte[] bytes) {
        return FileKind.of(bytes).filter(kind -> kind != FileKind.LTX).isPresent();
    }

    private static int parseFlags(ByteBuffer buffer, String file) throws FileFormatException {
        int flags = buffer.getInt(LtxFormat.HEADER_FLAGS);
        if ((flags & LtxFormat.FLAG_VERSION_1_LZ4) != 0) {
            throw new UnsupportedFileException(
                    file,
                    LtxFormat.HEADER_FLAGS,
                    FileFormatException.NO_PAGE,
                    "LTX version 1 (as LiteFS writes it) is not supported; this library reads version 3");
        }
        if ((flags & ~LtxFormat.FLAG_NO_CHECKSUM) != 0) {
            throw malformed(file, LtxFormat.HEADER_FLAGS, "unknown header flags 0x" + Integer.toHexString(flags));
        }
        return flags;
    }

    private static PageSize parsePageSize(ByteBuffer buffer, String file) throws FileFormatException {
        long bytes = Integer.toUnsignedLong(buffer.getInt(LtxFormat.HEADER_PAGE_SIZE));
        if (!PageSize.isValid(bytes)) {
            throw malformed(
                    file,
                    LtxFormat.HEADER_PAGE_SIZE,
                    "page size " + bytes + " is not a power of two from 512 to 65536");
        }
        return PageSize.of((int) bytes);
    }

    private static TxidRange parseRange(ByteBuffer buffer, String file) throws FileFormatException {
        Txid min = new Txid(buffer.getLong(LtxFormat.HEADER_MIN_TXID));
        Txid max = new Txid(buffer.getLong(LtxFormat.HEADER_MAX_TXID));
        if (min.value() == 0) {
            throw malformed(file, LtxFormat.HEADER_MIN_TXID, "minimum TXID is 0");
        }
        if (min.isAfter(max)) {
            throw malformed(
                    file, LtxFormat.HEADER_MAX_TXID, "maximum TXID " + max + " is below the minimum TXID " + min);
        }
        return new TxidRange(min, max);
    }

    private void checkPreApplyChecksum(String file) throws FileFormatException {
        boolean none = isSnapshot() || !hasDatabaseChecksums();
        if (none && preApplyChecksum != 0) {
            throw malformed(
                    file,
                    LtxFormat.HEADER_PRE_APPLY_CHECKSUM,
                    isSnapshot()
                            ? "a snapshot must not have a pre-apply checksum"
                            : "a file without database checksums must not have a pre-apply checksum");
        }
        if (!none && (preApplyChecksum & LtxFormat.CHECKSUM_FLAG) == 0) {
            throw malformed(file, LtxFormat.HEADER_PRE_APPLY_CHECKSUM, "pre-apply checksum lacks its top bit");
        }
    }

    private void checkWalFields(String file) throws FileFormatException {
        if (walOffset < 0) {
            throw malformed(file, LtxFormat.HEADER_WAL_OFFSET, "WAL offset is negative: " + walOffset);
        }
        if (walSize < 0) {
            throw malformed(file, LtxFormat.HEADER_WAL_SIZE, "WAL size is negative: " + walSize);
        }
        if (walOffset == 0 && (walSize != 0 || walSalt1 != 0 || walSalt2 != 0)) {
            throw malformed(file, LtxFormat.HEADER_WAL_OFFSET, "WAL offset is 0 although a WAL size or salt is given");
        }
    }

    private static MalformedFileException malformed(String file, long fileOffset, String detail) {
        return new MalformedFileException(file, fileOffset, FileFormatException.NO_PAGE, detail);
    }
}
