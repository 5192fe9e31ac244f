package dev.ltx4j.sqlite.check;

/** Hears how far a check is. Called in the thread that checks, every few hundred pages. */
@FunctionalInterface
public interface CheckListener {
    /**
     * Tells how far the check is.
     *
     * @param pagesDone the pages that have been looked at, 0 or more
     * @param pagesTotal the pages that the database has
     */
    void progress(long pagesDone, long pagesTotal);
}
