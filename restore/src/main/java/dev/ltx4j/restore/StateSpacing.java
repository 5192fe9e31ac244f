package dev.ltx4j.restore;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How close together the states of a replica are, in stretches of time that get longer the older they are. */
final class StateSpacing {
    /** How long before the newest state the stretches end. */
    private static final List<Duration> AGES = List.of(
            Duration.ofMinutes(5),
            Duration.ofHours(1),
            Duration.ofHours(24),
            Duration.ofDays(7),
            Duration.ofDays(30),
            Duration.ofDays(36_500));

    private StateSpacing() {}

    /** @param states oldest first; their times mostly grow */
    static List<Coverage.Granularity> of(List<RestorableState> states) {
        List<Coverage.Granularity> result = new ArrayList<>();
        int next = states.size() - 1;
        for (int i = 0; i < AGES.size() && next >= 0; i++) {
            Instant newest = states.get(states.size() - 1).time();
            boolean oldestStretch = i == AGES.size() - 1;
            Instant start = newest.minus(AGES.get(i));
            int last = next;
            while (next >= 0 && (oldestStretch || states.get(next).time().isAfter(start))) {
                next--;
            }
            if (next < last) {
                result.add(stretch(states, next, last, i == 0 ? newest : newest.minus(AGES.get(i - 1))));
            }
        }
        return result;
    }

    /**
     * @param before the state in front of the stretch, -1 if there is none
     * @param last its last state
     */
    private static Coverage.Granularity stretch(List<RestorableState> states, int before, int last, Instant to) {
        List<Duration> steps = new ArrayList<>();
        for (int i = Math.max(before + 1, 1); i <= last; i++) {
            Duration step =
                    Duration.between(states.get(i - 1).time(), states.get(i).time());
            steps.add(step.isNegative() ? Duration.ZERO : step);
        }
        Collections.sort(steps);
        long transactions = before < 0
                ? states.get(last).txid().value() - states.get(0).txid().value() + 1
                : states.get(last).txid().value() - states.get(before).txid().value();
        return new Coverage.Granularity(
                states.get(Math.max(before, 0)).time(),
                to,
                last - before,
                transactions,
                steps.isEmpty() ? Duration.ZERO : steps.get(steps.size() / 2),
                steps.isEmpty() ? Duration.ZERO : steps.get(steps.size() - 1));
    }
}
