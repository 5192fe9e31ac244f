package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;
import dev.ltx4j.sqlite.Experimental;
import dev.ltx4j.sqlite.check.CheckMode;
import java.util.List;
import java.util.Optional;

/**
 * Which states of a replica are sound databases, as far as was looked.
 *
 * @param mode how much of each database was looked at
 * @param exhaustive whether every state was tried; else the answer rests on halves, and damage that came and went between
 *     two states that were tried is not seen
 * @param states how many states the names of the files promise
 * @param tried how many of them were made and looked at
 * @param lost how many of them are known to be impossible to make, because of unusable files
 * @param newest the newest state that the names promise
 * @param lastTxid the last transaction that any file's name promises; it is behind {@code newest} if the backup ends with
 *     a hole
 * @param newestClean the newest clean state that was found
 * @param damaged the damaged states, the newest first; without {@code exhaustive} at most one stretch
 * @param unusable the files that could not be used, with the reasons
 * @param notes what is worth knowing, in sentences
 */
@Experimental
public record CleanStateReport(
        CheckMode mode,
        boolean exhaustive,
        long states,
        long tried,
        long lost,
        RestorableState newest,
        Txid lastTxid,
        Optional<RestorableState> newestClean,
        List<DamagedStates> damaged,
        List<BypassedFile> unusable,
        List<String> notes) {
    /**
     * Copies the lists.
     *
     * @param mode how much of each database was looked at
     * @param exhaustive whether every state was tried
     * @param states how many states the names of the files promise
     * @param tried how many of them were made and looked at
     * @param lost how many of them cannot be made
     * @param newest the newest state that the names promise
     * @param lastTxid the last transaction that any file's name promises
     * @param newestClean the newest clean state that was found
     * @param damaged the damaged states, the newest first
     * @param unusable the files that could not be used, with the reasons
     * @param notes what is worth knowing, in sentences
     */
    public CleanStateReport {
        damaged = List.copyOf(damaged);
        unusable = List.copyOf(unusable);
        notes = List.copyOf(notes);
    }

    /** {@return whether the newest that was backed up is a state that can be made and is clean} */
    public boolean isNewestClean() {
        return lastTxid.equals(newest.txid()) && newestClean.equals(Optional.of(newest));
    }

    /** {@return whether nothing is wrong at all with what was looked at} */
    public boolean isClean() {
        return isNewestClean() && damaged.isEmpty();
    }
}
