package dev.ltx4j.sqlite.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the entries of an index and the rows of its table are the same set, in whatever order they come. First by
 * the sums of their hashes, which are the same if they are. If not, the same again with a sum for each of many buckets, and then with the single hashes of those buckets whose sum is not 0.
 */
final class IndexMatch {
    /** What takes rows and entries in one of the rounds. */
    interface Round {
        void add(long hash, long rowId, int sign);
    }

    private final IndexSchema index;
    private final List<KeyColumn> columns;
    private @Nullable Round round;

    // Rows and entries may come from two threads in the first round: each side has its own fields.
    private long rowSum;
    private long entrySum;
    private volatile boolean givenUp;
    private @Nullable String rowsNotJudged;
    private @Nullable String entriesNotJudged;

    IndexMatch(IndexSchema index) {
        this.index = index;
        this.columns = index.columns;
    }

    IndexSchema index() {
        return index;
    }

    List<KeyColumn> columns() {
        return columns;
    }

    void row(long hash, long rowId) {
        if (round == null) {
            rowSum += hash;
        } else {
            round.add(hash, rowId, 1);
        }
    }

    void entry(long hash, long rowId) {
        if (round == null) {
            entrySum += hash;
        } else {
            round.add(hash, rowId, -1);
        }
    }

    /** From now on, rows and entries go there. */
    void start(Round next) {
        round = next;
    }

    /** There is damage that is told of elsewhere. */
    void giveUp() {
        givenUp = true;
    }

    /** There is a row that cannot be judged. */
    void cannotJudgeRows(String reason) {
        rowsNotJudged = reason;
    }

    /** There is an entry that cannot be judged. */
    void cannotJudgeEntries(String reason) {
        entriesNotJudged = reason;
    }

    /** Why it cannot be judged, or null. */
    @Nullable
    String notJudged() {
        return entriesNotJudged == null ? rowsNotJudged : entriesNotJudged;
    }

    /** After the first round: whether there is a difference to look for. */
    boolean differs() {
        return rowSum != entrySum && !givenUp && notJudged() == null;
    }
}
