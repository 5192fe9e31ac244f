package dev.ltx4j.restore;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
    private final Map<String, String> unreadable = new HashMap<>();

    private HeaderListing(HeaderTimes headers, ReplicaListing listing) {
        this.headers = headers;
        this.listing = listing;
    }

    static TimedListing read(HeaderTimes headers, ReplicaListing listing) throws IOException {
        HeaderListing reading = new HeaderListing(headers, listing);
        List<@Nullable Instant[]> times = new ArrayList<>(LtxFile.LEVEL_COUNT);
        boolean lowest = true;
        for (int level = LtxFile.MIN_LEVEL; level <= LtxFile.SNAPSHOT_LEVEL; level++) {
            List<LtxFile> files = listing.files(level);
            @Nullable Instant[] ofLevel = new Instant[files.size()];
            for (int i = 0; i < ofLevel.length; i++) {
                ofLevel[i] = reading.readTime(files.get(i));
            }
            reading.verifyDoubtful(files, ofLevel, lowest);
            lowest &= files.isEmpty();
            times.add(ofLevel);
        }
        Instant first = times.stream()
                .flatMap(Arrays::stream)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
        List<List<LtxFile>> levels = new ArrayList<>(LtxFile.LEVEL_COUNT);
        for (int level = LtxFile.MIN_LEVEL; level <= LtxFile.SNAPSHOT_LEVEL; level++) {
            levels.add(timed(listing.files(level), times.get(level), first));
        }
        return new TimedListing(listing.withLevels(levels), reading.unreadable);
    }

    private @Nullable Instant readTime(LtxFile file) throws IOException {
        if (file.isIn(listing.tooShort())) {
            unreadable.put(file.key(), "shorter than a header");
            return null;
        }
        try {
            return headers.read(file);
        } catch (IOException e) {
            HeaderTimes.requireOneFile(e);
            unreadable.put(file.key(), String.valueOf(e.getMessage()));
            return null;
        }
    }

    private void verifyDoubtful(List<LtxFile> files, @Nullable Instant[] times, boolean newestToo) throws IOException {
        BitSet suspect = new BitSet();
        int before = -1;
        for (int i = 0; i < times.length; i++) {
            Instant time = times[i];
            if (time == null) {
                continue;
            }
            if (before >= 0 && time.isBefore(Objects.requireNonNull(times[before]))) {
                suspect.set(before);
                suspect.set(i);
            }
            before = i;
        }
        if (newestToo && before >= 0) {
            suspect.set(before);
        }
        for (int i = suspect.nextSetBit(0); i >= 0; i = suspect.nextSetBit(i + 1)) {
            if (!isWhole(files.get(i))) {
                times[i] = null;
            }
        }
    }

    private boolean isWhole(LtxFile file) throws IOException {
        try {
            headers.verify(file);
            return true;
        } catch (IOException e) {
            HeaderTimes.requireOneFile(e);
            unreadable.put(file.key(), String.valueOf(e.getMessage()));
            return false;
        }
    }

    /**
     * Times grow with TXIDs, so a file without a time was not made before those in front of it.
     *
     * @param first for files with none in front: the first time there is. No earlier one can be asked for
     */
    private static List<LtxFile> timed(List<LtxFile> files, @Nullable Instant[] times, Instant first) {
        List<LtxFile> timed = new ArrayList<>(times.length);
        Instant earliest = first;
        for (int i = 0; i < times.length; i++) {
            Instant time = times[i];
            if (time != null) {
                earliest = time;
            }
            timed.add(files.get(i).withCreated(time == null ? earliest : time));
        }
        return timed;
    }
}
