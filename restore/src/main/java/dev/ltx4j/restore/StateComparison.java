package dev.ltx4j.restore;

import java.util.List;

/**
 * Two ways to the same pages: files that, applied one after the other, must give the same.
 *
 * @param subject the file that the comparison is about; the last one of {@code first}
 * @param first oldest first, at least one file
 * @param second oldest first, at least one file; ends with the same transaction
 */
record StateComparison(LtxFile subject, List<LtxFile> first, List<LtxFile> second) {
    /** The second way in words, for messages. */
    String describeSecond() {
        LtxFile base = second.get(0);
        LtxFile last = second.get(second.size() - 1);
        if (second.size() == 1) {
            return base.key() + ", which must give the same";
        }
        if (base.level() != LtxFile.SNAPSHOT_LEVEL) {
            return second.size() + " files that must give the same, " + base.key() + " to " + last.key();
        }
        return base.key() + " and the " + (second.size() == 2 ? "file" : (second.size() - 1) + " files")
                + " applied to it, up to " + last.key() + ", which must give the same";
    }
}
