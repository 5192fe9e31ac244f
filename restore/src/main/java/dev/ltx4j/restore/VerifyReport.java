package dev.ltx4j.restore;

import java.util.List;
import java.util.Optional;

/**
 * What verifying a replica, or some files, brought up.
 *
 * @param levels the levels that hold LTX files
 * @param generations how many generations of the 0.3 layout there are
 * @param files how many files were read, of both layouts
 * @param bytes how many bytes
 * @param agreement what of the replica was there twice and held against each other
 * @param lastGood the newest state that files give in which nothing is wrong; empty for single files
 * @param findings damage: what stands in the way of a restore
 * @param notes what is worth knowing and no damage
 */
public record VerifyReport(
        List<LevelSummary> levels,
        int generations,
        long files,
        long bytes,
        Agreement agreement,
        Optional<LastGoodState> lastGood,
        List<Finding> findings,
        List<String> notes) {
    /**
     * How far levels and snapshots were held against each other.
     *
     * @param compared how many files of levels 1 to 9 were held against those that say the same
     * @param uncompared how many were not: those that say the same are gone, damaged or were not read
     */
    public record Agreement(int compared, int uncompared) {
        /** Nothing was compared. */
        public static final Agreement NONE = new Agreement(0, 0);
    }

    /**
     * Copies the lists.
     *
     * @param levels the levels that hold LTX files
     * @param generations how many generations of the 0.3 layout there are
     * @param files how many files were read, of both layouts
     * @param bytes how many bytes
     * @param agreement what of the replica was there twice and held against each other
     * @param lastGood the newest state that files give in which nothing is wrong; empty for single files
     * @param findings damage: what stands in the way of a restore
     * @param notes what is worth knowing and no damage
     */
    public VerifyReport {
        levels = List.copyOf(levels);
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
    }

    /**
     * A report without comparisons, and without states.
     *
     * @param levels the levels that hold LTX files
     * @param generations how many generations of the 0.3 layout there are
     * @param files how many files were read, of both layouts
     * @param bytes how many bytes
     * @param findings damage: what stands in the way of a restore
     * @param notes what is worth knowing and no damage
     */
    public VerifyReport(
            List<LevelSummary> levels,
            int generations,
            long files,
            long bytes,
            List<Finding> findings,
            List<String> notes) {
        this(levels, generations, files, bytes, Agreement.NONE, Optional.empty(), findings, notes);
    }

    /** {@return whether nothing is damaged} */
    public boolean isSound() {
        return findings.isEmpty();
    }
}
