package dev.ltx4j.v3;

import dev.ltx4j.replica.StoreFile;
import org.jspecify.annotations.Nullable;

/**
 * Names of the generations layout. Source: FORMAT.md, "0.3: generations".
 *
 * <pre>{@code
 * generations/GENERATION/snapshots/INDEX.snapshot.lz4
 * generations/GENERATION/wal/INDEX_OFFSET.wal.lz4
 * }</pre>
 */
final class LayoutNames {
    static final String ROOT = "generations/";
    static final String SNAPSHOTS = "snapshots/";
    static final String WAL = "wal/";
    private static final String SNAPSHOT_ENDING = ".snapshot.lz4";
    private static final String SEGMENT_ENDING = ".wal.lz4";
    private static final char OFFSET_MARK = '_';
    private static final int GENERATION_DIGITS = 16;
    private static final int INDEX_DIGITS = 8;
    private static final int MIN_OFFSET_DIGITS = 8;
    private static final int MAX_OFFSET_DIGITS = 16;
    private static final int HEX = 16;

    private LayoutNames() {}

    static boolean isGeneration(String name) {
        return isHex(name, GENERATION_DIGITS, GENERATION_DIGITS);
    }

    static String snapshotFolder(String generation) {
        return ROOT + generation + "/" + SNAPSHOTS;
    }

    static String walFolder(String generation) {
        return ROOT + generation + "/" + WAL;
    }

    static String snapshotKey(String generation, long index) {
        return snapshotFolder(generation) + digits(index, INDEX_DIGITS) + SNAPSHOT_ENDING;
    }

    static String segmentKey(String generation, long index, long offset, int offsetDigits) {
        return walFolder(generation)
                + digits(index, INDEX_DIGITS)
                + OFFSET_MARK
                + digits(offset, offsetDigits)
                + SEGMENT_ENDING;
    }

    /** Eight digits, as indexes have in names and on the command line. */
    static String index(long index) {
        return digits(index, INDEX_DIGITS);
    }

    /** Eight digits or as many as are needed. */
    static String offset(long offset) {
        return digits(offset, MIN_OFFSET_DIGITS);
    }

    /** The snapshot that a file's name promises, or null if it is not the name of one. */
    static @Nullable Snapshot parseSnapshot(String generation, StoreFile file) {
        String index = withoutEnding(file.name(), SNAPSHOT_ENDING);
        if (index == null || !isHex(index, INDEX_DIGITS, INDEX_DIGITS)) {
            return null;
        }
        return new Snapshot(generation, Long.parseLong(index, HEX), file.size(), file.modified());
    }

    /** The WAL segment that a file's name promises, or null if it is not the name of one. */
    static @Nullable WalSegment parseSegment(String generation, StoreFile file) {
        String name = withoutEnding(file.name(), SEGMENT_ENDING);
        if (name == null || name.length() <= INDEX_DIGITS || name.charAt(INDEX_DIGITS) != OFFSET_MARK) {
            return null;
        }
        String index = name.substring(0, INDEX_DIGITS);
        String offset = name.substring(INDEX_DIGITS + 1);
        if (!isHex(index, INDEX_DIGITS, INDEX_DIGITS) || !isHex(offset, MIN_OFFSET_DIGITS, MAX_OFFSET_DIGITS)) {
            return null;
        }
        long start = Long.parseUnsignedLong(offset, HEX);
        if (start < 0) {
            return null;
        }
        return new WalSegment(
                generation, Long.parseLong(index, HEX), start, offset.length(), file.size(), file.modified());
    }

    private static @Nullable String withoutEnding(String name, String ending) {
        return name.endsWith(ending) ? name.substring(0, name.length() - ending.length()) : null;
    }

    private static String digits(long number, int minDigits) {
        String digits = Long.toHexString(number);
        return "0".repeat(Math.max(0, minDigits - digits.length())) + digits;
    }

    private static boolean isHex(String text, int minDigits, int maxDigits) {
        return text.length() >= minDigits
                && text.length() <= maxDigits
                && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }
}
