package dev.ltx4j.restore;

import dev.ltx4j.ltx.LtxFileName;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.ltx.TxidRange;
import java.time.Instant;
import java.util.Comparator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One LTX file of a replica, as its listing tells it; nothing of its content has been looked at. Immutable.
 *
 * <p>A replica can have hundreds of thousands, so it is one object of 56 bytes: a key that follows from layout, level and
 * transactions, as those of all listed files do, is not kept but made when it is asked for.
 */
public final class LtxFile {
    /** The lowest level: one file for each sync. */
    public static final int MIN_LEVEL = 0;

    /** The level of the snapshots. */
    public static final int SNAPSHOT_LEVEL = 9;

    /** How many levels there are. */
    static final int LEVEL_COUNT = SNAPSHOT_LEVEL + 1;

    /** By last transaction, then by first. */
    static final Comparator<LtxFile> BY_LAST = (one, other) -> {
        int byMax = Long.compareUnsigned(one.max, other.max);
        return byMax != 0 ? byMax : Long.compareUnsigned(one.min, other.min);
    };

    /** By first transaction. */
    static final Comparator<LtxFile> BY_FIRST = (one, other) -> Long.compareUnsigned(one.min, other.min);

    private final long min;
    private final long max;
    private final long size;
    private final long createdSeconds;
    private final int createdNanos;
    private final byte level;

    /** The {@link LtxLayout} that the key follows from, or else the key. One field, since two would make it 64 bytes. */
    private final Object layoutOrKey;

    /**
     * Makes one.
     *
     * @param level 0 … 9; 9 holds the snapshots
     * @param range the transactions that the name promises
     * @param size in bytes
     * @param created when the file was made: the store's time, or the header's where {@link CreationTimes} put it
     * @param key where the file is in its store
     * @throws IllegalArgumentException if there is no such level
     */
    public LtxFile(int level, TxidRange range, long size, Instant created, String key) {
        this(level, range, size, created, layoutOrKey(level, range, key));
    }

    private LtxFile(int level, TxidRange range, long size, Instant created, Object layoutOrKey) {
        this.level = (byte) level;
        this.min = range.min().value();
        this.max = range.max().value();
        this.size = size;
        this.createdSeconds = created.getEpochSecond();
        this.createdNanos = created.getNano();
        this.layoutOrKey = layoutOrKey;
    }

    private static Object layoutOrKey(int level, TxidRange range, String key) {
        if (level < MIN_LEVEL || level > SNAPSHOT_LEVEL) {
            throw new IllegalArgumentException("no such level: " + level);
        }
        String name = LtxFileName.of(range);
        for (LtxLayout layout : LtxLayout.ALL) {
            String folder = layout.folder(level);
            if (key.length() == folder.length() + name.length() && key.startsWith(folder) && key.endsWith(name)) {
                return layout;
            }
        }
        return key;
    }

    /** {@return 0 … 9; 9 holds the snapshots} */
    public int level() {
        return level;
    }

    /** {@return the transactions that the name promises} */
    public TxidRange range() {
        return TxidRange.of(min, max);
    }

    /** The first transaction that the name promises. */
    Txid min() {
        return new Txid(min);
    }

    /** The last transaction that the name promises. */
    Txid max() {
        return new Txid(max);
    }

    /** {@return the file's size in bytes} */
    public long size() {
        return size;
    }

    /** {@return when the file was made: the store's time, or the header's where {@link CreationTimes} put it} */
    public Instant created() {
        return Instant.ofEpochSecond(createdSeconds, createdNanos);
    }

    /** {@return where the file is in its store} */
    public String key() {
        return layoutOrKey instanceof LtxLayout layout ? layout.folder(level) + name() : (String) layoutOrKey;
    }

    /** {@return the part of the key behind its last {@code /}} */
    public String name() {
        return layoutOrKey instanceof String key ? key.substring(key.lastIndexOf('/') + 1) : LtxFileName.of(range());
    }

    /** Whether the file's key is among some; makes no key where there are none. */
    boolean isIn(Set<String> keys) {
        return !keys.isEmpty() && keys.contains(key());
    }

    /** The same file with another time. */
    LtxFile withCreated(Instant time) {
        return time.equals(created()) ? this : new LtxFile(level, range(), size, time, layoutOrKey);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LtxFile that
                && level == that.level
                && min == that.min
                && max == that.max
                && size == that.size
                && createdSeconds == that.createdSeconds
                && createdNanos == that.createdNanos
                && layoutOrKey.equals(that.layoutOrKey);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(31 * (31 * max + min) + size) * 31 + level;
    }

    @Override
    public String toString() {
        return key() + " (" + size + " bytes, " + created() + ")";
    }
}
