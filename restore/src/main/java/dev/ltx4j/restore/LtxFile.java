package dev.ltx4j.restore;

import dev.ltx4j.ltx.TxidRange;
import java.time.Instant;

/**
 * One LTX file of a replica, as its listing tells it; nothing of its content has been looked at.
 *
 * @param level 0 … 9; 9 holds the snapshots
 * @param range the transactions that the name promises
 * @param size in bytes
 * @param created when the file was made: the store's time, or the header's where {@link CreationTimes} put it
 * @param key where the file is in its store
 */
public record LtxFile(int level, TxidRange range, long size, Instant created, String key) {
    /** The lowest level: one file for each sync. */
    public static final int MIN_LEVEL = 0;

    /** The level of the snapshots. */
    public static final int SNAPSHOT_LEVEL = 9;

    /** How many levels there are. */
    static final int LEVEL_COUNT = SNAPSHOT_LEVEL + 1;

    /**
     * Checks the level.
     *
     * @param level 0 … 9; 9 holds the snapshots
     * @param range the transactions that the name promises
     * @param size in bytes
     * @param created when the file was made: the store's time, or the header's where {@link CreationTimes} put it
     * @param key where the file is in its store
     * @throws IllegalArgumentException if there is no such level
     */
    public LtxFile {
        if (level < MIN_LEVEL || level > SNAPSHOT_LEVEL) {
            throw new IllegalArgumentException("no such level: " + level);
        }
    }

    /** {@return the part of the key behind its last {@code /}} */
    public String name() {
        return key.substring(key.lastIndexOf('/') + 1);
    }

    /** The same file with another time. */
    LtxFile withCreated(Instant time) {
        return time.equals(created) ? this : new LtxFile(level, range, size, time, key);
    }
}
