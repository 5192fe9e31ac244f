package dev.ltx4j.restore;

import dev.ltx4j.replica.LayeredStore;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.sqlite.Experimental;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whose times say when the files of a replica were made. Litestream gives a file in a folder the time in its header; a
 * copy or a checkout may have lost that, and then the headers count.
 *
 * <p>Decided by comparing a few: if the store's times are those of the headers, to the millisecond, and grow with the
 * TXIDs of each level, they are trusted for all.
 */
@Experimental
public final class CreationTimes {
    /** Whose times count. */
    public enum Source {
        /** The store's: they are those that Litestream gave the files. */
        STORE,
        /** Those in the files' headers. */
        HEADERS
    }

    private static final int MAX_SAMPLES = 12;

    private final ReplicaStore store;
    private final ReplicaListing listing;
    private final Source source;
    private final String description;

    private CreationTimes(ReplicaStore store, ReplicaListing listing, Source source, String description) {
        this.store = store;
        this.listing = listing;
        this.source = source;
        this.description = description;
    }

    /**
     * Compares the store's times with at most twelve headers.
     *
     * @param store where the headers are
     * @param listing what the replica holds
     * @return whose times count
     * @throws StoreUnavailableException if the store cannot be read, or none of the files that were looked at
     */
    public static CreationTimes decide(ReplicaStore store, ReplicaListing listing) throws IOException {
        if (LayeredStore.layersOf(store).size() > 1) {
            return headers(store, listing, "they come from several sources");
        }
        if (!grows(listing)) {
            return headers(store, listing, "the store's file times do not grow with the TXIDs");
        }
        HeaderTimes headers = new HeaderTimes(store);
        Collection<LtxFile> samples = samples(listing);
        int compared = 0;
        List<StoreUnavailableException> forbidden = new ArrayList<>();
        for (LtxFile file : samples) {
            try {
                if (headers.read(file).toEpochMilli() != file.created().toEpochMilli()) {
                    return headers(store, listing, "the store's file times are not those that Litestream gave them");
                }
                compared++;
            } catch (IOException e) {
                HeaderTimes.requireOneFile(e);
                // A damaged or vanished file says nothing about the times of the others.
                if (e instanceof StoreUnavailableException unavailable) {
                    forbidden.add(unavailable);
                }
            }
        }
        if (!forbidden.isEmpty() && forbidden.size() == samples.size()) {
            throw forbidden.get(0);
        }
        if (compared == 0 && !samples.isEmpty()) {
            return headers(store, listing, "no header could be compared with the store's file times");
        }
        return new CreationTimes(store, listing, Source.STORE, "Creation times are the store's file times.");
    }

    /** {@return whose times count} */
    public Source source() {
        return source;
    }

    /** {@return the decision in one sentence, for the user} */
    public String describe() {
        return description;
    }

    /**
     * {@return the listing with the times that count} Reads the header of every file if they are the headers'.
     *
     * @throws StoreUnavailableException if the store cannot be read
     */
    public TimedListing timed() throws IOException {
        return source == Source.STORE
                ? new TimedListing(listing, Map.of())
                : HeaderListing.read(new HeaderTimes(store), listing);
    }

    /**
     * {@return a plan with the times that count} Reads the headers of its files, and of no others, if they are the
     * headers'; a file whose header cannot be read keeps the store's time.
     *
     * @param plan made from this replica's listing
     * @throws StoreUnavailableException if the store cannot be read
     */
    public LtxPlan timed(LtxPlan plan) throws IOException {
        if (source == Source.STORE) {
            return plan;
        }
        HeaderTimes headers = new HeaderTimes(store);
        List<PlannedFile> files = new ArrayList<>(plan.files().size());
        for (PlannedFile planned : plan.files()) {
            LtxFile file = planned.file();
            try {
                file = file.withCreated(headers.read(file));
            } catch (IOException e) {
                HeaderTimes.requireOneFile(e);
                // The restore will meet the same trouble and deal with it.
            }
            files.add(new PlannedFile(file, planned.state()));
        }
        return plan.withFiles(files);
    }

    private static CreationTimes headers(ReplicaStore store, ReplicaListing listing, String reason) {
        return new CreationTimes(
                store, listing, Source.HEADERS, "Creation times are read from the files' headers: " + reason + ".");
    }

    private static boolean grows(ReplicaListing listing) {
        for (int level = LtxFile.MIN_LEVEL; level <= LtxFile.SNAPSHOT_LEVEL; level++) {
            List<LtxFile> files = listing.files(level);
            for (int i = 1; i < files.size(); i++) {
                if (files.get(i).created().isBefore(files.get(i - 1).created())) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The last, first and middle file of each level, as many as are allowed. */
    private static Collection<LtxFile> samples(ReplicaListing listing) {
        Set<LtxFile> samples = new LinkedHashSet<>();
        for (double place : new double[] {1, 0, 0.5}) {
            for (int level = LtxFile.MIN_LEVEL; level <= LtxFile.SNAPSHOT_LEVEL; level++) {
                List<LtxFile> files = listing.files(level);
                if (!files.isEmpty() && samples.size() < MAX_SAMPLES) {
                    LtxFile file = files.get((int) (place * (files.size() - 1)));
                    if (!file.isIn(listing.tooShort())) {
                        samples.add(file);
                    }
                }
            }
        }
        return samples;
    }
}
