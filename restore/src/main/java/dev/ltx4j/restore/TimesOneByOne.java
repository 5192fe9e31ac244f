package dev.ltx4j.restore;

import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreFile;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Creation times where each costs a request: those that the store keeps beside a file, else that in its header. Each is
 * asked once. Times grow with TXIDs on a level, so the place of a moment is found by halves.
 *
 * <p>Times of headers are doubted as in {@link HeaderListing}, but only beside the place that was found: where they step back
 * there, the files are read to the end before they count.
 */
final class TimesOneByOne {
    private final ReplicaStore store;
    private final HeaderTimes headers;
    private final Map<String, Instant> known = new HashMap<>();
    private final Map<String, String> unreadable = new HashMap<>();
    private final Set<String> verified = new HashSet<>();
    private boolean storeKeepsTimes = true;

    TimesOneByOne(ReplicaStore store) {
        this.store = store;
        this.headers = new HeaderTimes(store);
    }

    /** The time of a file; the listing's if neither store nor header can tell. */
    Instant of(LtxFile file) throws IOException {
        Instant time = known.get(file.key());
        if (time == null) {
            time = ask(file);
            known.put(file.key(), time);
        }
        return time;
    }

    private Instant ask(LtxFile file) throws IOException {
        if (storeKeepsTimes) {
            Optional<StoreFile> kept = store.stat(file.key());
            if (kept.isEmpty()) {
                // Vanished since it was listed: the restore will find out, if it needs it.
                return file.created();
            }
            Instant time = kept.get().modified();
            Instant uploaded = file.created();
            // Some stores list times to the millisecond and tell them in whole seconds elsewhere.
            if (!time.equals(uploaded) && !time.equals(uploaded.truncatedTo(ChronoUnit.SECONDS))) {
                return time;
            }
            storeKeepsTimes = false;
        }
        try {
            return headers.read(file);
        } catch (IOException e) {
            HeaderTimes.requireOneFile(e);
            unreadable.put(file.key(), String.valueOf(e.getMessage()));
            return file.created();
        }
    }

    /** All times, a request each. */
    TimedListing all(ReplicaListing listing) throws IOException {
        List<LtxFile> files = listing.allFiles().toList();
        if (storeKeepsTimes) {
            store.expectStats(files.stream()
                    .map(LtxFile::key)
                    .filter(key -> !known.containsKey(key))
                    .toList());
        }
        for (LtxFile file : files) {
            of(file);
            if (!storeKeepsTimes) {
                store.expectStats(List.of());
                return HeaderListing.read(headers, listing);
            }
        }
        return new TimedListing(with(listing, this::known), Map.of());
    }

    private Instant known(LtxFile file) {
        return known.getOrDefault(file.key(), file.created());
    }

    /** The times on both sides of a moment on each level; others at a place between the known ones that is as good. */
    TimedListing around(ReplicaListing listing, Instant moment) throws IOException {
        Map<String, Instant> times = new HashMap<>();
        boolean lowest = true;
        for (int level = LtxFile.MIN_LEVEL; level <= LtxFile.SNAPSHOT_LEVEL; level++) {
            List<LtxFile> files = listing.files(level);
            int count = placeOf(moment, files, lowest);
            fill(files.subList(0, count), times);
            fill(files.subList(count, files.size()), times);
            for (LtxFile file : files.subList(0, count)) {
                // A plan that may lack it must fail, so it has to be on this side of the moment.
                if (unreadable.containsKey(file.key())
                        && !Objects.requireNonNull(times.get(file.key())).isBefore(moment)) {
                    times.put(file.key(), moment.minusMillis(1));
                }
            }
            lowest &= files.isEmpty();
        }
        return new TimedListing(with(listing, file -> times.getOrDefault(file.key(), file.created())), unreadable);
    }

    /**
     * How many of a level's files were made before the moment; one whose time nobody knows was not made before those in
     * front of it.
     */
    private int placeOf(Instant moment, List<LtxFile> files, boolean lowest) throws IOException {
        while (true) {
            List<LtxFile> timed = files.stream()
                    .filter(file -> !unreadable.containsKey(file.key()))
                    .toList();
            int count = countBefore(timed, moment);
            int before = unreadable.size();
            if (!storeKeepsTimes) {
                verifyDoubtful(timed, count, lowest);
            }
            if (unreadable.size() == before) {
                return count == timed.size() ? files.size() : files.indexOf(timed.get(count));
            }
        }
    }

    /** Reads the files beside a place whose times step back, and the newest of all: no later one tells that its time is too high. */
    private void verifyDoubtful(List<LtxFile> files, int place, boolean newestToo) throws IOException {
        Set<LtxFile> doubtful = new LinkedHashSet<>();
        for (int i = Math.max(1, place - 1); i <= Math.min(place + 1, files.size() - 1); i++) {
            if (of(files.get(i)).isBefore(of(files.get(i - 1)))) {
                doubtful.add(files.get(i - 1));
                doubtful.add(files.get(i));
            }
        }
        if (newestToo && place == files.size() - 1) {
            doubtful.add(files.get(place));
        }
        for (LtxFile file : doubtful) {
            verify(file);
        }
    }

    private void verify(LtxFile file) throws IOException {
        if (!verified.add(file.key())) {
            return;
        }
        try {
            headers.verify(file);
        } catch (IOException e) {
            HeaderTimes.requireOneFile(e);
            unreadable.put(file.key(), String.valueOf(e.getMessage()));
            known.remove(file.key());
        }
    }

    /** How many of a level's files were made before the moment. The first guess is the times of uploads. */
    private int countBefore(List<LtxFile> files, Instant moment) throws IOException {
        int low = 0;
        int high = files.size();
        int guess = 0;
        while (guess < high && files.get(guess).created().isBefore(moment)) {
            guess++;
        }
        // Files uploaded before the moment were made before it too, if the clocks agree; so look just beside the guess
        // first. Where none was, all may have been uploaded later than they were made, and tell nothing: halves then.
        int next = Math.min(guess, high - 1);
        int step = guess == 0 ? high : 1;
        while (low < high) {
            if (of(files.get(next)).isBefore(moment)) {
                low = next + 1;
                next = Math.min(next + step, (low + high) / 2);
                next = Math.max(next, low);
            } else {
                high = next;
                next = Math.max(next - step, (low + high) / 2);
                next = Math.min(next, high - 1);
            }
            step = Math.min(4 * step, files.size());
        }
        return low;
    }

    /** Between two known times any place is as good: that of the later one, or for the last of them that of the earlier. */
    private void fill(List<LtxFile> files, Map<String, Instant> times) {
        @Nullable Instant later = null;
        for (int i = files.size() - 1; i >= 0; i--) {
            Instant time = known.get(files.get(i).key());
            if (time == null) {
                time = later == null
                        ? files.get(i).created()
                        : earlier(later, files.get(i).created());
            }
            later = later == null ? time : earlier(later, time);
            times.put(files.get(i).key(), time);
        }
        Instant before = null;
        for (LtxFile file : files) {
            Instant time = known.get(file.key());
            if (time != null) {
                before = before == null || time.isAfter(before) ? time : before;
            } else if (before != null
                    && Objects.requireNonNull(times.get(file.key())).isBefore(before)) {
                times.put(file.key(), before);
            }
        }
    }

    private static ReplicaListing with(ReplicaListing listing, Function<LtxFile, Instant> times) {
        List<List<LtxFile>> levels = new ArrayList<>(LtxFile.LEVEL_COUNT);
        for (int level = 0; level < LtxFile.LEVEL_COUNT; level++) {
            levels.add(listing.files(level).stream()
                    .map(file -> file.withCreated(times.apply(file)))
                    .toList());
        }
        return listing.withLevels(levels);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
