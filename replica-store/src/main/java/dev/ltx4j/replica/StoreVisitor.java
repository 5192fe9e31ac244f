package dev.ltx4j.replica;

import java.io.IOException;

/** Is told what a folder of a store holds, one entry at a time. */
public interface StoreVisitor {
    /** A file of the folder. */
    void file(StoreFile file) throws IOException;

    /**
     * A folder of the folder.
     *
     * @param key its key, ending in {@code /}
     */
    default void folder(String key) throws IOException {}
}
