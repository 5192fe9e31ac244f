package dev.ltx4j.restore;

import dev.ltx4j.replica.StoreRequests;
import dev.ltx4j.sqlite.PageSize;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a restore did.
 *
 * @param plan the files it was made of, each of them verified
 * @param output where the database is
 * @param pageSize the database's
 * @param pages its size in pages
 * @param reachedTime when the newest of the files was made, as the file itself says where it does
 * @param elapsed how long it took, planning included
 * @param notes what the user should know: sentences
 * @param evidence sums of what was read and written, if they were asked for
 * @param requests what was asked of the store, planning included; nothing for a folder
 */
public record RestoreReport(
        RestorePlan plan,
        Path output,
        PageSize pageSize,
        long pages,
        Instant reachedTime,
        Duration elapsed,
        List<String> notes,
        Optional<RestoreEvidence> evidence,
        StoreRequests requests) {
    /**
     * Copies the notes.
     *
     * @param plan the files it was made of, each of them verified
     * @param output where the database is
     * @param pageSize the database's
     * @param pages its size in pages
     * @param reachedTime when the newest of the files was made, as the file itself says where it does
     * @param elapsed how long it took, planning included
     * @param notes what the user should know: sentences
     * @param evidence sums of what was read and written, if they were asked for
     * @param requests what was asked of the store, planning included; nothing for a folder
     */
    public RestoreReport {
        notes = List.copyOf(notes);
    }

    /** {@return the files that could not be used, and that others took the place of} */
    public List<BypassedFile> bypassed() {
        return plan.bypassed();
    }

    /** {@return the size of the database, in bytes} */
    public long databaseBytes() {
        return pageSize.fileOffset(pages + 1);
    }
}
