package dev.ltx4j.restore;

import java.util.List;

/**
 * What verifying a replica, or some files, brought up.
 *
 * @param levels the levels that hold LTX files
 * @param generations how many generations of the 0.3 layout there are
 * @param files how many files were read, of both layouts
 * @param bytes how many bytes
 * @param findings damage: what stands in the way of a restore
 * @param notes what is worth knowing and no damage
 */
public record VerifyReport(
        List<LevelSummary> levels,
        int generations,
        long files,
        long bytes,
        List<Finding> findings,
        List<String> notes) {
    /**
     * Copies the lists.
     *
     * @param levels the levels that hold LTX files
     * @param generations how many generations of the 0.3 layout there are
     * @param files how many files were read, of both layouts
     * @param bytes how many bytes
     * @param findings damage: what stands in the way of a restore
     * @param notes what is worth knowing and no damage
     */
    public VerifyReport {
        levels = List.copyOf(levels);
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
    }

    /** {@return whether nothing is damaged} */
    public boolean isSound() {
        return findings.isEmpty();
    }
}
