package dev.ltx4j.restore;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a restore read and wrote, in sums that can be held against the files later.
 *
 * @param inputs the files of the plan, in the order in which they apply; each was verified to its end
 * @param database the database that was written, as it was read back from the disk
 */
public record RestoreEvidence(List<Input> inputs, DatabaseFingerprint database) {
    /**
     * A file that was read.
     *
     * @param key its key in the replica
     * @param size in bytes
     * @param fileChecksum the checksum in the trailer of an LTX file; files of Litestream 0.3 have none
     * @param sha256 the SHA-256 sum of its bytes, where it was known without reading the file again
     */
    public record Input(String key, long size, OptionalLong fileChecksum, Optional<String> sha256) {}

    /**
     * Copies the list.
     *
     * @param inputs the files of the plan, in the order in which they apply; each was verified to its end
     * @param database the database that was written, as it was read back from the disk
     */
    public RestoreEvidence {
        inputs = List.copyOf(inputs);
    }
}
