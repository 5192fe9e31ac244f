package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;
import dev.ltx4j.ltx.TxidRange;
import dev.ltx4j.sqlite.Experimental;
import dev.ltx4j.sqlite.PageSize;
import dev.ltx4j.sqlite.check.CheckReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What was salvaged.
 *
 * @param output the database
 * @param target the last transaction that was asked for
 * @param whyNoRestore why there is no restore of this target; empty if there is: then the database is what it gives
 * @param sizeFrom the file whose header says how large the database is
 * @param sizeIsVerified whether that file has verified in full
 * @param pageSize the database's
 * @param pages where each page is from
 * @param missing the transactions at or below the target that no sound file has, the newest first; as far down as it was
 *     looked
 * @param unusable the files that could not be used as a whole, with the reasons
 * @param check what is wrong with the database
 * @param elapsed how long it took
 * @param notes what is worth knowing, in sentences
 */
@Experimental
public record SalvageReport(
        Path output,
        Txid target,
        Optional<String> whyNoRestore,
        LtxFile sizeFrom,
        boolean sizeIsVerified,
        PageSize pageSize,
        SalvagedPages pages,
        List<TxidRange> missing,
        List<BypassedFile> unusable,
        CheckReport check,
        Duration elapsed,
        List<String> notes) {
    /**
     * Copies the lists.
     *
     * @param output the database
     * @param target the last transaction that was asked for
     * @param whyNoRestore why there is no restore of this target
     * @param sizeFrom the file whose header says how large the database is
     * @param sizeIsVerified whether that file has verified in full
     * @param pageSize the database's
     * @param pages where each page is from
     * @param missing the transactions that no sound file has
     * @param unusable the files that could not be used as a whole, with the reasons
     * @param check what is wrong with the database
     * @param elapsed how long it took
     * @param notes what is worth knowing, in sentences
     */
    public SalvageReport {
        missing = List.copyOf(missing);
        unusable = List.copyOf(unusable);
        notes = List.copyOf(notes);
    }

    /** {@return whether the database is what a restore of the target gives} */
    public boolean isRestore() {
        return whyNoRestore.isEmpty();
    }
}
