package dev.ltx4j.restore;

import java.util.List;
import java.util.Optional;

/** How the key of an LTX file is made of its level and name. Either can be met in any store: buckets get synced to folders. */
public enum LtxLayout {
    /** {@code ltx/<level>/<name>}, the level decimal: folders, SFTP, WebDAV and most object stores. */
    FOLDERS {
        @Override
        public String folder(int level) {
            return FOLDERS_ROOT + checked(level) + "/";
        }
    },

    /** {@code <level>/<name>}, the level as four hexadecimal digits: S3. */
    KEYS {
        @Override
        public String folder(int level) {
            return "000" + Integer.toHexString(checked(level)) + "/";
        }
    };

    /** Both. */
    static final List<LtxLayout> ALL = List.of(values());

    /** The folder that holds the levels of {@link #FOLDERS}. */
    static final String FOLDERS_ROOT = "ltx/";

    /**
     * The folder that holds a level.
     *
     * @param level 0 … 9
     * @return its key, ending in {@code /}
     * @throws IllegalArgumentException if there is no such level
     */
    public abstract String folder(int level);

    /**
     * {@return the level that a folder of this layout holds, or empty if it is not one of its folders}
     *
     * @param folder the folder's name, without its parents
     */
    public Optional<Integer> levelOf(String folder) {
        for (int level = LtxFile.MIN_LEVEL; level <= LtxFile.SNAPSHOT_LEVEL; level++) {
            if (folder.equals(folder(level))) {
                return Optional.of(level);
            }
        }
        return Optional.empty();
    }

    private static int checked(int level) {
        if (level < LtxFile.MIN_LEVEL || level > LtxFile.SNAPSHOT_LEVEL) {
            throw new IllegalArgumentException("no such level: " + level);
        }
        return level;
    }
}
