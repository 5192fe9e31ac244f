package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;
import dev.ltx4j.restore.LtxFileReadings.Reading;
import dev.ltx4j.sqlite.Experimental;
import dev.ltx4j.v3.GenerationListing;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The newest state that a replica can give back of files in which nothing was found to be wrong.
 *
 * @param txid the last transaction in it; empty for a state of the 0.3 layout, which has none
 * @param time when the file that it ends with was made, as the file's header says where it was read
 */
@Experimental
public record LastGoodState(Optional<Txid> txid, Instant time) {
    /** The one of the LTX files, from what was read of each, by key. */
    static Optional<LastGoodState> of(ReplicaListing listing, Map<String, Reading> read) {
        Set<String> lost = new HashSet<>(listing.tooShort());
        Candidates.addMisplaced(listing, lost);
        read.forEach((key, reading) -> {
            if (reading.finding() != null || reading.note() != null) {
                lost.add(key);
            }
        });
        ReachableStates states = ReachableStates.of(listing, lost);
        if (states.count() == 0) {
            return Optional.empty();
        }
        Txid txid = states.get(states.count() - 1).txid();
        return listing.allFiles()
                .filter(file -> file.max().equals(txid) && !file.isIn(lost))
                .map(file -> time(file, read.get(file.key())))
                .min(Instant::compareTo)
                .map(time -> new LastGoodState(Optional.of(txid), time));
    }

    /** The one of the 0.3 layout, if all of it is sound: what a damaged part leaves is not looked into. */
    static Optional<LastGoodState> of(GenerationListing generations) {
        return generations.lastChangeUntil(Instant.MAX).map(time -> new LastGoodState(Optional.empty(), time));
    }

    /** The later of two. */
    static Optional<LastGoodState> later(Optional<LastGoodState> one, Optional<LastGoodState> other) {
        return Stream.of(one, other)
                .flatMap(Optional::stream)
                .max((a, b) -> a.time().compareTo(b.time()));
    }

    private static Instant time(LtxFile file, @Nullable Reading reading) {
        return reading != null && reading.summary() != null
                ? reading.summary().header().timestamp()
                : file.created();
    }
}
