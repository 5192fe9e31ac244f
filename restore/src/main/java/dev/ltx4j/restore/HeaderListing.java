package dev.ltx4j.restore;

import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Replaces the store's times by the headers'.
 *
 * <p>A flipped bit in a header's time would move a file across a timestamp without a trace, and a file that is left out
 * of a plan is never verified. So where the times of a level step back, as a flip makes them do (and a clock that was
 * set back), the files on both sides are read to the end before their times are believed. So is the newest file of the
 * lowest level: no later one would tell that its time is too high.
 */
final class HeaderListing {
    private final HeaderTimes headers;
    private final ReplicaListing listing;
    private final Map<String, Instant> times = new HashMap<>();
    private final Map<String, String> unreadable = new HashMap<>();

    private HeaderListing(HeaderTimes headers, ReplicaListing listing) {
        this.headers = headers;
        this.listing = listing;
    }

    static TimedListing read(HeaderTimes headers, ReplicaListing listing) throws IOException {
        HeaderListing reading = new HeaderListing(headers, listing);
        boolean lowest = true;
        for (int level = LtxFile.MIN_LEVEL; level <= LtxFile.SNAPSHOT_LEVEL; level++) {
            List<LtxFile> files = listing.files(level);
            for (LtxFile file : files) {
                reading.readTime(file);
            }
            reading.verifyDoubtful(files, lowest);
            lowest &= files.isEmpty();
        }
        Instant first =
                reading.times.values().stream().min(Comparator.naturalOrder()).orElse(Instant.EPOCH);
        for (int level = LtxFile.MIN_LEVEL; level <= LtxFile.SNAPSHOT_LEVEL; level++) {
            reading.giveEarliestTimes(listing.files(level), first);
        }
        return new TimedListing(
                listing.map(file -> file.withCreated(Objects.requireNonNull(reading.times.get(file.key())))),
                reading.unreadable);
    }

    private void readTime(LtxFile file) throws IOException {
        if (listing.tooShort().contains(file.key())) {
            unreadable.put(file.key(), "shorter than a header");
            return;
        }
        try {
            times.put(file.key(), headers.read(file));
        } catch (IOException e) {
            HeaderTimes.requireOneFile(e);
            unreadable.put(file.key(), String.valueOf(e.getMessage()));
        }
    }

    private void verifyDoubtful(List<LtxFile> files, boolean newestToo) throws IOException {
        boolean[] suspect = new boolean[files.size()];
        int before = -1;
        for (int i = 0; i < files.size(); i++) {
            Instant time = times.get(files.get(i).key());
            if (time == null) {
                continue;
            }
            if (before >= 0
                    && time.isBefore(
                            Objects.requireNonNull(times.get(files.get(before).key())))) {
                suspect[before] = true;
                suspect[i] = true;
            }
            before = i;
        }
        if (newestToo && before >= 0) {
            suspect[before] = true;
        }
        for (int i = 0; i < suspect.length; i++) {
            if (suspect[i]) {
                verify(files.get(i));
            }
        }
    }

    private void verify(LtxFile file) throws IOException {
        try {
            headers.verify(file);
        } catch (IOException e) {
            HeaderTimes.requireOneFile(e);
            times.remove(file.key());
            unreadable.put(file.key(), String.valueOf(e.getMessage()));
        }
    }

    /**
     * Times grow with TXIDs, so a file without a time was not made before those in front of it.
     *
     * @param first for files with none in front: the first time there is. No earlier one can be asked for
     */
    private void giveEarliestTimes(List<LtxFile> files, Instant first) {
        Instant earliest = first;
        for (LtxFile file : files) {
            Instant time = times.get(file.key());
            if (time == null) {
                times.put(file.key(), earliest);
            } else {
                earliest = time;
            }
        }
    }
}
