package dev.ltx4j.v3;

import dev.ltx4j.v3.GenerationUnavailableException.Reason;
import java.util.List;

/**
 * Whether the creation times can be believed when they have to choose between generations. Litestream writes the
 * segments of a generation one after another, so their times grow; after a copy that did not keep the times they are in
 * the order of the copying, and the newest generation by time may be an old one.
 */
final class TimeOrder {
    static final String ADVICE =
            "if the replica was copied, copy it again with its times (cp -p, rsync -t), or choose a generation and an index";

    /** A clock that is set back makes a few; a copy in the order of a folder's entries makes every second. */
    private static final int MAX_REVERSALS_IN_PARTS = 5;

    private static final int FEWEST_PAIRS = 8;

    private TimeOrder() {}

    static void requireBelievable(List<Generation> generations) throws GenerationUnavailableException {
        long pairs = 0;
        long reversals = 0;
        for (Generation generation : generations) {
            List<WalSegment> segments = generation.segments();
            for (int i = 1; i < segments.size(); i++) {
                pairs++;
                if (segments.get(i).created().isBefore(segments.get(i - 1).created())) {
                    reversals++;
                }
            }
        }
        if (pairs >= FEWEST_PAIRS && reversals > pairs / MAX_REVERSALS_IN_PARTS) {
            throw new GenerationUnavailableException(
                    Reason.TIMES_UNRELIABLE,
                    "which of " + generations.size() + " generations is the newest cannot be told: in " + reversals
                            + " of " + pairs + " cases a WAL segment was created before the one that it follows; "
                            + ADVICE);
        }
    }
}
