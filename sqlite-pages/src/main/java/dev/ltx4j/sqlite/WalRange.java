package dev.ltx4j.sqlite;

/**
 * Some whole transactions of a write-ahead log that follow one another: as {@link WalFrames} gives them.
 *
 * <p>Immutable.
 *
 * @param fileOffset where the first frame starts in the log, in bytes; 32 for the log's first
 * @param byteCount the bytes of all frames
 * @param commit the database's size in pages after the last transaction
 */
public record WalRange(long fileOffset, long byteCount, long commit) {
    /** {@return where the last frame ends in the log, in bytes} */
    public long endOffset() {
        return fileOffset + byteCount;
    }

    /**
     * The transactions from this range's first to another's last.
     *
     * @param last the range whose last transaction is taken; not before this one
     * @return the range
     * @throws IllegalArgumentException if the other one ends before this one starts
     */
    public WalRange through(WalRange last) {
        if (last.endOffset() <= fileOffset) {
            throw new IllegalArgumentException(last + " ends before " + this);
        }
        return new WalRange(fileOffset, last.endOffset() - fileOffset, last.commit);
    }
}
