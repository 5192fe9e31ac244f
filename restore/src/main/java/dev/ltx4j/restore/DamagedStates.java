package dev.ltx4j.restore;

import dev.ltx4j.sqlite.Experimental;
import dev.ltx4j.sqlite.check.CheckReport;
import java.util.List;
import java.util.Optional;

/**
 * States that follow one another and are not sound databases.
 *
 * @param first the oldest of them that was looked at
 * @param last the newest
 * @param count how many states there are from the one to the other, as far as they can be made; those in between are
 *     only known to be damaged if every state was looked at
 * @param before the state right before them, which is clean; empty if they are the oldest that there are
 * @param unknownBefore how many states between {@code before} and {@code first} cannot be made, so that the damage may be
 *     as old as them
 * @param broughtBy the files that end with the first of them: the one that the state was made with is the first, others
 *     hold the same on other levels
 * @param report what is wrong with the first of them
 */
@Experimental
public record DamagedStates(
        RestorableState first,
        RestorableState last,
        long count,
        Optional<RestorableState> before,
        long unknownBefore,
        List<LtxFile> broughtBy,
        CheckReport report) {
    /**
     * Copies the list.
     *
     * @param first the oldest of them that was looked at
     * @param last the newest
     * @param count how many states there are from the one to the other
     * @param before the state right before them, which is clean
     * @param unknownBefore how many states in between cannot be made
     * @param broughtBy the files that end with the first of them
     * @param report what is wrong with the first of them
     */
    public DamagedStates {
        broughtBy = List.copyOf(broughtBy);
    }
}
