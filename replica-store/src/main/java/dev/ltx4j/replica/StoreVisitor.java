package dev.ltx4j.replica;

import java.io.IOException;

/** Is told what a folder of a store holds, one entry at a time. */
@Experimental
public interface StoreVisitor {
    /**
     * A file of the folder.
     *
     * @param file the file
     * @throws IOException if the visitor wants no more; it comes out of the listing
     */
    void file(StoreFile file) throws IOException;

    /**
     * A folder of the folder.
     *
     * @param key its key, ending in {@code /}
     * @throws IOException if the visitor wants no more; it comes out of the listing
     */
    default void folder(String key) throws IOException {}
}
