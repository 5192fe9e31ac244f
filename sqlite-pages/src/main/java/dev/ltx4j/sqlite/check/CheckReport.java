package dev.ltx4j.sqlite.check;

import java.util.List;

/**
 * What a check brought up.
 *
 * @param file the database, as the source names it
 * @param mode how much was looked at
 * @param pages the number of pages that the database has, according to its header or log
 * @param freePages how many of them were found on the free list
 * @param trees the number of b-trees that were looked at
 * @param tables how many of them are tables, the schema included
 * @param indexes how many of them are indexes
 * @param rows the rows of all tables
 * @param entries the entries of all indexes
 * @param findings what is wrong; empty if the database is sound
 * @param notJudged what was left out
 * @param complete whether everything was looked at: false if there were as many findings as asked for
 */
public record CheckReport(
        String file,
        CheckMode mode,
        long pages,
        long freePages,
        int trees,
        int tables,
        int indexes,
        long rows,
        long entries,
        List<CheckFinding> findings,
        List<NotJudged> notJudged,
        boolean complete) {

    /**
     * Copies the lists.
     *
     * @param file the database, as the source names it
     * @param mode how much was looked at
     * @param pages the number of pages that the database has, according to its header or log
     * @param freePages how many of them were found on the free list
     * @param trees the number of b-trees that were looked at
     * @param tables how many of them are tables, the schema included
     * @param indexes how many of them are indexes
     * @param rows the rows of all tables
     * @param entries the entries of all indexes
     * @param findings what is wrong; empty if the database is sound
     * @param notJudged what was left out
     * @param complete whether everything was looked at: false if there were as many findings as asked for
     */
    public CheckReport {
        findings = List.copyOf(findings);
        notJudged = List.copyOf(notJudged);
    }

    /**
     * Whether nothing is wrong.
     *
     * @return true if there is no finding
     */
    public boolean isSound() {
        return findings.isEmpty();
    }
}
