package dev.ltx4j.restore;

import java.io.IOException;

/** Asks whether a database of some size has room where it is written. */
interface SpaceCheck {
    /**
     * Looks at the free space.
     *
     * @param bytes the size of the database
     * @throws dev.ltx4j.sqlite.OutputRefusedException if there is clearly too little
     */
    void require(long bytes) throws IOException;
}
