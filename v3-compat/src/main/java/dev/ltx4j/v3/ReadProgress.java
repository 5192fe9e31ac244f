package dev.ltx4j.v3;

/** Is told how far the reading of a replica's files has come, from the thread that reads. */
@FunctionalInterface
public interface ReadProgress {
    /** Is told nothing. */
    ReadProgress NONE = byteCount -> {};

    /**
     * More of the files has been read.
     *
     * @param byteCount compressed bytes since the last call; over a whole {@link GenerationPath} they add up to {@link
     *     GenerationPath#compressedBytes}
     */
    void read(long byteCount);
}
