package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.sqlite.Experimental;
import dev.ltx4j.v3.GenerationListing;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which states a replica can give back, as its names, sizes and times promise it; whether the files are sound is not
 * looked at. Immutable.
 *
 * @param listing the LTX files, with the times that count
 * @param states every state that can be made of LTX files, oldest first
 * @param ranges the same in pieces that no hole divides
 * @param holes what was backed up or lies between, but cannot be restored
 * @param granularity how close together states are, the newest part first
 * @param criticalFiles the files that some state cannot do without, those that most need first
 * @param generations what the 0.3 layout holds
 * @param notes what is worth knowing, in sentences
 */
@Experimental
public record Coverage(
        ReplicaListing listing,
        List<RestorableState> states,
        List<Range> ranges,
        List<Hole> holes,
        List<Granularity> granularity,
        List<CriticalFile> criticalFiles,
        List<GenerationCoverage> generations,
        List<String> notes) {
    /**
     * Copies the lists.
     *
     * @param listing the LTX files, with the times that count
     * @param states every state that can be made of LTX files, oldest first
     * @param ranges the same in pieces that no hole divides
     * @param holes what cannot be restored
     * @param granularity how close together states are
     * @param criticalFiles the files that some state cannot do without
     * @param generations what the 0.3 layout holds
     * @param notes what is worth knowing, in sentences
     */
    public Coverage {
        states = List.copyOf(states);
        ranges = List.copyOf(ranges);
        holes = List.copyOf(holes);
        granularity = List.copyOf(granularity);
        criticalFiles = List.copyOf(criticalFiles);
        generations = List.copyOf(generations);
        notes = List.copyOf(notes);
    }

    /**
     * States with no hole between them: what lies between two of them is only merged.
     *
     * @param first the oldest
     * @param last the newest
     * @param states how many there are, both included
     */
    public record Range(RestorableState first, RestorableState last, long states) {}

    /**
     * Transactions that no state ends with and no merged file holds together with later ones: they, or what leads to
     * them, are in no usable file.
     *
     * @param from the first transaction that cannot be restored
     * @param to the last one
     * @param before the newest state before it, empty if there is none
     * @param after the oldest state after it, empty if there is none
     */
    public record Hole(Txid from, Txid to, Optional<RestorableState> before, Optional<RestorableState> after) {}

    /**
     * How close together the states of a stretch of time are.
     *
     * @param from where the stretch starts, not included unless it is the oldest state's time
     * @param to where it ends
     * @param states how many states there are in it
     * @param transactions how many transactions were made in it, as far as states tell
     * @param typical the median time from one state to the next
     * @param longest the longest time from one state to the next
     */
    public record Granularity(
            Instant from, Instant to, long states, long transactions, Duration typical, Duration longest) {
        /** {@return whether each transaction of the stretch can be restored by itself} */
        public boolean isEveryTransaction() {
            return states == transactions;
        }
    }

    /**
     * A file that states cannot do without.
     *
     * @param file the file
     * @param states how many states would be lost with it
     * @param first the oldest of them
     * @param last the newest
     */
    public record CriticalFile(LtxFile file, long states, Txid first, Txid last) {}

    /**
     * What a generation of the 0.3 layout can give back.
     *
     * @param name 16 hexadecimal digits
     * @param snapshots how many snapshots there are
     * @param segments how many pieces of WAL
     * @param ranges runs of indexes that can be restored
     * @param first the time of its first file
     * @param last the time of its last file
     */
    public record GenerationCoverage(
            String name, int snapshots, int segments, List<IndexRange> ranges, Instant first, Instant last) {
        /**
         * Copies the ranges.
         *
         * @param name 16 hexadecimal digits
         * @param snapshots how many snapshots there are
         * @param segments how many pieces of WAL
         * @param ranges runs of indexes that can be restored
         * @param first the time of its first file
         * @param last the time of its last file
         */
        public GenerationCoverage {
            ranges = List.copyOf(ranges);
        }
    }

    /**
     * Indexes of a generation, 0 to 4294967295.
     *
     * @param first the first
     * @param last the last, itself included
     */
    public record IndexRange(long first, long last) {}

    /**
     * Looks at a replica. Reads no file but, where the store's times are not those that count, the headers.
     *
     * @param store the replica
     * @return what it covers
     * @throws IOException if reading fails
     * @throws UnrestorableException if there is no backup at all
     * @throws dev.ltx4j.replica.StoreUnavailableException if the replica cannot be read
     */
    public static Coverage read(ReplicaStore store) throws IOException {
        ReplicaListing listing = ReplicaListing.read(store);
        GenerationListing generations = GenerationListing.read(store);
        ReplicaContents contents =
                new ReplicaContents(listing, generations, CreationTimes.decide(store, listing), Map.of()).timed();
        if (contents.hasNothing()) {
            throw UnrestorableException.noBackup(store);
        }
        return of(contents);
    }

    static Coverage of(ReplicaContents contents) {
        return of(contents.ltx(), contents.untimed(), contents.generations(), contents.notes());
    }

    /**
     * Works it out from what is known. Pure.
     *
     * @param unusable keys of files that are damaged or gone, beside those that the listing knows to be
     */
    static Coverage of(
            ReplicaListing listing, Set<String> unusable, GenerationListing generations, List<String> notes) {
        Set<String> lost = new HashSet<>(unusable);
        lost.addAll(listing.tooShort());
        Candidates.addMisplaced(listing, lost);
        List<LtxFile> usable = new ArrayList<>(listing.fileCount());
        for (int level = LtxFile.MIN_LEVEL; level <= LtxFile.SNAPSHOT_LEVEL; level++) {
            for (LtxFile file : listing.files(level)) {
                if (!file.isIn(lost)) {
                    usable.add(file);
                }
            }
        }
        ReachableStates reachable = ReachableStates.of(listing, lost);
        List<RestorableState> states = new ArrayList<>(reachable.count());
        for (int i = 0; i < reachable.count(); i++) {
            states.add(reachable.get(i));
        }
        HoleFinder finder = HoleFinder.of(states, usable, listing.lastTxid());
        return new Coverage(
                listing,
                states,
                finder.ranges(),
                finder.holes(),
                StateSpacing.of(states),
                CriticalFiles.of(usable),
                GenerationRanges.of(generations),
                notes);
    }
}
