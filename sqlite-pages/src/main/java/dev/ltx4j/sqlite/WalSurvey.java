package dev.ltx4j.sqlite;

import java.util.List;

/**
 * What there is in a write-ahead log as a whole: what counts, where that ends and why, and what stands behind it.
 *
 * <p>Immutable. The first fields are those of {@link WalRecovery}.
 *
 * @param file the log, as a person would name it
 * @param byteCount the size of the log in bytes
 * @param header the header as it stands in the file
 * @param frames the whole frames in the file, whatever they are
 * @param validFrames the frames before the end
 * @param committedFrames those of them that count: up to the last commit
 * @param transactions how many transactions these make
 * @param commit the database's size in pages after the last of them, 0 if there are none
 * @param end why the valid frames end
 * @param endOffset where they end, in bytes
 * @param cutOffFrames frames at or behind the end whose salts are the header's
 * @param lostTransactions how many commits certainly are behind the end: their frames are of the header's round and go on
 *     from the frame before. Where the header is broken, those of any round
 * @param firstLostCommit the number of the first such frame; 0 if there is none
 * @param otherRoundFrames frames that are left from other rounds
 * @param rounds runs of such frames with the same salts, in the order of the file; at most {@link #MAX_ROUNDS}
 * @param roundCount how many runs there are, also beyond those in {@code rounds}
 * @param trailingBytes the bytes behind the last whole frame
 */
public record WalSurvey(
        String file,
        long byteCount,
        RawWalHeader header,
        long frames,
        long validFrames,
        long committedFrames,
        long transactions,
        long commit,
        WalEnd end,
        long endOffset,
        long cutOffFrames,
        long lostTransactions,
        long firstLostCommit,
        long otherRoundFrames,
        List<Round> rounds,
        long roundCount,
        long trailingBytes) {
    /** How many runs of frames from other rounds are kept. */
    public static final int MAX_ROUNDS = 16;

    /**
     * Frames of one other round that stand behind one another.
     *
     * @param salt1 their first salt
     * @param salt2 their second salt
     * @param firstFrame the number of the first of them
     * @param frames how many there are
     * @param commits how many of them end a transaction
     */
    public record Round(int salt1, int salt2, long firstFrame, long frames, long commits) {
        /**
         * How many rounds before the header's this one was: salt 1 grows by one with each. Meaningless if it
         * is larger than the header's checkpoint sequence.
         *
         * @param header the log's header
         * @return 0 to 4294967295
         */
        public long age(RawWalHeader header) {
            return Integer.toUnsignedLong(header.salt1() - salt1);
        }
    }

    /**
     * Copies the list.
     *
     * @param file the log, as a person would name it
     * @param byteCount the size of the log in bytes
     * @param header the header as it stands in the file
     * @param frames the whole frames in the file, whatever they are
     * @param validFrames the frames before the end
     * @param committedFrames those of them that count: up to the last commit
     * @param transactions how many transactions these make
     * @param commit the database's size in pages after the last of them, 0 if there are none
     * @param end why the valid frames end
     * @param endOffset where they end, in bytes
     * @param cutOffFrames frames at or behind the end whose salts are the header's
     * @param lostTransactions how many commits certainly are behind the end: their frames are of the header's round and
     *     go on from the frame before. Where the header is broken, those of any round
     * @param firstLostCommit the number of the first such frame; 0 if there is none
     * @param otherRoundFrames frames that are left from other rounds
     * @param rounds runs of such frames with the same salts, in the order of the file; at most {@link #MAX_ROUNDS}
     * @param roundCount how many runs there are, also beyond those in {@code rounds}
     * @param trailingBytes the bytes behind the last whole frame
     */
    public WalSurvey {
        rounds = List.copyOf(rounds);
    }

    /** {@return valid frames of a transaction without a commit: a crash, or a writer at work} They do not count. */
    public long unfinishedFrames() {
        return validFrames - committedFrames;
    }

    /** {@return whether there is a whole header that does not count, so that SQLite takes the log for an empty one} */
    public boolean isHeaderBroken() {
        return end == WalEnd.BAD_HEADER && header.byteCount() == WalLayout.HEADER_BYTES;
    }

    /**
     * {@return whether something is wrong that no ordinary life of a log leaves behind: a broken header, or committed
     * transactions behind the end} (A power failure can do the latter where SQLite does not force the log to the disk
     * with each commit, {@code synchronous=NORMAL}: those commits are lost all the same.)
     */
    public boolean isDamaged() {
        return isHeaderBroken() || lostTransactions > 0;
    }
}
