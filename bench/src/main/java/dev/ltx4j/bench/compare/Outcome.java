package dev.ltx4j.bench.compare;

import java.util.List;

/**
 * What a contest came to.
 *
 * @param contest which
 * @param standings by contestant, the yardstick first; empty unless all of them did their work
 * @param state whether it counts
 * @param detail why it was skipped or has failed, else what all contestants came to
 */
record Outcome(Contest contest, List<Standing> standings, State state, String detail) {
    /** Whether there is something to be compared. */
    enum State {
        /** All came to the same. */
        MEASURED,
        /** A program is missing, or there is no room. */
        SKIPPED,
        /** A command failed, or they came to different results. */
        FAILED
    }

    static Outcome measured(Contest contest, List<Standing> standings, String proof) {
        return new Outcome(contest, standings, State.MEASURED, proof);
    }

    static Outcome skipped(Contest contest, String why) {
        return new Outcome(contest, List.of(), State.SKIPPED, why);
    }

    static Outcome failed(Contest contest, String why) {
        return new Outcome(contest, List.of(), State.FAILED, why);
    }

    boolean isMeasured() {
        return state == State.MEASURED;
    }
}
