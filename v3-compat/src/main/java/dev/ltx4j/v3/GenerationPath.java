package dev.ltx4j.v3;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files that make a state: a snapshot, and the WAL files to apply to it, one index after another. Immutable.
 *
 * @param snapshot where to start
 * @param wal by index, from the snapshot's on, none missing; may be empty
 */
public record GenerationPath(Snapshot snapshot, List<WalIndex> wal) {
    /**
     * Copies the list.
     *
     * @param snapshot where to start
     * @param wal by index, from the snapshot's on, none missing; may be empty
     */
    public GenerationPath {
        wal = List.copyOf(wal);
    }

    /** {@return the generation's name} */
    public String generation() {
        return snapshot.generation();
    }

    /** {@return the files in the order in which they are applied} */
    public Stream<GenerationFile> files() {
        return Stream.concat(Stream.of(snapshot), wal.stream().flatMap(index -> index.segments().stream()));
    }

    /** {@return the index of the last WAL, or the snapshot's if there is none} */
    public long lastIndex() {
        return wal.isEmpty() ? snapshot.index() : wal.get(wal.size() - 1).index();
    }

    /** {@return when the last of the files was created: the state is the database's at that time} */
    public Instant reached() {
        return files().map(GenerationFile::created).reduce(snapshot.created(), (a, b) -> a.isAfter(b) ? a : b);
    }

    /** {@return the size of all the files, in bytes} */
    public long compressedBytes() {
        return files().mapToLong(GenerationFile::size).sum();
    }
}
