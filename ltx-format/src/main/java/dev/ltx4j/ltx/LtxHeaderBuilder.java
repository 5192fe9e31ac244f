package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.PageSize;

/**
 * Makes a {@link LtxHeader} field by field. What is not set is 0. {@link LtxWriter#open} checks the rules between the
 * fields. Not safe for several threads.
 */
public final class LtxHeaderBuilder {
    private final PageSize pageSize;
    private final TxidRange range;
    private int flags;
    private long commit;
    private long timestampMillis;
    private long preApplyChecksum;
    private long walOffset;
    private long walSize;
    private int walSalt1;
    private int walSalt2;
    private long nodeId;

    LtxHeaderBuilder(PageSize pageSize, TxidRange range) {
        this.pageSize = pageSize;
        this.range = range;
    }

    /**
     * The size of the database after this file, in pages; 0 says that it was deleted.
     *
     * @param pages 0 to 2³²−1
     * @return this
     */
    public LtxHeaderBuilder commit(long pages) {
        commit = pages;
        return this;
    }

    /**
     * When the file was made, in ms since 1970 UTC.
     *
     * @param millis may be negative
     * @return this
     */
    public LtxHeaderBuilder timestampMillis(long millis) {
        timestampMillis = millis;
        return this;
    }

    /**
     * Says that the file keeps no database checksums, as Litestream's files say.
     *
     * @return this
     */
    public LtxHeaderBuilder withoutDatabaseChecksums() {
        flags |= LtxFormat.FLAG_NO_CHECKSUM;
        return this;
    }

    /**
     * The checksum of the database that this file continues; a snapshot has none.
     *
     * @param checksum with the top bit set
     * @return this
     */
    public LtxHeaderBuilder preApplyChecksum(long checksum) {
        preApplyChecksum = checksum;
        return this;
    }

    /**
     * Which part of a WAL the pages come from: its first byte, its size in bytes, and the WAL's two salts.
     *
     * @param fileOffset the first byte's place in the WAL, in bytes
     * @param byteCount the size of the part
     * @param salt1 the first salt of the WAL's header
     * @param salt2 the second
     * @return this
     */
    public LtxHeaderBuilder wal(long fileOffset, long byteCount, int salt1, int salt2) {
        walOffset = fileOffset;
        walSize = byteCount;
        walSalt1 = salt1;
        walSalt2 = salt2;
        return this;
    }

    /**
     * Which node wrote the file.
     *
     * @param id any 64 bits; 0 where nodes have no numbers
     * @return this
     */
    public LtxHeaderBuilder nodeId(long id) {
        nodeId = id;
        return this;
    }

    /** {@return the header, whose every rule holds} */
    public LtxHeader build() {
        return new LtxHeader(
                flags,
                pageSize,
                commit,
                range,
                timestampMillis,
                preApplyChecksum,
                walOffset,
                walSize,
                walSalt1,
                walSalt2,
                nodeId);
    }
}
