package dev.ltx4j.restore;

/** Is told how work on a replica goes. Called by the threads that work, one at a time for each method. */
public interface RestoreListener {
    /** Is told nothing. */
    RestoreListener NONE = new RestoreListener() {};

    /**
     * Something that the user should know and that is no failure: one sentence.
     *
     * @param sentence what there is to know, in English
     */
    default void note(String sentence) {}

    /**
     * A file that the state would have been made of cannot be used, and others take its place.
     *
     * @param file which, and why
     */
    default void bypassed(BypassedFile file) {}

    /**
     * A plan is made; reading begins. Called again if a file turns out to be unusable and the plan is made again.
     *
     * @param plan the files that will be read
     */
    default void planned(RestorePlan plan) {}

    /**
     * More has been read.
     *
     * @param bytesDone of the files, since the start
     * @param bytesTotal of all files; may be reached early or late if a file changed its size
     */
    default void progress(long bytesDone, long bytesTotal) {}
}
