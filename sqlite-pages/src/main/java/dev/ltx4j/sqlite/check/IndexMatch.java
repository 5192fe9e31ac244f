package dev.ltx4j.sqlite.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the entries of an index and the rows of its table are the same set, in whatever order they come. First by one
 * sum of hashes, which is 0 in the end if they are: rows are added, entries taken away. If it is not, the same again with
 * a sum for each of many buckets, and then with the single hashes of those buckets whose sum is not 0.
 */
final class IndexMatch {
    /** What takes rows and entries in one of the rounds. */
    interface Round {
        void add(long hash, long rowId, int sign);
    }

    private final IndexSchema index;
    private final List<KeyColumn> columns;
    private Round round;
    private long sum;
    private boolean givenUp;
    private @Nullable String notJudged;

    IndexMatch(IndexSchema index) {
        this.index = index;
        this.columns = index.columns;
        this.round = (hash, rowId, sign) -> sum += hash * sign;
    }

    IndexSchema index() {
        return index;
    }

    List<KeyColumn> columns() {
        return columns;
    }

    void row(long hash, long rowId) {
        round.add(hash, rowId, 1);
    }

    void entry(long hash, long rowId) {
        round.add(hash, rowId, -1);
    }

    /** From now on, rows and entries go there. */
    void start(Round next) {
        round = next;
    }

    /** There is damage that is told of elsewhere. */
    void giveUp() {
        givenUp = true;
    }

    /** There is something that cannot be judged. */
    void cannotJudge(String reason) {
        notJudged = reason;
    }

    /** Why it cannot be judged, or null. */
    @Nullable
    String notJudged() {
        return notJudged;
    }

    /** After the first round: whether there is a difference to look for. */
    boolean differs() {
        return sum != 0 && !givenUp && notJudged == null;
    }
}
